"""What a duty costs by itself, whatever the other days are."""

from __future__ import annotations

from jiamenkou.engines.roster.choices import REST, Choice, missing_rest
from jiamenkou.engines.roster.problem import Person, Problem
from jiamenkou.engines.roster.rules import Rule

HOUR = 60


def duty_cost(problem: Problem, person: Person, day: int, choice: Choice) -> int:
    """The soft rules a duty breaks by itself: too long, away from home, too soon on day 0."""
    if choice == REST:
        return 0
    rules, (kind, place) = person.rules, choice
    most = rules.day_minutes
    cost = hours_cost(most, problem.shifts[kind].minutes - most.limit) if most else 0
    cost += hours_cost(rules.rest_minutes, missing_rest(problem, person, day, kind))
    if rules.away and not rules.away.hard and place != person.home:
        cost += rules.away.weight
    return cost


def hours_cost(rule: Rule | None, minutes: int) -> int:
    """Of minutes beyond a soft rule, by the hour begun."""
    if rule is None or rule.hard or minutes <= 0:
        return 0
    return rule.weight * -(-minutes // HOUR)
