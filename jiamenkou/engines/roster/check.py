"""Judges a roster, solved or dragged by hand, from the problem alone; knows nothing of solving."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import astuple, dataclass
from itertools import groupby

from jiamenkou.engines.roster.duties import OFF, Roster
from jiamenkou.engines.roster.fair import SORTS, beyond_share_cost, counts_as, fair_shares
from jiamenkou.engines.roster.problem import Demand, Person, Problem
from jiamenkou.engines.roster.rules import HARD, Rule

HOUR = 60

LEAST = ("least_days_in_a_row", "least_days_off")
"""The rules of runs that are too short: of days worked, of days off."""


@dataclass(frozen=True, kw_only=True)
class Break:
    """One rule that is not kept.

    `rule`    a field of `Rules`, or: under, over (a demand); absent, fixed, barred, elsewhere,
              unasked (what is given); wish; changed (against the kept roster).
    `person`, `demand`  indices, None where it is not about one.
    `days`    from 0, those the break lies on; empty when it is about all of them.
    `amount`  beyond the `limit`, in the rule's own unit: minutes, days, people, duties.
    `shift`   the kind, where the break is about one.
    `hard`    it may not be; else `cost` is its part of the objective.
    """

    rule: str
    amount: int
    hard: bool
    cost: int
    days: tuple[int, ...] = ()
    person: int | None = None
    demand: int | None = None
    limit: int = 0
    shift: int | None = None


def violations(problem: Problem, roster: Roster) -> list[Break]:
    """All that is broken, hard and soft; what the soft breaks cost together is the objective."""
    _same_size(problem, roster)
    shares = fair_shares(problem)
    found = [
        each
        for person in range(len(problem.people))
        for each in _personal(problem, roster, person, shares[person])
    ]
    return found + list(_demands(problem, roster))


def breaks_of(problem: Problem, roster: Roster, person: int) -> list[Break]:
    """What one person's days break; demands are left out."""
    _same_size(problem, roster)
    return list(_personal(problem, roster, person, fair_shares(problem)[person]))


def objective_of(breaks: list[Break]) -> int:
    """What the soft ones cost together."""
    return sum(each.cost for each in breaks)


def _same_size(problem: Problem, roster: Roster) -> None:
    if roster.shift.shape != (len(problem.people), problem.days):
        raise ValueError(f"roster: expected {len(problem.people)} people, {problem.days} days")
    if roster.shift.max(initial=OFF) >= len(problem.shifts) or roster.shift.min(initial=OFF) < OFF:
        raise ValueError(f"roster.shift: expected OFF (-1) or 0 to {len(problem.shifts) - 1}")


