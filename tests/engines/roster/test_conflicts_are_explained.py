from __future__ import annotations

from dataclasses import replace

from hypothesis import assume, given, settings

from jiamenkou.engines.roster import (
    Demand,
    Duty,
    Person,
    Problem,
    Rule,
    Rules,
    explain,
)
from tests.engines.roster.little import asked, best_of_all, problems

SKILLED = Person(rules=Rules.none(), skills=frozenset({5}))
ON_LEAVE = replace(SKILLED, absent=frozenset({0}))
PLAIN = Person(rules=Rules.none())


def test_a_demand_for_more_skilled_people_than_there_are_names_who_is_missing() -> None:
    demands = (
        Demand(day=0, shift=0, needed=2, skill=5),
        Demand(day=1, shift=0, needed=1),
    )
    found = explain(asked(people=(SKILLED, ON_LEAVE, PLAIN), demands=demands))
    first = found[0]
    assert (first.rule, first.demand, first.days, first.skill) == ("under", 0, (0,), 5)
    assert (first.needed, first.available) == (2, 1)
    assert set(first.why_not) == {(1, "absent"), (2, "skill")}
    assert [(each.rule, each.person) for each in found[1:]] == [("absent", 1)]


def test_a_fixed_duty_on_leave_is_named() -> None:
    person = replace(ON_LEAVE, fixed=(Duty(day=0, shift=0),))
    found = explain(asked(people=(person,)))
    assert {(each.rule, each.days) for each in found} == {("absent", (0,)), ("fixed", (0,))}


def test_fixed_duties_too_close_to_each_other_are_named() -> None:
    rules = Rules.none(rest_minutes=Rule(limit=700))
    person = Person(rules=rules, fixed=(Duty(day=0, shift=1), Duty(day=1, shift=0)))
    found = explain(asked(people=(PLAIN, person)))
    assert sorted(each.rule for each in found) == ["fixed", "fixed", "rest_minutes"]
    assert {each.person for each in found} == {1}


@given(problem=problems())
@settings(max_examples=15, deadline=None, derandomize=True)
def test_what_is_explained_cannot_be_kept_and_nothing_of_it_is_too_much(problem: Problem) -> None:
    found = explain(problem)
    assert bool(found) == (best_of_all(problem) is None)
    demands = [each.demand for each in found if each.demand is not None]
    assume(demands)
    softer = [
        replace(each, under=0, over=0) if n == demands[0] else each
        for n, each in enumerate(problem.demands)
    ]
    # Without its first demand the same set can be kept; what is then explained is another one.
    assert {each.demand for each in explain(replace(problem, demands=tuple(softer)))} != set(
        demands
    )
