"""Nonsense is refused at the door, with the name of the field and what would be right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from jiamenkou.engines.roster.duties import OFF, Duty
from jiamenkou.engines.roster.problem import Demand, Person, Problem, Shift, Wish
from jiamenkou.engines.roster.rules import HARD, MOST_MINUTES

DAY_AFTER_NEXT = 2 * MOST_MINUTES


def check(problem: Problem) -> None:
    """Raise ValueError for the first thing that cannot be meant."""
    _sizes(problem)
    for number, shift in enumerate(problem.shifts):
        _shift(f"shifts[{number}]", shift)
    for number, demand in enumerate(problem.demands):
        _demand(f"demands[{number}]", problem, demand)
    _once("demands", ((d.place, d.day, d.shift, d.skill) for d in problem.demands))
    for number, person in enumerate(problem.people):
        _person(f"people[{number}]", problem, person)
    _kept(problem)


def _sizes(problem: Problem) -> None:
    if not isinstance(problem.first_day, date):
        raise ValueError("first_day: expected a date")
    if problem.days < 1:
        raise ValueError("days: expected 1 or more")
    if problem.places < 1:
        raise ValueError("places: expected 1 or more")
    if not problem.shifts:
        raise ValueError("shifts: expected at least one")
    for name in ("rest_days", "holidays"):
        _inside(name, getattr(problem, name) or (), problem.days, "day")
    if problem.change_cost < 0:
        raise ValueError("change_cost: expected 0 or more")


def _shift(field: str, shift: Shift) -> None:
    if not 0 <= shift.start < MOST_MINUTES:
        raise ValueError(f"{field}.start: expected minutes of a day, 0 to {MOST_MINUTES - 1}")
    if not 0 < shift.minutes <= MOST_MINUTES:
        raise ValueError(f"{field}.minutes: expected 1 to {MOST_MINUTES}")


def _demand(field: str, problem: Problem, demand: Demand) -> None:
    _inside(f"{field}.day", [demand.day], problem.days, "day")
    _inside(f"{field}.shift", [demand.shift], len(problem.shifts), "shift")
    _inside(f"{field}.place", [demand.place], problem.places, "place")
    if demand.needed < 0:
        raise ValueError(f"{field}.needed: expected 0 or more people")
    if min(demand.under, demand.over) < HARD:
        raise ValueError(f"{field}.under, over: expected 0 or more, or HARD (-1)")


def _person(field: str, problem: Problem, person: Person) -> None:
    _inside(f"{field}.home", [person.home], problem.places, "place")
    _inside(f"{field}.elsewhere", person.elsewhere, problem.places, "place")
    _inside(f"{field}.absent", person.absent, problem.days, "day")
    _inside(f"{field}.barred", person.barred, len(problem.shifts), "shift")
    _inside(
        f"{field}.rules.most_of_shift", person.rules.most_of_shift, len(problem.shifts), "shift"
    )
    if not 0 <= person.share <= 100:
        raise ValueError(f"{field}.share: expected 0 to 100, full time")
    if min(vars(person.so_far).values()) < 0:
        raise ValueError(f"{field}.so_far: expected 0 or more duties")
    _given_days(field, problem, person)
    _before(field, problem, person)
    _rest(field, problem, person)


def _given_days(field: str, problem: Problem, person: Person) -> None:
    groups: tuple[tuple[str, tuple[Duty, ...] | tuple[Wish, ...]], ...]
    groups = (("fixed", person.fixed), ("wishes", person.wishes))
    for name, given in groups:
        _inside(f"{field}.{name}.day", [each.day for each in given], problem.days, "day")
        kinds = [each.shift for each in given if each.shift != OFF]
        _inside(f"{field}.{name}.shift", kinds, len(problem.shifts), "shift")
    _once(f"{field}.fixed", (duty.day for duty in person.fixed))
    _once(f"{field}.wishes", ((wish.day, wish.shift) for wish in person.wishes))
    placed = [duty.place for duty in person.fixed if duty.place is not None]
    _inside(f"{field}.fixed.place", placed, problem.places, "place")
    if any(wish.weight < 0 for wish in person.wishes):
        raise ValueError(f"{field}.wishes.weight: expected 0 or more; wanted=False is against")


def _before(field: str, problem: Problem, person: Person) -> None:
    before = person.before
    if before is None:
        return
    if min(before.worked, before.off, before.week_minutes) < 0:
        raise ValueError(f"{field}.before: expected 0 or more days and minutes")
    if before.worked and before.off:
        raise ValueError(f"{field}.before.off: the day before was either worked or off")
    if before.shift != OFF:
        if before.off:
            raise ValueError(f"{field}.before.shift: the day before was off; expected OFF (-1)")
        _inside(f"{field}.before.shift", [before.shift], len(problem.shifts), "shift")
    rest = person.rules.rest_minutes
    latest = MOST_MINUTES - (rest.limit if rest else 0)
    if before.ended is not None and before.ended > latest:
        raise ValueError(f"{field}.before.ended: expected at most {latest}, rest on the first day")
    if before.week_minutes and problem.first_day.weekday() == 0:
        raise ValueError(f"{field}.before.week_minutes: the first day is a Monday; expected 0")


def _rest(field: str, problem: Problem, person: Person) -> None:
    """A rest that reaches past the next day would have to look two days ahead."""
    rest = person.rules.rest_minutes
    longest = max(shift.end for shift in problem.shifts)
    if rest and longest + rest.limit > DAY_AFTER_NEXT:
        raise ValueError(
            f"{field}.rules.rest_minutes: after a shift that ends at minute {longest} it would "
            f"reach into the day after next; expected at most {DAY_AFTER_NEXT - longest}"
        )


def _kept(problem: Problem) -> None:
    wanted = (len(problem.people), problem.days)
    if problem.kept is not None and problem.kept.shift.shape != wanted:
        raise ValueError(f"kept: expected a roster of {wanted[0]} people and {wanted[1]} days")


def _inside(field: str, values: Iterable[int], size: int, noun: str) -> None:
    wrong = [value for value in values if not 0 <= value < size]
    if wrong:
        raise ValueError(f"{field}: there is no {noun} {wrong[0]}; expected 0 to {size - 1}")


def _once(field: str, keys: Iterable[object]) -> None:
    twice = [key for key, times in Counter(keys).items() if times > 1]
    if twice:
        raise ValueError(f"{field}: {twice[0]} stands there twice; expected it once")
