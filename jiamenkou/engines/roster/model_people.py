"""The rules of one person, said to CP-SAT."""

from __future__ import annotations

from dataclasses import astuple

from jiamenkou.engines.roster.choices import REST, missing_between
from jiamenkou.engines.roster.costs import HOUR, duty_cost
from jiamenkou.engines.roster.duties import OFF
from jiamenkou.engines.roster.fair import SORTS, beyond_share_cost, counts_as
from jiamenkou.engines.roster.model import Group, Model, Term
from jiamenkou.engines.roster.problem import Before, Person
from jiamenkou.engines.roster.rules import Rule


def add_person(model: Model, number: int) -> None:
    """Every rule of the person's contract, and their wishes."""
    for rule in (
        _rest, _week_minutes, _days_in_a_row, _short_runs, _all_minutes, _weekends,
        _most_of_shift, _changes,
    ):  # fmt: skip
        rule(model, number)
    if model.told is None:
        for soft in (_duties, _fair, _wishes, _changed):
            soft(model, number)


def _group(rule: str, number: int) -> Group:
    return rule, number, -1


def _person(model: Model, number: int) -> tuple[Person, Before]:
    person = model.problem.people[number]
    return person, person.before or Before()


def _rest(model: Model, number: int) -> None:
    problem, (person, _) = model.problem, _person(model, number)
    rule = person.rules.rest_minutes
    if rule is None:
        return
    kinds = range(len(problem.shifts))
    for first in kinds:
        missing = {then: missing_between(problem, person, first, then) for then in kinds}
        close = {then: minutes for then, minutes in missing.items() if minutes}
        for day in range(problem.days - 1):
            _rest_after(model, number, (first, day), close, rule)


