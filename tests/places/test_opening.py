"""Hours in layers: which one decides a day, and what holds at any moment. No database."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiamenkou.engines.workdays import announced
from jiamenkou.places.opening import (
    EVERY_DAY,
    Layer,
    Rule,
    Span,
    State,
    day_of,
    openings,
    state_at,
)

ZONE = ZoneInfo("Asia/Shanghai")
DAY = Span(opens=8 * 60 + 30, closes=17 * 60 + 30)
EVENING = Span(opens=17 * 60 + 30, closes=20 * 60 + 30, service="extended")
NIGHT = Span(opens=22 * 60, closes=26 * 60)
SHORT = Span(opens=9 * 60, closes=12 * 60, service="staggered")
EVER = date(2020, 1, 1)


def rule(
    layer: Layer,
    spans: Mapping[int, Sequence[Span]],
    *,
    first: date = EVER,
    last: date | None = None,
) -> Rule:
    return Rule(layer=layer, first=first, last=last, spans=spans, name=layer)


def daily(layer: Layer, *spans: Span, first: date = EVER, last: date | None = None) -> Rule:
    return rule(layer, {EVERY_DAY: spans}, first=first, last=last)


WEEKLY = rule("weekly", {**dict.fromkeys(range(4), (DAY,)), 4: (DAY, EVENING), 5: (SHORT,)})
HOLIDAY, STATUTORY = daily("holiday", SHORT), daily("statutory")
ALL = (WEEKLY, HOLIDAY, STATUTORY)


def at(words: str, *rules: Rule) -> State:
    moment = datetime.fromisoformat(words).replace(tzinfo=ZONE)
    return state_at(rules or ALL, moment, announced())


def hm(moment: datetime | None) -> str:
    return moment.strftime("%m-%d %H:%M") if moment else ""


def test_a_weekday_runs_by_the_weekly_pattern() -> None:
    hours = day_of(ALL, date(2026, 11, 23), announced())
    assert (hours.layer, hours.spans) == ("weekly", (DAY,))


def test_a_made_up_saturday_runs_as_friday_and_a_sunday_as_monday() -> None:
    assert day_of(ALL, date(2026, 2, 14), announced()).spans == (DAY, EVENING)
    sunday = day_of(ALL, date(2026, 9, 20), announced())
    assert (sunday.runs_as, sunday.spans, sunday.day.holiday) == (0, (DAY,), "国庆节")


def test_statutory_holidays_and_the_rest_days_around_them_have_rules_of_their_own() -> None:
    layers = [day_of(ALL, date(2026, 10, one), announced()).layer for one in (1, 3, 4, 7, 8)]
    assert layers == ["statutory", "statutory", "holiday", "holiday", "weekly"]


def test_without_a_rule_of_its_own_a_statutory_holiday_runs_as_a_day_off() -> None:
    assert day_of((WEEKLY, HOLIDAY), date(2026, 10, 1), announced()).spans == (SHORT,)


def test_a_day_off_without_any_rule_is_closed_and_says_why() -> None:
    hours = day_of((WEEKLY,), date(2026, 10, 1), announced())
    assert (hours.layer, hours.rule, hours.spans) == ("holiday", None, ())


def test_a_holiday_of_the_law_counts_before_its_year_is_announced() -> None:
    hours = day_of(ALL, date(2027, 2, 6), announced())
    assert (hours.layer, hours.spans, hours.day.status) == ("statutory", (), "provisional")


def test_a_season_decides_within_its_days_and_an_exception_above_all() -> None:
    season = rule("season", {5: (DAY,)}, first=date(2026, 7, 1), last=date(2026, 8, 31))
    once = daily("exception", NIGHT, first=date(2026, 10, 1), last=date(2026, 10, 1))
    rules = (*ALL, season, once)
    days = [date(2026, 6, 30), date(2026, 7, 1), date(2026, 7, 4), date(2026, 9, 1)]
    found = [day_of(rules, when, announced()) for when in days]
    assert [one.layer for one in found] == ["weekly", "season", "season", "weekly"]
    assert [one.spans for one in found[1:3]] == [(), (DAY,)]
    assert day_of(rules, date(2026, 10, 1), announced()).spans == (NIGHT,)


def test_no_rule_at_all_says_so() -> None:
    hours = day_of((), date(2026, 11, 23), announced())
    assert (hours.layer, hours.rule, hours.spans) == (None, None, ())


def test_open_until_is_the_end_of_hours_that_touch() -> None:
    state = at("2026-11-27 16:00")
    assert state.is_open
    assert hm(state.until) == "11-27 20:30"
    later = at("2026-11-27 18:00")
    assert later.opening
    assert (later.opening.span.service, hm(later.until)) == ("extended", "11-27 20:30")


def test_a_closed_moment_names_the_next_opening() -> None:
    state = at("2026-11-27 20:30")
    assert not state.is_open
    assert state.following
    assert hm(state.following.begin) == "11-28 09:00"


@pytest.mark.parametrize(
    ("moment", "until"),
    [("2026-11-30 23:59", "12-01 02:00"), ("2026-12-31 22:00", "01-01 02:00")],
)
def test_hours_run_past_midnight_over_the_end_of_a_month_and_a_year(
    moment: str, until: str
) -> None:
    nightly = rule("weekly", dict.fromkeys(range(7), (NIGHT,)))
    state = at(moment, nightly)
    assert state.is_open
    assert hm(state.until) == until


def test_a_night_belongs_to_the_day_it_began_on() -> None:
    nightly = rule("weekly", dict.fromkeys(range(7), (NIGHT,)))
    state = at("2027-01-01 01:00", nightly, daily("statutory"))
    assert state.opening
    assert (state.opening.hours.date, state.hours.layer) == (date(2026, 12, 31), "weekly")
    assert not at("2027-01-01 23:00", nightly, daily("statutory")).is_open


def test_a_night_ends_where_the_next_day_opens() -> None:
    long = rule("weekly", {0: (Span(opens=20 * 60, closes=34 * 60),), 1: (DAY,)})
    found = openings([long], date(2026, 11, 23), date(2026, 11, 24), announced(), zone=ZONE)
    assert [(hm(one.begin), hm(one.end)) for one in found] == [
        ("11-23 20:00", "11-24 08:30"),
        ("11-24 08:30", "11-24 17:30"),
    ]


def test_nonsense_is_refused_by_name() -> None:
    for wrong in ((-1, 5), (1440, 1500)):
        with pytest.raises(ValueError, match="opens"):
            Span(opens=wrong[0], closes=wrong[1])
    for end in (60, 60 + 1441):
        with pytest.raises(ValueError, match="closes"):
            Span(opens=60, closes=end)
    with pytest.raises(ValueError, match="moment"):
        state_at(ALL, datetime(2026, 1, 1), announced())  # noqa: DTZ001


spans = st.builds(
    lambda opens, lasts: Span(opens=opens, closes=opens + lasts),
    st.integers(0, 1439),
    st.integers(1, 900),
)
patterns = st.dictionaries(st.integers(0, 6), spans.map(lambda one: (one,)), max_size=7)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 3, 1))  # noqa: DTZ001


@settings(max_examples=150, deadline=None)
@given(weekly=patterns, holiday=spans, moment=moments)
def test_the_state_at_a_moment_agrees_with_the_spans_of_its_days(
    weekly: dict[int, tuple[Span, ...]], holiday: Span, moment: datetime
) -> None:
    rules = (rule("weekly", weekly), daily("holiday", holiday))
    state = state_at(rules, moment.replace(tzinfo=ZONE), announced())
    assert state.is_open == _is_within(rules, moment)
    if state.until:
        minute = timedelta(minutes=1)
        until = state.until.replace(tzinfo=None)
        assert _is_within(rules, until - minute)


def _is_within(rules: Sequence[Rule], moment: datetime) -> bool:
    """By the day itself; what of the evening before runs on, up to the day's first opening."""
    today = day_of(rules, moment.date(), announced()).spans
    before = day_of(rules, moment.date() - timedelta(days=1), announced()).spans
    now = (moment - datetime.combine(moment.date(), time())).total_seconds() / 60
    first = min((span.opens for span in today), default=1e9)
    return any(one.opens <= now < one.closes for one in today) or any(
        now + 1440 < one.closes and now < first for one in before
    )


@settings(max_examples=100, deadline=None)
@given(weekly=patterns, holiday=spans, start=st.dates(date(2026, 1, 1), date(2027, 1, 10)))
def test_openings_stand_in_order_and_never_overlap(
    weekly: dict[int, tuple[Span, ...]], holiday: Span, start: date
) -> None:
    rules = (rule("weekly", weekly), daily("holiday", holiday))
    found = openings(rules, start, start + timedelta(days=30), announced(), zone=ZONE)
    assert all(one.begin < one.end for one in found)
    assert all(one.end <= after.begin for one, after in pairwise(found))
