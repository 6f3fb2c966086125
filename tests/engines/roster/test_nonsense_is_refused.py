from __future__ import annotations

import pytest

from jiamenkou.engines.roster import (
    Before,
    Demand,
    Duty,
    Person,
    Roster,
    Rule,
    Rules,
    Shift,
    SoFar,
    Stop,
    Wish,
)
from tests.engines.roster.little import asked

PLAIN = Rules.none()
TWICE = Demand(day=0, shift=0, needed=1)


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("days", {"days": 0}),
        ("places", {"places": 0}),
        ("shifts", {"shifts": ()}),
        ("shifts[0].start", {"shifts": (Shift(name="", start=1440, minutes=60),)}),
        ("shifts[0].minutes", {"shifts": (Shift(name="", start=0, minutes=0),)}),
        ("rest_days", {"rest_days": frozenset({2})}),
        ("holidays", {"holidays": frozenset({-1})}),
        ("change_cost", {"change_cost": -1}),
        ("kept", {"kept": Roster.empty(2, 2)}),
        ("demands[0].day", {"demands": (Demand(day=2, shift=0, needed=1),)}),
        ("demands[0].shift", {"demands": (Demand(day=0, shift=3, needed=1),)}),
        ("demands[0].place", {"demands": (Demand(day=0, shift=0, needed=1, place=1),)}),
        ("demands[0].needed", {"demands": (Demand(day=0, shift=0, needed=-1),)}),
        ("demands[0].under", {"demands": (Demand(day=0, shift=0, needed=1, under=-2),)}),
        ("demands: ", {"demands": (TWICE, TWICE)}),
    ],
)
def test_a_problem_that_cannot_be_meant_names_its_field(
    field: str, changed: dict[str, object]
) -> None:
    with pytest.raises(ValueError, match="expected") as told:
        asked(**changed)
    assert str(told.value).startswith(field)


@pytest.mark.parametrize(
    ("field", "person"),
    [
        ("home", Person(rules=PLAIN, home=1)),
        ("elsewhere", Person(rules=PLAIN, elsewhere=frozenset({4}))),
        ("absent", Person(rules=PLAIN, absent=frozenset({9}))),
        ("barred", Person(rules=PLAIN, barred=frozenset({7}))),
        ("share", Person(rules=PLAIN, share=101)),
        ("so_far", Person(rules=PLAIN, so_far=SoFar(evenings=-1))),
        ("fixed.day", Person(rules=PLAIN, fixed=(Duty(day=5, shift=0),))),
        ("fixed.shift", Person(rules=PLAIN, fixed=(Duty(day=0, shift=5),))),
        ("fixed.place", Person(rules=PLAIN, fixed=(Duty(day=0, shift=0, place=2),))),
        ("fixed: ", Person(rules=PLAIN, fixed=(Duty(day=0, shift=0), Duty(day=0, shift=1)))),
        ("wishes.weight", Person(rules=PLAIN, wishes=(Wish(day=0, shift=0, weight=-1),))),
        ("before", Person(rules=PLAIN, before=Before(worked=-1))),
        ("before.off", Person(rules=PLAIN, before=Before(worked=1, off=1))),
        ("before.shift", Person(rules=PLAIN, before=Before(shift=1, off=1))),
        ("rules.rest_minutes", Person(rules=Rules.none(rest_minutes=Rule(limit=1000)))),
    ],
)
def test_a_person_who_cannot_be_meant_is_named(field: str, person: Person) -> None:
    with pytest.raises(ValueError, match=r"people\[0\]") as told:
        asked(people=(person,))
    assert str(told.value).startswith(f"people[0].{field}")


def test_rules_that_contradict_each_other_are_refused() -> None:
    with pytest.raises(ValueError, match="least_minutes: 600 is more than most_minutes"):
        Rules.none(least_minutes=Rule(limit=600), most_minutes=Rule(limit=480))
    with pytest.raises(ValueError, match="least_days_in_a_row: 4 is more than"):
        Rules.none(least_days_in_a_row=Rule(limit=4), days_in_a_row=Rule(limit=3))
    with pytest.raises(ValueError, match="fair_evenings: fairness is soft"):
        Rules.none(fair_evenings=Rule())


@pytest.mark.parametrize("wrong", [{"gap": 1.0}, {"seconds": 0}, {"rounds": 0}])
def test_a_rule_to_stop_by_is_checked(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Stop(**wrong)  # type: ignore[arg-type]
