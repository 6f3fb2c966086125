"""The demo's opening hours, told through the verbs of places. All of it is invented."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence

from jiamenkou.people.models import User
from jiamenkou.places import actions as places
from jiamenkou.places.models import Centre
from jiamenkou.places.opening import EVERY_DAY, Layer, Rule, Span

SINCE = datetime.date(2026, 1, 1)
SUMMER = (datetime.date(2026, 7, 6), datetime.date(2026, 8, 21))
WINTER = (datetime.date(2027, 1, 25), datetime.date(2027, 2, 26))
STOCKTAKING = datetime.date(2026, 12, 31)
COUNTER = "综合窗口"
MORNING = Span(opens=8 * 60 + 30, closes=12 * 60)
AFTERNOON = Span(opens=14 * 60, closes=17 * 60 + 30)
NOON = Span(opens=12 * 60, closes=14 * 60, service="staggered", offers=COUNTER)
EVENING = Span(opens=17 * 60 + 30, closes=20 * 60 + 30, service="extended", offers=COUNTER)
WEEKEND = Span(opens=9 * 60, closes=16 * 60 + 30, service="staggered", offers=COUNTER)
ON_CALL = Span(opens=9 * 60, closes=12 * 60, by_appointment=True, offers="值班，急事先打电话")
CLASS = Span(opens=8 * 60, closes=17 * 60 + 30, service="extended", offers=f"假期托管班、{COUNTER}")


def tell_hours(*, by: User | None) -> None:
    """Every centre is open on every day of the year; evenings at streets and every third centre."""
    centres = Centre.objects.filter(closed_on=None).order_by("pk")
    kept = [(centre, _rules(place, centre)) for place, centre in enumerate(centres)]
    places.load_hours(kept, by=by)


def _rules(place: int, centre: Centre) -> Sequence[Rule]:
    """By the centre's place in the list, so that the demo is the same each time."""
    of_street = centre.level == Centre.Level.STREET
    weekday = [MORNING, AFTERNOON]
    weekday += [NOON] if of_street or place % 4 == 0 else []
    weekday += [EVENING] if of_street or place % 3 == 0 else []
    pattern = {**dict.fromkeys(range(5), weekday), 5: [WEEKEND], 6: [WEEKEND]}
    rules = [
        Rule(layer="weekly", first=SINCE, last=None, spans=pattern, name=""),
        _always("holiday", WEEKEND),
        _always("statutory", ON_CALL),
    ]
    if place % 5 == 0:
        rules += [_class(pattern, *SUMMER, "暑期托管"), _class(pattern, *WINTER, "寒假托管")]
    if place == 0:
        rules += [_once(STOCKTAKING, "年终盘点")]
    return rules


def _always(layer: Layer, span: Span) -> Rule:
    return Rule(layer=layer, first=SINCE, last=None, spans={EVERY_DAY: [span]})


def _class(
    pattern: Mapping[int, Sequence[Span]], first: datetime.date, last: datetime.date, name: str
) -> Rule:
    spans = {**pattern, **dict.fromkeys(range(5), (CLASS,))}
    return Rule(layer="season", first=first, last=last, spans=spans, name=name)


def _once(when: datetime.date, name: str) -> Rule:
    return Rule(layer="exception", first=when, last=when, spans={EVERY_DAY: [MORNING]}, name=name)