@dataclass(frozen=True, kw_only=True)
class Days:
    """One person's days, as a rule reads them."""

    problem: Problem
    number: int
    person: Person
    shift: list[int]
    place: list[int]
    shares: tuple[int, ...]

    @property
    def worked(self) -> list[int]:
        """The days worked."""
        return [day for day, shift in enumerate(self.shift) if shift != OFF]

    def minutes(self, day: int) -> int:
        """Worked on a day."""
        return self.problem.shifts[self.shift[day]].minutes if self.shift[day] != OFF else 0

    def rule(self, name: str) -> Rule | None:
        """What the person's contract says about it."""
        found: Rule | None = getattr(self.person.rules, name)
        return found

    def broken(self, name: str, rule: Rule, amount: int, **more: object) -> Break:
        """A break of a rule of the contract, charged by the unit, or by the hour begun."""
        units = -(-amount // HOUR) if name.endswith("_minutes") else amount
        told = {"person": self.number, "limit": rule.limit, **more}
        cost = 0 if rule.hard else rule.weight * units
        return Break(rule=name, amount=amount, hard=rule.hard, cost=cost, **told)  # type: ignore[arg-type]

    def given(self, name: str, day: int) -> Break:
        """A break of what is given: never allowed."""
        return Break(rule=name, amount=1, hard=True, cost=0, days=(day,), person=self.number,
                     shift=self.shift[day])  # fmt: skip


def _personal(
    problem: Problem, roster: Roster, number: int, shares: tuple[int, ...]
) -> Iterator[Break]:
    days = Days(
        problem=problem,
        number=number,
        person=problem.people[number],
        shift=roster.shift[number].tolist(),
        place=roster.place[number].tolist(),
        shares=shares,
    )
    for rule in PERSONAL:
        yield from rule(days)
    yield from _changed(days)


def _absent(days: Days) -> Iterator[Break]:
    for day in sorted(days.person.absent):
        if days.shift[day] != OFF:
            yield days.given("absent", day)


def _fixed(days: Days) -> Iterator[Break]:
    for duty in days.person.fixed:
        place = OFF if duty.shift == OFF else (
            days.person.home if duty.place is None else duty.place
        )  # fmt: skip
        if (days.shift[duty.day], days.place[duty.day]) != (duty.shift, place):
            yield days.given("fixed", duty.day)


def _barred(days: Days) -> Iterator[Break]:
    for day in days.worked:
        if days.shift[day] in days.person.barred:
            yield days.given("barred", day)


def _elsewhere(days: Days) -> Iterator[Break]:
    fixed = {duty.day for duty in days.person.fixed}
    for day in days.worked:
        place, home = days.place[day], days.person.home
        if place != home and place not in days.person.elsewhere and day not in fixed:
            yield days.given("elsewhere", day)


def _unasked(days: Days) -> Iterator[Break]:
    fixed = {duty.day for duty in days.person.fixed}
    for day in days.worked:
        if (days.place[day], day, days.shift[day]) not in days.problem.asked and day not in fixed:
            yield days.given("unasked", day)


def _rest(days: Days) -> Iterator[Break]:
    rule = days.rule("rest_minutes")
    if rule is None:
        return
    before = days.person.before
    ended = before.ended if before else None
    last = -1
    for day in days.worked:
        shift = days.problem.shifts[days.shift[day]]
        midnight = day * 24 * HOUR
        if ended is not None and midnight + shift.start - ended < rule.limit:
            missing = rule.limit - (midnight + shift.start - ended)
            around = (last, day) if last >= 0 else (day,)
            yield days.broken("rest_minutes", rule, missing, days=around, shift=days.shift[day])
        ended, last = midnight + shift.end, day


def _day_minutes(days: Days) -> Iterator[Break]:
    rule = days.rule("day_minutes")
    for day in days.worked:
        over = days.minutes(day) - rule.limit if rule else 0
        if rule and over > 0:
            yield days.broken("day_minutes", rule, over, days=(day,), shift=days.shift[day])


def _week_minutes(days: Days) -> Iterator[Break]:
    rule, before = days.rule("week_minutes"), days.person.before
    if rule is None:
        return
    for week, of_week in groupby(range(days.problem.days), key=days.problem.week_of):
        inside = tuple(of_week)
        begun = before.week_minutes if before and week == 0 else 0
        over = begun + sum(map(days.minutes, inside)) - rule.limit
        if over > 0:
            yield days.broken("week_minutes", rule, over, days=inside)


def _days_in_a_row(days: Days) -> Iterator[Break]:
    rule = days.rule("days_in_a_row")
    if rule is None:
        return
    run = days.person.before.worked if days.person.before else 0
    for day, shift in enumerate(days.shift):
        run = 0 if shift == OFF else run + 1
        if run > rule.limit:
            around = tuple(range(max(0, day - rule.limit), day + 1))
            yield days.broken("days_in_a_row", rule, 1, days=around)


def _short_runs(days: Days) -> Iterator[Break]:
    """Too few days worked, or off, in a row; a run that may go on after the last day is not one."""
    for name, length, inside in _runs(days)[:-1]:
        rule = days.rule(name)
        if rule and length < rule.limit:
            yield days.broken(name, rule, rule.limit - length, days=inside)


def _runs(days: Days) -> list[tuple[str, int, tuple[int, ...]]]:
    """(rule of its kind, days in a row, those of them here) of all runs whose length is known."""
    runs = []
    for resting, of_run in groupby(range(days.problem.days), lambda day: days.shift[day] == OFF):
        inside = tuple(of_run)
        runs.append((LEAST[resting], len(inside), inside))
    before = days.person.before
    if before is None or before.worked == before.off:
        return [(name, length, inside) for name, length, inside in runs if inside[0] > 0] or runs
    begun = (LEAST[before.off > 0], before.worked + before.off, (0,))
    name, length, inside = runs[0]
    if name == begun[0]:
        return [(name, length + begun[1], inside), *runs[1:]]
    return [begun, *runs]


def _minutes(days: Days) -> Iterator[Break]:
    worked = sum(map(days.minutes, range(days.problem.days)))
    most, least = days.rule("most_minutes"), days.rule("least_minutes")
    if most and worked > most.limit:
        yield days.broken("most_minutes", most, worked - most.limit)
    if least and worked < least.limit:
        yield days.broken("least_minutes", least, least.limit - worked)


def _weekends(days: Days) -> Iterator[Break]:
    rule = days.rule("most_weekends")
    if rule is None:
        return
    resting = [day for day in days.worked if day in days.problem.resting]
    over = len({days.problem.week_of(day) for day in resting}) - rule.limit
    if over > 0:
        yield days.broken("most_weekends", rule, over, days=tuple(resting))


def _most_of_shift(days: Days) -> Iterator[Break]:
    worked = Counter(days.shift)
    for shift, rule in days.person.rules.most_of_shift.items():
        over = worked[shift] - rule.limit
        if over > 0:
            inside = tuple(day for day in days.worked if days.shift[day] == shift)
            yield days.broken("most_of_shift", rule, over, days=inside, shift=shift)


def _change(days: Days) -> Iterator[Break]:
    rule, before = days.rule("change"), days.person.before
    if rule is None:
        return
    last = before.shift if before else OFF
    for day, shift in enumerate(days.shift):
        if OFF not in (last, shift) and last != shift:
            around = (day - 1, day) if day else (day,)
            yield days.broken("change", rule, 1, days=around, shift=shift)
        last = shift


def _away(days: Days) -> Iterator[Break]:
    rule = days.rule("away")
    for day in days.worked if rule else ():
        if rule and days.place[day] != days.person.home:
            yield days.broken("away", rule, 1, days=(day,), shift=days.shift[day])


def _fair(days: Days) -> Iterator[Break]:
    for sort, name in enumerate(SORTS):
        rule = days.rule(name)
        if rule is None:
            continue
        inside = tuple(
            day for day in days.worked if counts_as(days.problem, sort, day, days.shift[day])
        )
        beyond = astuple(days.person.so_far)[sort] + len(inside) - days.shares[sort]
        # What was beyond before these days is nobody's doing now, but a duty more still costs.
        if beyond > rule.limit:
            cost = beyond_share_cost(beyond, rule.limit, rule.weight)
            yield Break(rule=name, amount=beyond, hard=False, cost=cost, days=inside,
                        person=days.number, limit=days.shares[sort])  # fmt: skip


def _wishes(days: Days) -> Iterator[Break]:
    for wish in days.person.wishes:
        if (days.shift[wish.day] == wish.shift) != wish.wanted:
            yield Break(rule="wish", amount=1, hard=False, cost=wish.weight, days=(wish.day,),
                        person=days.number, shift=wish.shift)  # fmt: skip


def _changed(days: Days) -> Iterator[Break]:
    kept = days.problem.kept
    if kept is None:
        return
    shift, place = kept.shift[days.number].tolist(), kept.place[days.number].tolist()
    for day in range(days.problem.days):
        if (shift[day], place[day]) != (days.shift[day], days.place[day]):
            yield Break(rule="changed", amount=1, hard=False, cost=days.problem.change_cost,
                        days=(day,), person=days.number, shift=shift[day])  # fmt: skip


def _demands(problem: Problem, roster: Roster) -> Iterator[Break]:
    there = _present(problem, roster)
    for number, demand in enumerate(problem.demands):
        spot = (demand.place, demand.day, demand.shift)
        people = there.get(spot, [])
        count = sum(
            1 for each in people
            if demand.skill is None or demand.skill in problem.people[each].skills
        )  # fmt: skip
        if count != demand.needed:
            yield from _demand(number, demand, count - demand.needed)


def _demand(number: int, demand: Demand, beyond: int) -> Iterator[Break]:
    name, weight = ("over", demand.over) if beyond > 0 else ("under", demand.under)
    if weight == 0:
        return
    hard, amount = weight == HARD, abs(beyond)
    yield Break(
        rule=name,
        amount=amount,
        hard=hard,
        cost=0 if hard else weight * amount,
        days=(demand.day,),
        demand=number,
        limit=demand.needed,
        shift=demand.shift,
    )


def _present(problem: Problem, roster: Roster) -> dict[tuple[int, int, int], list[int]]:
    there: dict[tuple[int, int, int], list[int]] = {}
    shifts, places = roster.shift.tolist(), roster.place.tolist()
    for person in range(len(problem.people)):
        for day, shift in enumerate(shifts[person]):
            if shift != OFF:
                there.setdefault((places[person][day], day, shift), []).append(person)
    return there


PERSONAL: tuple[Callable[[Days], Iterator[Break]], ...] = (
    _absent,
    _fixed,
    _barred,
    _elsewhere,
    _unasked,
    _rest,
    _day_minutes,
    _week_minutes,
    _days_in_a_row,
    _short_runs,
    _minutes,
    _weekends,
    _most_of_shift,
    _change,
    _away,
    _fair,
    _wishes,
)
