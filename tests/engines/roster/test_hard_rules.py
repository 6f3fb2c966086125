"""Each hard rule on two shifts: what breaks it is told by the judge and avoided by the solver."""

from __future__ import annotations

import pytest

from jiamenkou.engines.roster import (
    OFF,
    Before,
    Demand,
    Duty,
    Infeasible,
    Person,
    Problem,
    Roster,
    Rule,
    Rules,
    breaks_of,
    explain,
    solve,
)
from tests.engines.roster.little import asked

E, L, N = 0, 1, 2


def person(before: Before | None = None, **rules: object) -> Person:
    return Person(rules=Rules.none(**rules), before=before)  # type: ignore[arg-type]


CASES = {
    "rest_minutes": (person(rest_minutes=Rule(limit=700)), [L, E]),
    "day_minutes": (person(day_minutes=Rule(limit=480)), [N, OFF]),
    "week_minutes": (person(week_minutes=Rule(limit=900)), [E, E]),
    "days_in_a_row": (person(days_in_a_row=Rule(limit=1)), [E, E]),
    "most_minutes": (person(most_minutes=Rule(limit=500)), [E, E]),
    "most_weekends": (person(most_weekends=Rule(limit=0)), [E, E]),
    "most_of_shift": (person(most_of_shift={E: Rule(limit=1)}), [E, E]),
    "change": (person(change=Rule()), [E, L]),
    "least_days_in_a_row": (
        person(Before(off=1), least_days_in_a_row=Rule(limit=2)),
        [E, OFF],
    ),
    "least_days_off": (person(Before(worked=1), least_days_off=Rule(limit=2)), [OFF, E]),
    "barred": (Person(rules=Rules.none(), barred=frozenset({L})), [E, L]),
    "absent": (Person(rules=Rules.none(), absent=frozenset({1})), [E, E]),
    "fixed": (Person(rules=Rules.none(), fixed=(Duty(day=1, shift=OFF),)), [E, E]),
}
"""By rule: whom it binds, and two days that break it."""


@pytest.mark.parametrize("rule", CASES)
def test_two_shifts_that_break_a_rule_are_judged_avoided_and_explained(rule: str) -> None:
    who, kinds = CASES[rule]
    worked = [(day, kind) for day, kind in enumerate(kinds) if kind != OFF]
    demands = [Demand(day=day, shift=kind, needed=1) for day, kind in worked]
    # A day off is asked for by allowing nobody on any shift of it.
    demands += [
        Demand(day=day, shift=kind, needed=0, over=-1)
        for day in range(2)
        for kind in (E, L, N)
        if (day, kind) not in worked
    ]
    problem = asked(people=(who,), demands=tuple(demands))
    assert [each.rule for each in breaks_of(problem, row(kinds), 0) if each.hard] == [rule]
    with pytest.raises(Infeasible) as told:
        solve(problem)
    assert rule in {each.rule for each in told.value.conflicts}


def test_least_minutes_asks_for_work() -> None:
    problem = asked(people=(person(least_minutes=Rule(limit=400)),))
    assert [each.rule for each in breaks_of(problem, Roster.empty(1, 2), 0)] == ["least_minutes"]
    assert {each.rule for each in explain(problem)} == {"least_minutes"}


def test_nobody_works_elsewhere_or_where_nobody_asks() -> None:
    demand = Demand(day=0, shift=E, needed=0, place=1)
    problem = asked(places=2, demands=(demand,))
    there = Roster.empty(1, 2).having(0, Duty(day=0, shift=E, place=1))
    here = Roster.empty(1, 2).having(0, Duty(day=0, shift=E))
    assert [each.rule for each in breaks_of(problem, there, 0)] == ["elsewhere"]
    assert [each.rule for each in breaks_of(problem, here, 0)] == ["unasked"]


@pytest.mark.parametrize(("ended", "broken"), [(-60, False), (0, True), (540, True)])
def test_a_shift_past_the_midnight_of_a_month_is_rested_from(ended: int, *, broken: bool) -> None:
    who = person(Before(ended=ended, worked=1), rest_minutes=Rule(limit=540))
    problem: Problem = asked(people=(who,), demands=(Demand(day=0, shift=E, needed=1),))
    early = Roster.empty(1, 2).having(0, Duty(day=0, shift=E))
    assert bool(breaks_of(problem, early, 0)) == broken
    assert bool(explain(problem)) == broken


def row(kinds: list[int]) -> Roster:
    roster = Roster.empty(1, len(kinds))
    for day, kind in enumerate(kinds):
        roster = roster.having(0, Duty(day=day, shift=kind))
    return roster
