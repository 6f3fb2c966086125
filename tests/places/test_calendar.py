"""The calendar in the database: seeded, announced from a text, and what it moves."""

import datetime
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError

from jiamenkou.audit.models import Event
from jiamenkou.engines.workdays import add_workdays, announced, day
from jiamenkou.lib.constraints import refusing
from jiamenkou.lib.refusal import Refused
from jiamenkou.places.actions import announce_days
from jiamenkou.places.calendar import calendar_before, the_calendar
from jiamenkou.places.models import AnnouncedDay, Announcement
from tests import make

pytestmark = pytest.mark.django_db
CLOSED = datetime.date(2027, 2, 5)


def test_a_new_installation_has_the_years_that_are_shipped() -> None:
    assert the_calendar() == announced()
    assert Announcement.objects.get(year=2018).announced_on == datetime.date(2017, 11, 30)


def test_the_calendar_takes_one_query_until_something_is_announced(
    django_assert_num_queries: Any,
) -> None:
    the_calendar()
    with django_assert_num_queries(1):
        the_calendar()
    make.announcement()
    with django_assert_num_queries(3):
        assert not the_calendar().works(CLOSED)


def test_2027_is_provisional_until_it_is_announced() -> None:
    assert day(the_calendar(), CLOSED).status == "provisional"
    make.announcement()
    assert day(the_calendar(), CLOSED).status == "announced"


def test_an_announcement_is_on_record_with_who_and_what() -> None:
    operator = make.user(kind="operator")
    announcement = make.announcement(by=operator)
    event = Event.objects.get(verb="places.announce_days")
    assert (event.by, event.thing_key) == (operator, str(announcement.pk))
    assert event.facts["turned"] == 24
    assert calendar_before(announcement) == announced()


def test_an_amendment_leaves_other_holidays_as_they_are() -> None:
    make.announcement()
    sentences = "2月5日至15日放假，共11天。1月31日上班。"
    make.announcement(text=sentences, holiday="春节", source="补充通知")
    calendar = the_calendar()
    assert not calendar.works(datetime.date(2027, 2, 15))
    assert calendar.marks[datetime.date(2027, 10, 1)].source == make.NOTICE_SOURCE


def refused(rule: str, attempt: Callable[[], object]) -> str:
    with pytest.raises(Refused) as no, transaction.atomic():
        attempt()
    assert no.value.rule == rule
    return no.value.words


def test_a_typo_is_told_where_it_stands_and_nothing_is_kept() -> None:
    typo = make.NOTICE_2027.replace("2月20日（周六）", "2月20日（周四）")
    words = refused("a_notice_agrees_with_itself", lambda: make.announcement(text=typo))
    assert "2027-02-20" in words
    assert "周六" in words
    assert not Announcement.objects.filter(year=2027).exists()


def test_a_notice_is_saved_as_it_was_seen_and_only_if_it_changes_something() -> None:
    refused("a_notice_is_saved_as_seen", lambda: make.announcement(seen=1))
    make.announcement()
    refused("a_notice_changes_something", make.announcement)


def test_a_notice_says_where_it_stands_and_is_for_a_year_of_ours() -> None:
    refused("an_announcement_has_a_source", lambda: make.announcement(source=""))
    with pytest.raises(IntegrityError), transaction.atomic():
        Announcement.objects.create(year=1999, source="x")
    far = "关于2127年部分节假日安排的通知\n一、元旦：1月1日放假，共1天。"
    refused(
        "an_announcement_is_for_a_year_of_ours",
        lambda: make.announcement(text=far, year=2127),
    )


def test_a_notice_marks_a_day_once() -> None:
    known = AnnouncedDay.objects.first()
    assert known
    known.pk = None
    with pytest.raises(Refused) as no, refusing(AnnouncedDay):
        known.save(force_insert=True)
    assert no.value.rule == "an_announcement_marks_a_day_once"


# ── deadlines that run ──────────────────────────────────────────────────────────────────────────


@pytest.fixture
def deadlines(settings: Any) -> None:
    settings.RUNNING_CLOCKS = ["tests.places.deadlines.CLOCKS"]


def moved() -> dict[int, tuple[str, str]]:
    events = Event.objects.filter(verb="deadlines.move")
    return {one.facts["promise"]: (one.facts["old"], one.facts["new"]) for one in events}


@pytest.mark.usefixtures("deadlines")
def test_deadlines_that_move_are_written_by_their_own_app() -> None:
    make.announcement()
    assert moved() == {2: ("2027-02-05", "2027-02-04"), 3: ("2027-02-08", "2027-02-16")}
    assert Event.objects.get(verb="places.announce_days").facts["moved"] == 2
    end = add_workdays(the_calendar(), datetime.date(2027, 2, 1), 5).end
    assert end == datetime.date(2027, 2, 16)


@pytest.mark.usefixtures("deadlines")
def test_where_an_app_refuses_nothing_is_announced() -> None:
    text = make.NOTICE_2027 + "\n不可延期"
    refused("promises_stand", lambda: make.announcement(text=text))
    assert moved() == {}
    assert the_calendar() == announced()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_announce_the_same_year_at_once_one_is_told() -> None:
    said: list[str] = []

    def enter(source: str) -> None:
        try:
            newest = Announcement.objects.order_by("-pk").values_list("pk", flat=True).first()
            announce_days(make.NOTICE_2027, year=2027, source=source, seen=newest, by=None)
        except Refused as no:
            said.append(no.rule)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(enter, ["甲", "甲"]))
    assert Announcement.objects.filter(year=2027).count() == 1
    assert said in (["a_notice_is_saved_as_seen"], ["a_notice_changes_something"])
