"""Fair shares of rest days, evenings and holidays over the year so far and the days asked for."""

from __future__ import annotations

from dataclasses import astuple

from jiamenkou.engines.roster.problem import Problem

SORTS = ("fair_rest_days", "fair_evenings", "fair_holidays")
"""The rules of fairness, in the order of `SoFar`."""


def counts_as(problem: Problem, sort: int, day: int, shift: int) -> bool:
    """Whether a duty counts towards one of `SORTS`."""
    return (day in problem.resting, problem.shifts[shift].evening, day in problem.holidays)[sort]


def fair_shares(problem: Problem) -> list[tuple[int, ...]]:
    """What each person's total of each of `SORTS` should not exceed.

    Those of one place share what they did so far and what is needed there now by their `share`,
    rounded up; whoever has more is beyond the fair share.
    """
    pools = [_pool(problem, sort) for sort in range(len(SORTS))]
    weights = [0] * problem.places
    for person in problem.people:
        weights[person.home] += person.share
    return [
        tuple(-(-pools[k][each.home] * each.share // max(weights[each.home], 1)) for k in range(3))
        for each in problem.people
    ]


def _pool(problem: Problem, sort: int) -> list[int]:
    pool = [0] * problem.places
    for person in problem.people:
        pool[person.home] += astuple(person.so_far)[sort]
    needed: dict[tuple[int, int, int], int] = {}
    for each in problem.demands:
        spot = (each.place, each.day, each.shift)
        if counts_as(problem, sort, each.day, each.shift):
            needed[spot] = max(needed.get(spot, 0), each.needed)
    for (place, _, _), people in needed.items():
        pool[place] += people
    return pool


def beyond_share_cost(beyond: int, free: int, weight: int) -> int:
    """1 + 2 + … weights for the duties beyond the share that are not free."""
    charged = max(0, beyond - free)
    return weight * charged * (charged + 1) // 2
