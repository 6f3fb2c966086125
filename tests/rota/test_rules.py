"""Every named constraint of rota, broken once, most through the verb that meets it."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.db import models, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from jiamenkou.lib.constraints import refusing
from jiamenkou.lib.refusal import Refused
from jiamenkou.rota import actions
from jiamenkou.rota.models import (
    Feed,
    Generation,
    LedgerEntry,
    Publication,
    Rule,
    RuleSet,
    Swap,
    Wish,
)
from tests import make

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 6, 1)
LATER = datetime.date(2026, 6, 2)
BEFORE = datetime.date(2025, 12, 31)


def refused(rule: str, attempt: Callable[[], object]) -> None:
    with pytest.raises(Refused) as no, transaction.atomic():
        attempt()
    assert no.value.rule == rule
    assert no.value.words


def add(row: models.Model) -> None:
    with refusing(type(row)):
        row.save(force_insert=True)


def update(row: models.Model, **facts: object) -> None:
    with refusing(type(row)):
        type(row)._default_manager.filter(pk=row.pk).update(**facts)


def test_contracts_of_a_person_do_not_overlap() -> None:
    first = make.posting(begins=BEFORE, ends=LATER)
    again: dict[str, Any] = {"centre": make.centre(), "person": first.person}
    refused("a_person_has_one_posting_at_a_time", lambda: make.posting(begins=DAY, **again))
    assert make.posting(begins=LATER, **again).person == first.person


def test_a_posting_begins_before_it_ends_and_has_the_hours_the_law_allows() -> None:
    posting = make.posting()
    refused("a_posting_begins_before_it_ends", lambda: make.posting(begins=DAY, ends=DAY))
    refused("a_posting_begins_before_it_ends", lambda: update(posting, during=DateRange(None, DAY)))
    refused("a_posting_has_working_hours", lambda: make.posting(week_minutes=2641))
    refused("a_posting_has_a_job", lambda: make.posting(job=" "))
    refused("a_skill_is_known", lambda: make.posting(skills=["flying"]))


def test_leave_has_a_first_and_a_last_day_and_does_not_overlap() -> None:
    person = make.posting().person
    leave = make.leave(person=person, first=DAY, last=LATER)
    refused("a_person_is_on_leave_once_at_a_time", lambda: make.leave(person=person, first=LATER))
    actions.refuse_leave(leave, by=None)
    refused(
        "leave_has_a_first_and_a_last_day", lambda: make.leave(person=person, first=LATER, last=DAY)
    )
    refused("leave_has_a_first_and_a_last_day", lambda: update(leave, during=DateRange(DAY, None)))
    refused("answered_leave_says_when", lambda: update(leave, answered_at=None))


def test_a_wish_is_said_once_and_weighs_one_to_three() -> None:
    wish = make.wish(person=make.posting().person, day=DAY)
    refused("a_wish_is_said_once", lambda: add(Wish(person=wish.person, day=DAY, wanted=True)))
    refused("a_wish_weighs_one_to_three", lambda: update(wish, weight=4))


def test_shifts_of_a_centre_have_their_names_once_at_a_time() -> None:
    centre = make.centre()
    make.pattern(centre=centre, name="早班", short="早", ends=LATER)
    names = [{"name": "早班", "short": "A"}, {"name": "另一班", "short": "早"}]
    refused(
        "a_centre_has_a_shift_of_a_name_once",
        lambda: make.pattern(centre=centre, begins=DAY, **names[0]),
    )
    refused(
        "a_centre_has_a_short_name_once",
        lambda: make.pattern(centre=centre, begins=DAY, **names[1]),
    )
    assert make.pattern(centre=centre, begins=LATER, name="早班", short="早").short == "早"


def test_a_shift_has_hours_days_and_people() -> None:
    centre = make.centre()
    refused("a_shift_begins_to_be_used", lambda: make.pattern(centre=centre, begins=DAY, ends=DAY))
    refused("a_shift_lasts_up_to_a_day", lambda: make.pattern(centre=centre, minutes=1441))
    refused(
        "a_shift_needs_nobody_or_somebody", lambda: make.pattern(centre=centre, needed_holiday=-1)
    )


def test_an_area_states_each_rule_once() -> None:
    area, now = make.area(), timezone.now()
    own = RuleSet.objects.create(area=area, name="本区", changed_at=now)
    refused("an_area_has_one_rule_set", lambda: add(RuleSet(area=area, name="x", changed_at=now)))
    facts: dict[str, Any] = {"rule_set": own, "source": "x"}
    soft = Rule.objects.create(code="change", hard=False, weight=2, **facts)
    refused("a_rule_is_stated_once", lambda: add(Rule(code="change", hard=True, **facts)))
    refused("a_soft_rule_has_a_weight", lambda: update(soft, hard=True))
    refused("a_rule_has_no_negative_number", lambda: update(soft, number=-1))


def test_a_month_is_drawn_once_and_named_by_its_first_day() -> None:
    roster = make.roster(month=LATER)
    refused("a_centre_has_one_roster_a_month", lambda: make.roster(centre=roster.centre))
    refused("a_roster_is_named_by_the_first_of_its_month", lambda: update(roster, month=LATER))
    refused("a_published_roster_says_when", lambda: update(roster, state="published"))


def test_a_version_is_published_once() -> None:
    roster = make.published(make.roster())
    again = Publication(roster=roster, version=1, at=timezone.now())
    refused("a_version_is_published_once", lambda: add(again))


def test_nobody_is_in_two_places_or_on_two_shifts_of_a_day() -> None:
    centre = make.centre()
    roster, person = make.roster(centre=centre), make.posting(centre=centre).person
    night = make.pattern(centre=centre, starts=datetime.time(22), minutes=600, needed_workday=0)
    early = make.pattern(centre=centre, starts=datetime.time(6), minutes=480)
    late = make.pattern(centre=centre, starts=datetime.time(14), minutes=480)
    facts: dict[str, Any] = {"roster": roster, "person": person}
    make.duty(pattern=night, day=DAY, **facts)
    refused("nobody_is_in_two_places", lambda: make.duty(pattern=early, day=LATER, **facts))
    put: dict[str, Any] = {"person": person, "patterns": [early, late], "by": None}
    day = LATER + datetime.timedelta(days=3)
    refused("a_person_has_one_duty_a_day", lambda: actions.put(roster, day=day, **put))


def test_a_duty_has_a_beginning_and_an_end() -> None:
    centre = make.centre()
    facts: dict[str, Any] = {"person": make.posting(centre=centre).person, "day": DAY}
    duty = make.duty(
        roster=make.roster(centre=centre), pattern=make.pattern(centre=centre), **facts
    )
    endless = (duty.during.lower, None)
    refused("a_duty_has_a_beginning_and_an_end", lambda: update(duty, during=endless))


def test_a_generation_runs_alone_and_says_how_it_ended() -> None:
    roster = make.roster()
    run = actions.generate(roster, by=None)
    refused("a_roster_is_generated_once_at_a_time", lambda: actions.generate(roster, by=None))
    refused("a_generated_roster_has_its_figures", lambda: update(run, state="solved"))
    refused("a_generation_without_answer_says_why", lambda: update(run, state="infeasible"))
    refused("a_generation_takes_seconds", lambda: update(run, most_seconds=0))
    assert Generation.objects.under_way().get() == run


def test_a_swap_is_with_somebody_else_and_says_who_and_when() -> None:
    centre = make.centre()
    month = (timezone.localdate() + datetime.timedelta(days=40)).replace(day=1)
    roster, person = make.roster(centre=centre, month=month), make.posting(centre=centre).person
    pattern = make.pattern(centre=centre, needed_rest_day=1)
    duty = make.duty(roster=roster, person=person, pattern=pattern, day=month)
    make.published(roster)
    swap = make.swap(duty=duty)
    refused("a_duty_is_offered_once_at_a_time", lambda: make.swap(duty=duty))
    refused("a_swap_is_with_somebody_else", lambda: update(swap, to=person))
    refused("an_answered_swap_says_when", lambda: update(swap, state="declined"))
    refused(
        "an_accepted_swap_was_taken",
        lambda: update(swap, state="accepted", answered_at=timezone.now()),
    )
    assert Swap.objects.open().get() == swap


def test_the_ledger_counts_each_day_once() -> None:
    posting, now = make.posting(), timezone.now()
    facts: dict[str, Any] = {"person": posting.person, "centre": posting.centre, "written_at": now}
    entry = LedgerEntry.objects.create(kind="rested", day=DAY, minutes=-480, **facts)
    refused(
        "a_day_off_is_entered_once",
        lambda: add(LedgerEntry(kind="rested", day=DAY, minutes=-480, **facts)),
    )
    refused("an_entry_counts_minutes", lambda: update(entry, minutes=0))
    refused(
        "a_reversal_says_why",
        lambda: add(LedgerEntry(kind="rested", day=DAY, minutes=480, reverses=entry, **facts)),
    )
    leave = make.leave(person=posting.person, first=DAY)
    day = {"kind": "leave", "day": DAY, "minutes": -480, "leave": leave}
    add(LedgerEntry(**day, **facts))
    refused("a_day_of_leave_is_entered_once", lambda: add(LedgerEntry(**day, **facts)))


def test_a_duty_is_in_the_ledger_once_a_day() -> None:
    centre = make.centre()
    posting = make.posting(centre=centre)
    duty = make.duty(
        roster=make.roster(centre=centre), person=posting.person,
        pattern=make.pattern(centre=centre), day=DAY,
    )  # fmt: skip
    facts: dict[str, Any] = {"person": posting.person, "centre": centre, "duty": duty, "day": DAY}
    facts |= {"written_at": timezone.now(), "minutes": 60}
    add(LedgerEntry(kind="rest_day", **facts))
    refused("a_duty_is_entered_once_a_day", lambda: add(LedgerEntry(kind="holiday", **facts)))


def test_a_feed_has_its_own_secret_and_a_person_one_feed() -> None:
    person, now = make.user(), timezone.now()
    feed, _secret = actions.open_feed(person, by=person)
    refused(
        "a_person_has_one_feed_at_a_time",
        lambda: add(Feed(person=person, secret_hash=b"x", opened_at=now)),
    )
    other = Feed(person=make.user(), secret_hash=feed.secret_hash, opened_at=now)
    refused("a_feed_has_a_secret_of_its_own", lambda: add(other))
