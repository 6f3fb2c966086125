from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from jiamenkou.engines.roster import (
    Demand,
    Person,
    Problem,
    Progress,
    Roster,
    Rule,
    Rules,
    SoFar,
    Stop,
    objective_of,
    repair,
    solve,
    violations,
)
from jiamenkou.engines.roster.columns import Columns
from jiamenkou.engines.roster.crew import Crew
from jiamenkou.engines.roster.run import Run
from jiamenkou.engines.roster.search import ByLines
from tests.engines.roster.little import EARLY, LATE, asked


def week_of(people: int, *, needed: int = 1, days: int = 7, places: int = 1) -> Problem:
    """A late and an early shift every day of some days, at every place, under the usual rules."""
    demands = tuple(
        Demand(day=day, shift=shift, needed=needed, place=place, under=50, over=1)
        for place in range(places)
        for day in range(days)
        for shift in range(2)
    )
    crowd = tuple(Person(rules=Rules(), home=n % places) for n in range(people))
    return Problem(
        first_day=date(2026, 9, 28),
        days=days,
        shifts=(EARLY, LATE),
        people=crowd,
        demands=demands,
        places=places,
    )


def test_somebody_falling_ill_changes_as_few_days_as_can_be() -> None:
    problem = week_of(4)
    plan = solve(problem)
    ill = int((plan.roster.shift[:, 3] >= 0).argmax())
    people = [
        replace(p, absent=frozenset({3})) if n == ill else p for n, p in enumerate(problem.people)
    ]
    repaired = repair(replace(problem, people=tuple(people), change_cost=1000), plan.roster)
    assert repaired.roster.shift[ill, 3] == -1
    assert repaired.roster.changes(plan.roster) == 1
    assert objective_of(list(repaired.breaks)) == repaired.objective


def test_who_did_more_this_year_does_less_now() -> None:
    rules = Rules.none(fair_evenings=Rule(weight=3))
    tired = Person(rules=rules, so_far=SoFar(evenings=6))
    fresh = Person(rules=rules, so_far=SoFar(evenings=4))
    demands = tuple(Demand(day=day, shift=1, needed=1) for day in range(2))
    plan = solve(asked(people=(tired, fresh), demands=demands))
    assert plan.roster.shift.tolist() == [[-1, -1], [1, 1]]
    assert plan.objective == 0


def test_one_seed_gives_one_answer_on_one_thread_and_on_two() -> None:
    problem = week_of(12, needed=3, days=28)
    made = [by_lines(problem, threads) for threads in (1, 1)]
    assert (made[0].shift == made[1].shift).all()


def by_lines(problem: Problem, threads: int) -> Roster:
    """A roster by lines alone, after a fixed amount of work."""
    run = Run(stop=Stop(seconds=300, rounds=2), seed=3, threads=threads, listener=None)
    lines = ByLines(run, 0, problem)
    start = lines.start()
    assert start is not None
    lines.renew(start)
    return run.rosters[0]


def test_lines_are_bounded_and_judged_as_the_whole_is() -> None:
    problem = week_of(6, needed=1)
    run = Run(stop=Stop(seconds=60, rounds=6), seed=1, threads=2, listener=None)
    lines = ByLines(run, 0, problem)
    start = lines.start()
    assert start is not None
    lines.renew(lines.dive(lines.bound(start, 30), 30))
    best = solve(problem)
    assert best.proven
    assert run.bounds.get(0, 0) <= best.objective <= run.values[0]
    assert objective_of(violations(problem, run.rosters[0])) == run.values[0]


def test_places_that_share_nobody_are_solved_apart_and_added_up() -> None:
    apart = solve(week_of(9, places=3))
    one = [solve(week_of(3)).objective for _ in range(1)]
    assert (apart.objective, apart.proven) == (3 * one[0], True)


def test_a_listener_stops_a_run_and_has_what_was_found() -> None:
    heard: list[Progress] = []

    def listen(seen: Progress) -> bool:
        heard.append(seen)
        return seen.objective is not None

    plan = solve(week_of(30, needed=8, days=28), stop=Stop(seconds=60), progress=listen)
    assert heard
    assert plan.seconds < 60
    assert not [each for each in plan.breaks if each.hard]


def test_a_roster_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match="roster: expected 4 people, 7 days"):
        violations(week_of(4), Roster.empty(4, 6))


def test_columns_are_kept_once() -> None:
    crew = Crew(week_of(2))
    columns = Columns(crew)
    line = crew.choices(Roster.empty(2, 7))[0]
    assert columns.add(0, line) is columns.add(0, line.copy())
