"""What can be done with the catalogue: load a file of services, say where they are offered."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Model
from django.utils.translation import gettext as _

from jiamenkou.audit.actions import record
from jiamenkou.audit.facts import typed
from jiamenkou.lib.constraints import refusing
from jiamenkou.lib.refusal import Refused
from jiamenkou.places.models import Centre
from jiamenkou.places.spelling import spelled
from jiamenkou.services.models import Category, ItemVersion, Material, Offer, ServiceItem
from jiamenkou.services.reading import Entry, read_catalogue
from jiamenkou.services.searching import tokens_of

SHIPPED = Path(__file__).parents[1] / "catalogue" / "items.json"


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """What a file came to, or would come to: codes of items."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)

    @property
    def facts(self) -> dict[str, int]:
        return {"added": len(self.added), "changed": len(self.changed), "same": len(self.same)}


@transaction.atomic
def load_catalogue(
    file: Path = SHIPPED,
    *,
    valid_from: datetime.date,
    dry_run: bool = False,
    by: Model | None,
) -> Loaded:
    """The services of a file; where one says something new, a new version from that day.

    Loading the same file again changes nothing. A fault anywhere in it refuses all of it.
    """
    groups, entries = read_catalogue(file)
    with transaction.atomic():
        for position, (code, facts) in enumerate(groups.items()):
            Category.objects.update_or_create(code=code, defaults={**facts, "position": position})
        loaded = Loaded()
        for position, entry in enumerate(entries):
            _load(entry, position, valid_from, loaded)
        if dry_run:
            transaction.set_rollback(True)
            return loaded
    for item in ServiceItem.objects.filter(code__in=[*loaded.added, *loaded.changed]):
        record("services.load_item", item, by=by, file=typed(file.name), code=item.code)
    return loaded


@transaction.atomic
def offer(
    item: ServiceItem,
    *,
    centre: Centre,
    begins: datetime.date,
    by_appointment: bool = True,
    by: Model | None,
) -> Offer:
    """The centre does this service from that day on."""
    with refusing(Offer):
        made = Offer.objects.create(
            item=item, centre=centre, during=DateRange(begins), by_appointment=by_appointment
        )
    record("services.offer", made, by=by, item=item.code, centre=centre.pk)
    return made


@transaction.atomic
def offer_everywhere(
    items: Iterable[ServiceItem],
    *,
    centres: Iterable[Centre],
    begins: datetime.date,
    by: Model | None,
) -> int:
    """Every one of these centres does every one of these services from that day on."""
    kept = list(items)
    made = 0
    for centre in centres:
        rows = [Offer(item=item, centre=centre, during=DateRange(begins)) for item in kept]
        with refusing(Offer):
            made += len(Offer.objects.bulk_create(rows))
        record("services.offer_many", centre, by=by, touched=len(rows))
    return made


@transaction.atomic
def end_offer(standing: Offer, *, on: datetime.date, by: Model | None) -> Offer:
    """From that day on the centre does it no more."""
    standing = Offer.objects.select_for_update(of=["self"]).get(pk=standing.pk)
    if standing.during.upper is not None and standing.during.upper <= on:
        words = _("This offer has ended already.")
        raise Refused("an_offer_ends_once", words, field="on")
    standing.during = DateRange(standing.during.lower, on)
    with refusing(Offer):
        standing.save(update_fields=["during"])
    record("services.end_offer", standing, by=by, on=on.isoformat())
    return standing


def _load(entry: Entry, position: int, valid_from: datetime.date, loaded: Loaded) -> None:
    item = ServiceItem.objects.filter(code=entry.code).first()
    new = item is None
    item = item or ServiceItem(code=entry.code)
    _name(item, entry, position)
    item.save()
    running = None if new else item.version_on(valid_from)
    if running and said_by(running) == entry.said:
        loaded.same.append(entry.code)
        return
    _refuse_backdated(item, running, valid_from)
    if running:
        running.during = DateRange(running.during.lower, valid_from)
        running.save(update_fields=["during"])
    _write(item, entry, valid_from)
    (loaded.added if new else loaded.changed).append(entry.code)


def said_by(version: ItemVersion) -> dict[str, Any]:
    """What a version says, as a file would say it."""
    said = {name: getattr(version, name) for name in Entry.FACTS}
    materials = [
        {name: getattr(one, name) for name in Entry.MATERIAL_FACTS}
        for one in version.materials.all()
    ]
    return {**said, "materials": materials}


def _name(item: ServiceItem, entry: Entry, position: int) -> None:
    item.name, item.name_en, item.also = entry.name, entry.name_en, entry.also
    item.name_pinyin, item.name_initials = spelled(entry.name)
    item.tokens = tokens_of([entry.name, entry.name_en, *entry.also])
    item.category_id, item.position = entry.category, position


def _refuse_backdated(
    item: ServiceItem, running: ItemVersion | None, valid_from: datetime.date
) -> None:
    """What counted on a day that is over stays as it was."""
    later = item.versions.filter(during__startswith__gt=valid_from).exists() if item.pk else False
    if later or (running and running.valid_from >= valid_from):
        words = _("“%(item)s” has a version that begins on that day or later; choose a later day.")
        raise Refused(
            "a_new_version_begins_after_the_last", words % {"item": item.name}, field="valid_from"
        )


def _write(item: ServiceItem, entry: Entry, valid_from: datetime.date) -> None:
    said: Mapping[str, Any] = entry.said
    facts = {name: said[name] for name in Entry.FACTS}
    with refusing(ItemVersion, Material):
        version = ItemVersion.objects.create(item=item, during=DateRange(valid_from), **facts)
        Material.objects.bulk_create(
            Material(version=version, position=position, **facts)
            for position, facts in enumerate(said["materials"], start=1)
        )
