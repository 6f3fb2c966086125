"""Opening hours on record: layers that do not overlap, and who is open now."""

import datetime
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange, NumericRange
from django.utils import timezone

from jiamenkou.audit.models import Event
from jiamenkou.lib.constraints import refusing
from jiamenkou.lib.refusal import Refused
from jiamenkou.lib.scope import Reach
from jiamenkou.places import actions
from jiamenkou.places.actions.hours import AHEAD_DAYS
from jiamenkou.places.calendar import the_calendar
from jiamenkou.places.hours import state_now
from jiamenkou.places.models import Centre, Opening, OpeningRule, RuleSpan
from jiamenkou.places.nearest import open_near
from jiamenkou.places.opening import Span
from tests import make

pytestmark = pytest.mark.django_db
ALWAYS = Span(opens=0, closes=1440)
LATER = datetime.date(2030, 1, 1)


def refused(rule: str, attempt: Callable[[], object]) -> None:
    with pytest.raises(Refused) as no, transaction.atomic():
        attempt()
    assert no.value.rule == rule
    assert no.value.words


def near(**asked: Any) -> list[str]:
    given = {"lon": 118.0, "lat": 28.4, "at": timezone.localtime(), **asked}
    return [one.name for one in open_near(**given)]


def always(**facts: Any) -> Centre:
    centre = make.centre(**facts)
    make.hours(centre=centre, rule=make.opening_rule("weekly", ALWAYS))
    return centre


# ── layers on record ────────────────────────────────────────────────────────────────────────────


def test_hours_kept_are_on_record_and_stand_ready_for_a_fortnight() -> None:
    manager, centre = make.user(kind="manager"), make.centre()
    rule = make.opening_rule("weekly", *make.WORKDAY, make.EVENING)
    actions.keep_hours(centre, rule=rule, by=manager)
    event = Event.objects.get(verb="places.keep_hours")
    assert (event.by, event.facts["kind"], event.area_code) == (manager, "weekly", make.COMMUNITY)
    last = Opening.objects.filter(centre=centre).order_by("-day").first()
    assert last
    assert last.day <= timezone.localdate() + datetime.timedelta(days=AHEAD_DAYS)
    assert Opening.objects.filter(centre=centre, service="extended").exists()


def test_a_new_pattern_follows_the_one_that_runs() -> None:
    centre = make.centre()
    make.hours(centre=centre)
    make.hours(centre=centre, rule=make.opening_rule("weekly", ALWAYS, first=LATER))
    first, second = centre.opening_rules.order_by("during")
    assert (first.during.upper, second.during.lower, second.during.upper) == (LATER, LATER, None)


def test_two_rules_of_one_layer_do_not_overlap_and_passing_ones_end() -> None:
    centre = make.centre()
    summer = make.opening_rule("season", ALWAYS, last=LATER)
    make.hours(centre=centre, rule=summer)
    refused(
        "a_centre_has_one_rule_of_a_layer_at_a_time",
        lambda: make.hours(centre=centre, rule=summer),
    )
    endless = make.opening_rule("exception", ALWAYS)
    refused(
        "an_opening_rule_begins_and_passing_ones_end",
        lambda: make.hours(centre=centre, rule=endless),
    )
    backwards = make.opening_rule("season", first=LATER, last=datetime.date(2029, 1, 1))
    refused("hours_end_after_they_begin", lambda: make.hours(centre=centre, rule=backwards))


def test_times_of_one_day_do_not_overlap_and_nothing_of_a_refused_rule_is_kept() -> None:
    centre = make.centre()
    twice = make.opening_rule("weekly", Span(opens=540, closes=720), Span(opens=700, closes=800))
    refused(
        "times_of_a_rule_do_not_overlap",
        lambda: make.hours(centre=centre, rule=twice),
    )
    assert not OpeningRule.objects.exists()


@pytest.mark.parametrize("minutes", [(-5, 60), (1440, 1500), (60, 1501)])
def test_a_time_of_opening_begins_on_its_day(minutes: tuple[int, int]) -> None:
    span = RuleSpan(rule=make.hours(), weekday=7, minutes=NumericRange(*minutes))
    with pytest.raises(Refused) as no, refusing(RuleSpan):
        span.save()
    assert no.value.rule == "a_time_of_opening_begins_on_its_day"


def test_a_centre_opens_once_at_a_time() -> None:
    always()
    known = Opening.objects.first()
    assert known
    known.pk, known.during = None, DateTimeTZRange(known.during.lower, known.during.upper)
    with pytest.raises(Refused) as no, refusing(Opening):
        known.save(force_insert=True)
    assert no.value.rule == "a_centre_opens_once_at_a_time"


