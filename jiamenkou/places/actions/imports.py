"""Write what a trial of a sheet found: all of it or nothing."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from jiamenkou.audit.actions import record
from jiamenkou.audit.facts import typed
from jiamenkou.lib.constraints import refusing
from jiamenkou.lib.refusal import Refused
from jiamenkou.places.actions.areas import centres_counting
from jiamenkou.places.actions.norms import renew_findings
from jiamenkou.places.imports import Entry, Trial
from jiamenkou.places.imports.centres import floor_areas, served
from jiamenkou.places.imports.trial import Thing
from jiamenkou.places.models import Area, Centre, FloorArea, Headcount, Room


@transaction.atomic
def import_centres(district: Area, *, trial: Trial[Centre], by: Model | None) -> list[Centre]:
    """The centres that are new or changed, with the areas they serve and their floor areas."""
    entries = writable(trial)
    with refusing(Centre):
        centres = write(Centre, entries)
    _write_serves(entries)
    with refusing(FloorArea):
        _write_floor_areas(entries)
    _record("places.import_centres", district, trial, by)
    renew_findings(centres, on=timezone.localdate())
    return centres


@transaction.atomic
def import_headcounts(
    district: Area, *, trial: Trial[Headcount], by: Model | None
) -> list[Headcount]:
    with refusing(Headcount):
        counts = write(Headcount, writable(trial))
    _record("places.import_headcounts", district, trial, by)
    renew_findings(centres_counting([count.area_id for count in counts]), on=timezone.localdate())
    return counts


@transaction.atomic
def import_rooms(district: Area, *, trial: Trial[Room], by: Model | None) -> list[Room]:
    with refusing(Room):
        rooms = write(Room, writable(trial))
    _record("places.import_rooms", district, trial, by)
    centres = {room.centre_id: room.centre for room in rooms}
    renew_findings(centres.values(), on=timezone.localdate())
    return rooms


def writable(trial: Trial[Thing]) -> list[Entry[Thing]]:
    """The rows that would change something; none of them while there is a problem."""
    if trial.problems:
        raise Refused(
            "a_sheet_has_no_problems", _("The sheet still has problems; nothing was written.")
        )
    return [entry for entry in trial.entries if entry.state != "unchanged"]


def write(table: type[Thing], entries: Iterable[Entry[Thing]]) -> list[Thing]:
    """Insert the new and update the changed, in two statements."""
    new = [entry.thing for entry in entries if entry.state == "new"]
    changed = [entry.thing for entry in entries if entry.state == "changed"]
    table._default_manager.bulk_create(new)
    fields = [one.name for one in table._meta.concrete_fields if not one.primary_key]
    table._default_manager.bulk_update(changed, fields, batch_size=500)
    return new + changed


def _write_serves(entries: Iterable[Entry[Centre]]) -> None:
    link = Centre.serves.through
    said = [entry for entry in entries if entry.state == "new" or entry.record.values["serves"]]
    link.objects.filter(centre__in=[entry.thing.pk for entry in said]).delete()
    link.objects.bulk_create(
        link(centre_id=entry.thing.pk, area_id=code)
        for entry in said
        for code in served(entry.record)
    )


def _write_floor_areas(entries: Iterable[Entry[Centre]]) -> None:
    """The same source's figure for the same day is corrected, any other added."""
    FloorArea.objects.bulk_create(
        [fact for entry in entries for fact in floor_areas(entry.record, entry.thing)],
        update_conflicts=True,
        unique_fields=["centre", "kind", "measured_on", "source"],
        update_fields=["square_metres"],
    )


def _record(verb: str, district: Area, trial: Trial[Any], by: Model | None) -> None:
    record(
        verb, district, by=by, file=typed(trial.sheet.file), new=trial.new, changed=trial.changed
    )
