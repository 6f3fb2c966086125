"""Open shifts, the 365-day indicator, the alarm, and who is there now."""

import datetime

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from jiamenkou.notices.models import Message
from jiamenkou.places.calendar import the_calendar
from jiamenkou.rota import actions
from jiamenkou.rota.days import DayKind, days_between
from jiamenkou.rota.fairness import so_far
from jiamenkou.rota.gaps import days_open, gaps
from jiamenkou.rota.presence import coming_on, on_duty
from tests import make
from tests.rota.teams import team

pytestmark = pytest.mark.django_db
OCTOBER = datetime.date(2026, 10, 1)


def test_what_a_day_is_the_calendar_says() -> None:
    kinds = {day.date.day: day for day in days_between(OCTOBER, datetime.date(2026, 10, 12))}
    assert [kinds[day].kind for day in (1, 2, 3)] == [DayKind.HOLIDAY] * 3
    assert [kinds[day].kind for day in (4, 5, 6, 7)] == [DayKind.REST] * 4
    assert (kinds[10].kind, kinds[10].makeup) == (DayKind.WORKDAY, True)
    assert kinds[11].kind is DayKind.REST


def test_days_of_a_year_nobody_announced_are_provisional() -> None:
    (day,) = days_between(datetime.date(2027, 10, 8), datetime.date(2027, 10, 9))
    assert day.provisional
    assert not days_between(OCTOBER, datetime.date(2026, 10, 2))[0].provisional


def test_a_shift_is_open_until_as_many_people_are_on_it_as_it_needs() -> None:
    here = team(needed_workday=2)
    here.put(0, 1, "late")
    here.published()
    found = gaps([here.centre.pk], here.day(1), here.day(2))
    assert [(one.shift, one.there, one.needed) for one in found] == [("早班", 0, 1), ("晚班", 1, 2)]


def test_make_up_workdays_need_what_workdays_need_and_holidays_their_own() -> None:
    here = team(month=OCTOBER)
    found = gaps([here.centre.pk], here.day(1), here.roster.until)
    early = {one.day.day for one in found if one.shift == "早班"}
    assert early & set(range(1, 12)) == {1, 2, 3, 8, 9, 10}


def test_drafts_fill_nothing_unless_they_are_asked_for() -> None:
    here = team()
    here.put(0, 1)
    asked = [here.centre.pk], here.day(1), here.day(2)
    assert {one.shift for one in gaps(*asked)} == {"早班", "晚班"}
    assert {one.shift for one in gaps(*asked, drafts=[here.roster.pk])} == {"晚班"}


def test_the_year_names_every_day_that_is_not_open(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    here, other = team(needed_workday=0), team()
    for day in (1, 2):
        here.put(0, day)
    here.published()
    the_calendar()
    with django_assert_num_queries(3):
        years = days_open([here.centre.pk, other.centre.pk], 2026)
    year = years[here.centre.pk]
    assert (len(year.days), year.filled) == (365, 2)
    states = {day.date: day.state for day in year.days}
    assert (states[here.day(2)], states[here.day(3)], states[here.day(6)]) == (
        "filled", "open", "empty",
    )  # fmt: skip
    assert years[other.centre.pk].filled == 0
    assert (
        len(year.until(here.day(3)).missing) == (here.day(3) - datetime.date(2026, 1, 1)).days - 2
    )


def test_the_alarm_tells_the_keeper_of_each_days_gaps_once() -> None:
    here = team()
    manager = make.user(kind="manager", area=here.centre.area)
    here.put(0, 2)
    here.published()
    today = here.day(1)
    assert actions.warn_of_gaps(today) == 5  # the workdays of 2 to 8 June: 2, 3, 4, 5, 8
    assert actions.warn_of_gaps(today) == 0
    first = Message.objects.filter(user=manager, kind="rota.gap").earliest("pk")
    assert "晚班 0/1" in first.words
    assert "早班" not in first.words
    actions.put(here.roster, person=here.people[0], day=here.day(2), patterns=[], by=manager)
    assert actions.warn_of_gaps(today) == 1


def test_anybody_may_know_who_is_there_by_surname_and_job_only() -> None:
    here = team()
    here.people[0].name = "欧阳测试"
    here.people[0].save()
    here.put(0, 1)
    here.put(1, 1, "late")
    here.published()
    noon = moment(here.day(1), 12)
    (there,) = on_duty(here.centre, at=noon)
    assert (there.called, there.until.hour) == ("欧阳社工", 16)
    (comes,) = coming_on(here.centre, after=noon, before=noon + datetime.timedelta(hours=6))
    assert (comes.called, comes.begins.hour) == ("测社工", 14)


def test_a_night_is_still_of_the_people_who_began_it() -> None:
    here = team(starts=datetime.time(22))
    here.put(0, 30, "late")
    here.published()
    morning = moment(here.roster.until, 5)
    assert [one.pattern for one in on_duty(here.centre, at=morning)] == [here.late]


def test_the_year_so_far_counts_rest_days_evenings_and_holidays() -> None:
    here = team(month=OCTOBER)
    for day in (1, 5, 8):
        here.put(0, day, "late")
    here.published()
    tally = so_far([here.people[0].pk], before=here.roster.until)[here.people[0].pk]
    assert (tally.duties, tally.rest_days, tally.evenings, tally.holidays) == (3, 2, 3, 1)
    assert so_far([here.people[0].pk], before=datetime.date(2027, 1, 1)) == {}


def moment(day: datetime.date, hour: int) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(hour), timezone.get_current_timezone())