def test_hours_replaced_or_taken_back_leave_no_opening_behind() -> None:
    centre = always()
    row = centre.opening_rules.get()
    rule = make.opening_rule("weekly", Span(opens=600, closes=660))
    row = actions.keep_hours(centre, rule=rule, replaces=row, by=None)
    assert centre.opening_rules.get() == row
    minutes = {(one.during.upper - one.during.lower).seconds // 60 for one in centre.openings.all()}
    assert minutes == {60}
    actions.drop_hours(row, by=None)
    assert not centre.openings.exists()
    refused("these_hours_are_kept", lambda: actions.drop_hours(row, by=None))


def test_hours_of_many_centres_are_brought_at_once(django_assert_max_num_queries: Any) -> None:
    centres = [make.centre() for _ in range(6)]
    rules = [make.opening_rule("weekly", *make.WORKDAY), make.opening_rule("holiday", ALWAYS)]
    with django_assert_max_num_queries(16 + 4 * len(centres)):
        assert actions.load_hours([(one, rules) for one in centres], by=None) == 12
    assert {one.centre_id for one in Opening.objects.all()} == {one.pk for one in centres}


# ── as the days go by ───────────────────────────────────────────────────────────────────────────


def test_an_announcement_asks_for_openings_to_be_worked_out_again() -> None:
    make.announcement()
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name FROM procrastinate_jobs")
        assert cursor.fetchall() == [("jiamenkou.places.actions.hours.renew_openings",)]


def test_working_out_all_again_or_only_the_new_days_comes_to_the_same() -> None:
    centre = always()
    before = set(centre.openings.values_list("day", "during"))
    Opening.objects.filter(day__gt=timezone.localdate()).delete()
    actions.renew_openings(whole=False)
    assert set(centre.openings.values_list("day", "during")) == before
    actions.renew_openings()
    assert set(centre.openings.values_list("day", "during")) == before


@pytest.mark.django_db(transaction=True)
def test_hours_kept_while_all_are_worked_out_are_those_that_stand() -> None:
    centre = always()

    def renew() -> None:
        actions.renew_openings()
        connection.close()

    with ThreadPoolExecutor(2) as pool:
        working = [pool.submit(renew) for _ in range(2)]
        rule = make.opening_rule("weekly", Span(opens=600, closes=660))
        actions.keep_hours(centre, rule=rule, replaces=centre.opening_rules.get(), by=None)
        for one in working:
            one.result()
    days = list(centre.openings.order_by("day").values_list("day", flat=True))
    assert len(days) == AHEAD_DAYS + 2
    assert all(one < after for one, after in pairwise(days))


# ── open now near me ────────────────────────────────────────────────────────────────────────────


def test_the_nearest_that_is_open_comes_first_by_metres_and_not_by_degrees() -> None:
    always(name="东", lon=118.010)  # 978 m away
    always(name="北", lat=28.4092)  # 1,023 m away, but fewer degrees
    always(name="近", lat=28.401)
    assert near() == ["近", "东", "北"]
    assert near(most=1) == ["近"]


def test_who_is_closed_never_opened_or_has_no_hours_is_not_named() -> None:
    make.centre(name="无")
    always(name="未开", opened_on=LATER)
    closed = always(name="已关")
    actions.close_centre(closed, on=datetime.date(2026, 1, 1), by=None)
    shut = make.centre(name="停")
    make.hours(centre=shut, rule=make.opening_rule("weekly"))
    always(name="开")
    assert near() == ["开"]


def test_until_when_goes_over_hours_that_touch_and_over_midnight() -> None:
    centre = make.centre()
    rule = make.opening_rule(
        "weekly", Span(opens=480, closes=1200), Span(opens=1200, closes=1500, service="extended")
    )
    make.hours(centre=centre, rule=rule)
    at = timezone.localtime().replace(hour=20, minute=30, second=0, microsecond=0)
    (found,) = open_near(lon=118, lat=28.4, at=at)
    assert (found.service, found.layer) == ("extended", "weekly")
    midnight = at.replace(hour=0, minute=0) + datetime.timedelta(days=1)
    assert found.until == midnight + datetime.timedelta(hours=1)
    state = state_now(centre, the_calendar(), at=at)
    assert state
    assert state.until == found.until


def test_it_is_one_query_and_keeps_to_an_area(django_assert_num_queries: Any) -> None:
    for number in range(1, 4):
        always(name=f"甲{number}", area=make.area(code=f"36110200100{number}"))
    always(name="乙", area=make.area(code="361102002001"))
    with django_assert_num_queries(1):
        assert near(reach=Reach(prefixes=("361102002",))) == ["乙"]
    with django_assert_num_queries(1):
        assert len(near()) == 4


def test_a_point_that_is_not_on_earth_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="lon, lat"):
        near(lon=28.4, lat=118.0)


def test_days_are_ranges_whose_last_day_is_the_one_that_was_named() -> None:
    rule = make.opening_rule("exception", ALWAYS, first=LATER, last=LATER)
    row = make.hours(rule=rule)
    assert row.during == DateRange(LATER, LATER + datetime.timedelta(days=1))
