"""The hours of centres from their rows, and what they come to on days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import cast

from django.utils import timezone

from jiamenkou.engines.workdays import Calendar
from jiamenkou.places.models import Centre, OpeningRule, RuleSpan
from jiamenkou.places.opening import Layer, Opening, Rule, Span, State, openings, state_at

Rules = Mapping[int, Sequence[Rule]]
"""By the key of the centre."""


def rules_of(centres: Iterable[int]) -> Rules:
    """All rules of these centres, in two queries."""
    rows = list(OpeningRule.objects.filter(centre__in=list(centres)))
    spans = _spans(row.pk for row in rows)
    found: defaultdict[int, list[Rule]] = defaultdict(list)
    for row in rows:
        found[row.centre_id].append(rule_of(row, spans[row.pk]))
    return found


def rule_of(row: OpeningRule, spans: Mapping[int, Sequence[Span]]) -> Rule:
    last = row.during.upper
    return Rule(
        layer=cast("Layer", row.layer),
        first=row.during.lower,
        last=last - timedelta(days=1) if last else None,
        spans=spans,
        name=row.name,
        key=row.pk,
    )


def state_now(centre: Centre, calendar: Calendar, *, at: datetime | None = None) -> State | None:
    """What holds at a centre at a moment (now); None where no hours are kept. Two queries."""
    rules = rules_of([centre.pk]).get(centre.pk)
    return state_at(rules, at or timezone.localtime(), calendar) if rules else None


def openings_of(rules: Sequence[Rule], first: date, last: date, shown: Calendar) -> list[Opening]:
    """In the zone of the house."""
    return openings(rules, first, last, shown, zone=timezone.get_default_timezone())


def _spans(rules: Iterable[int]) -> Mapping[int, Mapping[int, Sequence[Span]]]:
    found: defaultdict[int, defaultdict[int, list[Span]]]
    found = defaultdict(lambda: defaultdict(list))
    for row in RuleSpan.objects.filter(rule__in=list(rules)):
        found[row.rule_id][row.weekday].append(
            Span(
                opens=row.minutes.lower,
                closes=row.minutes.upper,
                service=row.service,
                by_appointment=row.by_appointment,
                offers=row.offers,
            )
        )
    return found
