"""What can be done with norms: state them, and diagnose centres by them."""

import csv
import datetime
import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from jiamenkou.audit.actions import record
from jiamenkou.audit.facts import typed
from jiamenkou.lib.constraints import refusing
from jiamenkou.lib.refusal import Refused
from jiamenkou.places.diagnosis import Ruling, judge
from jiamenkou.places.facts import facts_of
from jiamenkou.places.models import Centre, Norm, NormSet

SHIPPED = Path(__file__).parents[1] / "norms.csv"
SHIPPED_NAME = "家门口 2024"
STATED_ONCE = ["norm_set", "code", "level", "valid_from"]
WORDING = [
    "criterion",
    "threshold",
    "target",
    "unit",
    "radius_metres",
    "required_kinds",
    "source",
    "source_note",
]
# A Django model a row would take longer than all the sums.
WRITE = """
INSERT INTO places_finding
    (centre_id, norm_id, kind, value, verdict, shortfall, severity, how, as_of)
SELECT centre_id, norm_id, kind, value, verdict, shortfall, severity, how, as_of
FROM json_to_recordset(%(rows)s) AS ruling (
    centre_id bigint, norm_id bigint, kind text, value numeric, verdict text, shortfall numeric,
    severity numeric, how jsonb, as_of date)
ORDER BY centre_id, norm_id
ON CONFLICT (centre_id, norm_id) DO UPDATE SET
    kind = excluded.kind, value = excluded.value, verdict = excluded.verdict,
    shortfall = excluded.shortfall, severity = excluded.severity, how = excluded.how,
    as_of = excluded.as_of
WHERE (places_finding.kind, places_finding.value, places_finding.how, places_finding.as_of,
       places_finding.shortfall, places_finding.verdict, places_finding.severity)
    IS DISTINCT FROM (excluded.kind, excluded.value, excluded.how, excluded.as_of,
       excluded.shortfall, excluded.verdict, excluded.severity)
"""
FORGET = """
DELETE FROM places_finding WHERE centre_id = ANY(%(asked)s) AND NOT EXISTS (
    SELECT FROM unnest(%(owners)s::bigint[], %(norms)s::bigint[]) AS kept (centre_id, norm_id)
    WHERE kept.centre_id = places_finding.centre_id AND kept.norm_id = places_finding.norm_id)
"""


@transaction.atomic
def load_norms(file: Path = SHIPPED, *, name: str = SHIPPED_NAME, by: Model | None) -> NormSet:
    """Put the norms of `file` in force under `name`; loading a file twice changes nothing."""
    NormSet.objects.exclude(name=name).update(in_force=False)
    norm_set, _made = NormSet.objects.update_or_create(name=name, defaults={"in_force": True})
    stated = [_norm(row, norm_set) for row in _rows(file)]
    with refusing(Norm):
        Norm.objects.bulk_create(
            stated,
            update_conflicts=True,
            unique_fields=STATED_ONCE,
            update_fields=WORDING,
        )
    record("places.load_norms", norm_set, by=by, file=typed(file.name), norms=len(stated))
    renew_findings(Centre.objects.all(), on=timezone.localdate())
    return norm_set


@transaction.atomic
def diagnose(
    centres: QuerySet[Centre], *, on: datetime.date | None = None, by: Model | None
) -> int:
    """Renew the findings of `centres` by the facts of a day; returns how many were made."""
    norm_set = NormSet.objects.filter(in_force=True).first()
    if norm_set is None:
        raise Refused(
            "one_norm_set_is_in_force", _("No norms are in force: load a norm set first.")
        )
    day = on or timezone.localdate()
    made = renew_findings(centres, on=day)
    record("places.diagnose", norm_set, by=by, on=day.isoformat(), findings=made)
    return made


def renew_findings(centres: Iterable[Centre], *, on: datetime.date) -> int:
    """The part of `diagnose` that every verb that changes a fact ends with.

    The centres are locked first, so that of two facts recorded at once the later sees both.
    """
    keys = [centre.pk for centre in centres]
    every = list(Centre.objects.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True))
    norms = list(Norm.objects.in_force_on(on))
    rulings = list(_rulings([one for one in every if _open(one, on)], norms, on))
    rows = [{**ruling._asdict(), "as_of": on} for ruling in rulings]
    with connection.cursor() as cursor:
        cursor.execute(WRITE, {"rows": json.dumps(rows, default=str)})
        current = [ruling.norm_id for ruling in rulings]
        owners = [ruling.centre_id for ruling in rulings]
        asked = [centre.pk for centre in every]
        cursor.execute(FORGET, {"asked": asked, "owners": owners, "norms": current})
    return len(rulings)


def _rulings(centres: list[Centre], norms: list[Norm], on: datetime.date) -> Iterator[Ruling]:
    if not norms:
        return  # nothing to judge by, so no facts are read: a first load stays quick
    by_level = {
        level: [norm for norm in norms if norm.level in {"", level}]
        for level in Centre.Level.values
    }
    for facts in facts_of(centres, on=on):
        for norm in by_level[facts.centre.level]:
            yield judge(facts, norm)


def _open(centre: Centre, on: datetime.date) -> bool:
    opened = centre.opened_on is None or centre.opened_on <= on
    return opened and (centre.closed_on is None or centre.closed_on > on)


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def _norm(row: dict[str, Any], norm_set: NormSet) -> Norm:
    return Norm(
        norm_set=norm_set,
        code=row["code"],
        criterion=Norm.Criterion(row["criterion"]),
        level=row["level"] and Centre.Level(row["level"]),
        threshold=Decimal(row["threshold"]),
        target=Decimal(row["target"]) if row["target"] else None,
        unit=Norm.Unit(row["unit"]),
        radius_metres=int(row["radius_metres"]) if row["radius_metres"] else None,
        required_kinds=row["required_kinds"].split(),
        source=row["source"],
        source_note=row["source_note"],
        valid_from=datetime.date.fromisoformat(row["valid_from"]),
    )
