"""What can be done with opening hours: keep a layer, take one back, write what they come to."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Max, Model, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from jiamenkou.audit.actions import record
from jiamenkou.audit.facts import typed
from jiamenkou.lib.constraints import refusing
from jiamenkou.lib.jobs import TRY_AGAIN, job
from jiamenkou.lib.refusal import Refused
from jiamenkou.places.calendar import the_calendar
from jiamenkou.places.hours import openings_of, rules_of
from jiamenkou.places.models import Centre, Opening, OpeningRule, RuleSpan
from jiamenkou.places.opening import Opening as Ready
from jiamenkou.places.opening import Rule

AHEAD_DAYS = 14
"""How far ahead openings stand ready; the month view and the feed need none of them."""
BATCH = 500
PASSING = frozenset({"season", "exception"})
COPIED = "centre_id, day, during, layer, service, by_appointment, offers"
SPAN_COPIED = "rule_id, weekday, minutes, service, by_appointment, offers"


@transaction.atomic
def keep_hours(
    centre: Centre, *, rule: Rule, replaces: OpeningRule | None = None, by: Model | None
) -> OpeningRule:
    """The centre keeps these hours; `replaces` is the rule they stand in for.

    A weekly pattern, or hours on days off, that begin later than the one that runs end it.
    """
    centre = Centre.objects.select_for_update().get(pk=centre.pk)
    if replaces:
        OpeningRule.objects.filter(pk=replaces.pk, centre=centre).delete()
    _end_running(centre, rule)
    row = _write([(centre, rule)])[0]
    record(
        "places.keep_hours", row, by=by, centre=centre.pk, kind=rule.layer, name=typed(rule.name)
    )
    _renew([centre.pk], since=_yesterday())
    return row


@transaction.atomic
def load_hours(kept: Sequence[tuple[Centre, Sequence[Rule]]], *, by: Model | None) -> int:
    """The hours of many centres that have none yet; returns how many rules there are of them."""
    keys = [centre.pk for centre, _rules in kept]
    list(Centre.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    rows = _write([(centre, rule) for centre, rules in kept for rule in rules])
    for centre, rules in kept:
        record("places.load_hours", centre, by=by, touched=len(rules))
    _renew(keys, since=_yesterday())
    return len(rows)


@transaction.atomic
def drop_hours(row: OpeningRule, *, by: Model | None) -> Centre:
    """Take a layer back as if it had never been kept."""
    centre = Centre.objects.select_for_update().get(pk=row.centre_id)
    gone, _each = OpeningRule.objects.filter(pk=row.pk).delete()
    if not gone:
        raise Refused("these_hours_are_kept", _("These hours were taken back already."))
    record("places.drop_hours", row, by=by, centre=centre.pk, kind=row.layer)
    _renew([centre.pk], since=_yesterday())
    return centre


@job(retry=TRY_AGAIN)
def renew_openings(*, whole: bool = True) -> int:
    """Write what the hours of all centres come to; how many openings were written.

    With `whole` all of them, after the calendar changed; else only the days that came in sight.
    """
    Opening.objects.filter(day__lt=_yesterday()).delete()
    newest = None if whole else Opening.objects.aggregate(newest=Max("day"))["newest"]
    since = newest + datetime.timedelta(days=1) if newest else _yesterday()
    ordered = OpeningRule.objects.order_by("centre").values_list("centre", flat=True)
    kept = list(ordered.distinct())
    batches = (kept[at : at + BATCH] for at in range(0, len(kept), BATCH))
    return sum(_renew_batch(keys, since) for keys in batches)


@transaction.atomic
def _renew_batch(keys: Sequence[int], since: datetime.date) -> int:
    list(Centre.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    return _renew(keys, since=since)


def _renew(keys: Sequence[int], *, since: datetime.date) -> int:
    """Of locked centres, from `since` as far ahead as openings stand ready."""
    over_or_new = Q(day__lt=_yesterday()) | Q(day__gte=since)
    Opening.objects.filter(over_or_new, centre__in=keys).delete()
    shown, last = the_calendar(), timezone.localdate() + datetime.timedelta(days=AHEAD_DAYS)
    rules = rules_of(keys)
    rows = [(key, one) for key in rules for one in openings_of(rules[key], since, last, shown)]
    _copy("places_opening", COPIED, (_row(key, one) for key, one in rows))
    return len(rows)


def _row(centre: int, one: Ready) -> tuple[object, ...]:
    during = f"[{one.begin.isoformat()},{one.end.isoformat()})"
    said = (one.span.service, one.span.by_appointment, one.span.offers)
    return (centre, one.hours.date, during, one.hours.layer, *said)


def _yesterday() -> datetime.date:
    """A night may have begun then."""
    return timezone.localdate() - datetime.timedelta(days=1)


def _end_running(centre: Centre, rule: Rule) -> None:
    if rule.layer in PASSING:
        return
    running = centre.opening_rules.filter(
        layer=rule.layer, during__upper_inf=True, during__startswith__lt=rule.first
    )
    for row in running:
        row.during = DateRange(row.during.lower, rule.first)
        row.save(update_fields=["during"])


def _write(kept: Sequence[tuple[Centre, Rule]]) -> list[OpeningRule]:
    with refusing(OpeningRule, RuleSpan):
        rows = OpeningRule.objects.bulk_create(
            OpeningRule(centre=centre, layer=rule.layer, during=_during(rule), name=rule.name)
            for centre, rule in kept
        )
        pairs = zip(rows, (rule for _centre, rule in kept), strict=True)
        _copy("places_rulespan", SPAN_COPIED, (span for one in pairs for span in _spans(*one)))
    return rows


def _spans(row: OpeningRule, rule: Rule) -> Iterator[tuple[object, ...]]:
    for weekday, spans in rule.spans.items():
        for span in spans:
            minutes = f"[{span.opens},{span.closes})"
            yield (row.pk, weekday, minutes, span.service, span.by_appointment, span.offers)


def _copy(table: str, columns: str, rows: Iterable[tuple[object, ...]]) -> None:
    """Many rows at once; a Django model a row would take longer than all the sums."""
    copying = f"COPY {table} ({columns}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(copying) as copy:
        for row in rows:
            copy.write_row(row)


def _during(rule: Rule) -> DateRange:
    """Rows name the first day that no longer belongs."""
    end = rule.last + datetime.timedelta(days=1) if rule.last else None
    if end and end <= rule.first:
        words = _("The last day lies before the first.")
        raise Refused("hours_end_after_they_begin", words, field="last")
    return DateRange(rule.first, end)
