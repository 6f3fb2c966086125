"""The engine fills a month: in the job, stopped, impossible in words, beside what a hand did."""

import datetime
from collections import Counter

import pytest
from django.utils.translation import override

from jiamenkou.engines.roster import Stop, solve
from jiamenkou.lib.refusal import Refused
from jiamenkou.rota import actions
from jiamenkou.rota.actions.generating import keep_plan
from jiamenkou.rota.case import case_of
from jiamenkou.rota.gaps import gaps
from jiamenkou.rota.judging import breaks_in
from jiamenkou.rota.kept import troubles_of, unmet_of
from jiamenkou.rota.models import Duty, Generation
from jiamenkou.rota.watching import solve_watched
from jiamenkou.rota.words import break_words, trouble_words
from tests import make
from tests.rota.teams import Team, team

pytestmark = pytest.mark.django_db
State = Generation.State


def made(here: Team, **facts: object) -> Generation:
    run = actions.generate(here.roster, seconds=4, by=None, **facts)  # type: ignore[arg-type]
    actions.make_roster(run.pk)
    run.refresh_from_db()
    return run


def test_a_month_is_filled_and_breaks_no_hard_rule() -> None:
    here = team(people=4, month=datetime.date(2026, 10, 1))
    run = made(here)
    assert run.state == State.SOLVED
    assert gaps([here.centre.pk], here.day(1), here.roster.until, drafts=[here.roster.pk]) == []
    broken = breaks_in(case_of(here.roster))
    assert not [one for one in broken if one.hard]
    assert sum(one.cost for one in broken) == run.objective
    assert sum(one.cost for one in unmet_of(run)) == run.objective


def test_the_last_week_leaves_two_for_its_sunday_in_the_next_month() -> None:
    here = team(people=3, month=datetime.date(2026, 10, 1), needed_rest_day=1)
    for person in here.people:
        for number in range(26, 31):
            make.wish(person=person, day=here.day(number), wanted=True, weight=3)
    run = actions.generate(here.roster, rounds=1, by=None)
    actions.make_roster(run.pk)
    week = Counter(Duty.objects.filter(day__gte=here.day(26)).values_list("person", flat=True))
    assert sum(count < 5 for count in week.values()) == 2


def test_what_a_hand_put_stays_and_wishes_and_leave_are_heeded() -> None:
    here = team(people=4)
    here.put(0, 1, "late")
    away = make.leave(person=here.people[1], first=here.day(1), last=here.day(5))
    actions.approve_leave(away, by=None)
    make.wish(person=here.people[2], day=here.day(9), weight=3)
    made(here)
    assert Duty.objects.get(person=here.people[0], day=here.day(1)).pattern == here.late
    assert not Duty.objects.filter(person=here.people[1], day__lte=here.day(5)).exists()
    assert not Duty.objects.filter(person=here.people[2], day=here.day(9)).exists()


def test_what_cannot_be_is_said_in_words_with_the_day_and_who_could_be_there() -> None:
    here = team(people=2, needed_workday=2)
    actions.approve_leave(make.leave(person=here.people[0], first=here.day(3)), by=None)
    run = made(here)
    assert run.state == State.INFEASIBLE
    with override("en"):
        words = [trouble_words(one) for one in troubles_of(run)]
    assert any("needs" in one for one in words)
    assert not Duty.objects.exists()


def test_with_gaps_allowed_the_month_names_what_stays_open() -> None:
    here = team(people=1)
    run = made(here, with_gaps=True)
    assert run.state == State.SOLVED
    open_shifts = [one for one in unmet_of(run) if one.code == "under"]
    assert open_shifts
    assert here.late.name in break_words(open_shifts[-1]) + break_words(open_shifts[0])
    month = [one for one in open_shifts if one.days[0] < here.roster.until]
    assert len(month) == len(
        gaps([here.centre.pk], here.day(1), here.roster.until, drafts=[here.roster.pk])
    )


def test_a_month_without_shifts_or_published_already_is_not_made() -> None:
    empty = make.roster()
    run = actions.generate(empty, by=None)
    actions.make_roster(run.pk)
    run.refresh_from_db()
    assert run.state == State.FAILED
    assert run.words
    with pytest.raises(Refused, match="a_published_month_is_not_made_anew"):
        actions.generate(make.published(make.roster()), by=None)


def test_what_a_hand_did_meanwhile_is_not_overwritten() -> None:
    here = team()
    run = actions.generate(here.roster, by=None)
    case = case_of(here.roster)
    plan = solve(case.for_solving(), stop=Stop(seconds=5))
    here.put(0, 1)
    with pytest.raises(Refused, match="a_month_is_kept_as_it_was_read"):
        keep_plan(run, case, plan)
    assert Duty.objects.count() == 1


def test_asked_to_stop_it_ends_at_once_with_the_best_there_is_or_with_words() -> None:
    here = team(people=4)
    run = actions.generate(here.roster, by=None)
    actions.stop(run, by=None)
    actions.make_roster(run.pk)
    run.refresh_from_db()
    assert not run.under_way
    assert run.answered == Duty.objects.exists()
    assert run.answered or run.words


def test_asked_to_stop_once_there_is_a_month_the_best_is_kept() -> None:
    here = team(people=4)
    problem = case_of(here.roster).for_solving()
    plan = solve_watched(problem, stop=Stop(seconds=20), seed=1, look=lambda said: said is not None)
    assert plan.seconds < 15
    assert plan.roster.shift.shape == (4, 30)


def test_a_run_that_ended_is_not_made_over_again() -> None:
    here = team()
    run = made(here)
    kept = set(Duty.objects.values_list("pk", flat=True))
    actions.make_roster(run.pk)
    assert set(Duty.objects.values_list("pk", flat=True)) == kept