def _rest_after(
    model: Model, number: int, worked: tuple[int, int], close: dict[int, int], rule: Rule
) -> None:
    first, day = worked
    before = model.kind(number, day, first)
    group = _group("rest_minutes", number)
    if rule.hard:
        after = [each for then in close for each in model.kind(number, day + 1, then)]
        if before and after:
            model.at_most(sum(before) + sum(after), 1, rule, group)
        return
    for then, minutes in close.items():
        for each in before:
            for other in model.kind(number, day + 1, then):
                model.never([each, other], rule, group, times=-(-minutes // HOUR))


def _minutes(model: Model, number: int, day: int) -> Term:
    shifts = model.problem.shifts
    return sum(
        shifts[kind].minutes * each
        for (kind, _), each in model.took[number, day].items()
        if kind != OFF
    )


def _week_minutes(model: Model, number: int) -> None:
    problem, (person, before) = model.problem, _person(model, number)
    rule = person.rules.week_minutes
    if rule is None:
        return
    weeks: dict[int, list[int]] = {}
    for day in range(problem.days):
        weeks.setdefault(problem.week_of(day), []).append(day)
    for week, days in weeks.items():
        begun = before.week_minutes if week == 0 else 0
        total = sum(_minutes(model, number, day) for day in days)
        group = _group("week_minutes", number)
        model.at_most(total + begun, rule.limit, rule, group, unit=HOUR)


def _days_in_a_row(model: Model, number: int) -> None:
    person, before = _person(model, number)
    rule = person.rules.days_in_a_row
    if rule is None:
        return
    for last in range(model.problem.days):
        outside = rule.limit - last
        if outside <= before.worked:
            days = range(max(0, last - rule.limit), last + 1)
            offs = [model.off(number, day) for day in days]
            worked = [~each for each in offs]
            model.never(worked, rule, _group("days_in_a_row", number))


def _short_runs(model: Model, number: int) -> None:
    rules = model.problem.people[number].rules
    for name, resting in (("least_days_in_a_row", False), ("least_days_off", True)):
        rule = getattr(rules, name)
        for length in range(1, rule.limit if rule else 0):
            _short_run(model, number, name, length, resting=resting)


def _short_run(model: Model, number: int, name: str, length: int, *, resting: bool) -> None:
    """No run of exactly this length, which days on both sides show to be one."""
    person, before = _person(model, number)
    rule: Rule = getattr(person.rules, name)
    days = model.problem.days
    same = [model.off(number, day) if resting else ~model.off(number, day) for day in range(days)]
    begun, other = before.worked, before.off
    if resting:
        begun, other = other, begun
    starts = range(1, days - length)
    runs = [[~same[start - 1], *same[start : start + length]] for start in starts]
    runs = [[*run, ~same[start + length]] for run, start in zip(runs, starts, strict=True)]
    if other and length < days:
        runs.append([*same[:length], ~same[length]])
    if begun and 0 <= length - begun < days:
        runs.append([*same[: length - begun], ~same[length - begun]])
    for run in runs:
        model.never(run, rule, _group(name, number), times=rule.limit - length)


def _all_minutes(model: Model, number: int) -> None:
    rules = model.problem.people[number].rules
    most, least = rules.most_minutes, rules.least_minutes
    if most or least:
        total = sum(_minutes(model, number, day) for day in range(model.problem.days))
        if most:
            model.at_most(total, most.limit, most, _group("most_minutes", number), unit=HOUR)
        if least:
            group = _group("least_minutes", number)
            model.at_most(-total, -least.limit, least, group, unit=HOUR)


def _weekends(model: Model, number: int) -> None:
    problem = model.problem
    rule = problem.people[number].rules.most_weekends
    if rule is None:
        return
    worked: dict[int, Term] = {}
    for day in sorted(problem.resting):
        week = problem.week_of(day)
        worked[week] = worked[week] if week in worked else model.bit()
        model.cp.add_bool_or([worked[week], model.off(number, day)])
    model.at_most(sum(worked.values()), rule.limit, rule, _group("most_weekends", number))


def _most_of_shift(model: Model, number: int) -> None:
    for shift, rule in model.problem.people[number].rules.most_of_shift.items():
        days = range(model.problem.days)
        total = sum(each for day in days for each in model.kind(number, day, shift))
        model.at_most(total, rule.limit, rule, ("most_of_shift", number, shift))


def _duties(model: Model, number: int) -> None:
    """What a duty costs by itself: too long, away from home, too soon after the days before."""
    problem, (person, _) = model.problem, _person(model, number)
    for day in range(problem.days):
        for (kind, place), each in model.took[number, day].items():
            if kind != OFF:
                cost = duty_cost(problem, person, day, (kind, place))
                if cost:
                    model.price.append((each, cost))


def _changes(model: Model, number: int) -> None:
    problem, (person, before) = model.problem, _person(model, number)
    rule = person.rules.change
    if rule is None or not (rule.hard or rule.weight):
        return
    for day in range(1, problem.days):
        _change(model, number, day, rule)
    if before.shift != OFF:
        for (kind, _), each in model.took[number, 0].items():
            if kind not in (OFF, before.shift):
                model.never([each], rule, _group("change", number))


def _change(model: Model, number: int, day: int, rule: Rule) -> None:
    """One Boolean a day: a shift yesterday and another one today."""
    changed = None if rule.hard or model.told is not None else model.bit()
    for kind in range(len(model.problem.shifts)):
        yesterday = model.kind(number, day - 1, kind)
        today = sum(model.working(number, day)) - sum(model.kind(number, day, kind))
        if yesterday and changed is not None:
            model.cp.add(sum(yesterday) + today <= 1 + changed)
        elif yesterday and rule.hard:
            model.at_most(sum(yesterday) + today, 1, rule, _group("change", number))
    if changed is not None:
        model.price.append((changed, rule.weight))


def _fair(model: Model, number: int) -> None:
    person, _ = _person(model, number)
    shares = model.shares[number]
    for sort, name in enumerate(SORTS):
        rule: Rule | None = getattr(person.rules, name)
        if rule and rule.weight:
            beyond = astuple(person.so_far)[sort] - shares[sort] - rule.limit
            _charge_beyond(model, number, sort, beyond, rule.weight)


def _charge_beyond(model: Model, number: int, sort: int, beyond: int, weight: int) -> None:
    """Each further duty costs a weight more than the one before it."""
    counted = [
        each
        for day in range(model.problem.days)
        for (kind, _), each in model.took[number, day].items()
        if kind != OFF and counts_as(model.problem, sort, day, kind)
    ]
    already = max(0, beyond)
    model.constant += beyond_share_cost(already, 0, weight)
    steps = [model.bit() for _ in range(len(counted) + min(0, beyond))]
    if steps:
        model.cp.add(sum(steps) >= sum(counted) + min(0, beyond))
        model.price += [(step, weight * (already + k + 1)) for k, step in enumerate(steps)]


def _wishes(model: Model, number: int) -> None:
    for wish in model.problem.people[number].wishes:
        met = sum(model.kind(number, wish.day, wish.shift))
        model.constant += wish.weight * wish.wanted
        model.price.append((met, -wish.weight if wish.wanted else wish.weight))


def _changed(model: Model, number: int) -> None:
    kept, cost = model.problem.kept, model.problem.change_cost
    if kept is None:
        return
    for day in range(model.problem.days):
        shift = int(kept.shift[number, day])
        stood = REST if shift == OFF else (shift, int(kept.place[number, day]))
        model.constant += cost
        model.price.append((model.took[number, day].get(stood, 0), -cost))
