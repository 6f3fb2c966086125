"""The figures of any choice of levels, hand-picked too: NumPy alone, quick enough for a page."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jiamenkou.engines.reach import NOWHERE, Reach
from jiamenkou.engines.siting.plan import Plan
from jiamenkou.engines.siting.problem import UNLIMITED, Goal, Problem


def assess(problem: Problem, chosen: NDArray[np.int32]) -> Plan:
    """The plan these levels (int, any order, any number) would make, without a bound.

    Everyone walks to the nearest chosen place; under capacities those who lose most by moving on
    are let in first, which keeps every limit but need not be the best assignment. Raises
    ValueError for a level that does not exist; whether rules are kept is for `violations`.
    """
    levels = np.unique(np.asarray(chosen, dtype=np.int32))
    if len(levels) and not 0 <= levels[0] <= levels[-1] < problem.levels.count:
        raise ValueError(f"chosen: expected levels from 0 to {problem.levels.count - 1}")
    entry = admitted(problem, levels) if problem.capacitated else nearest(problem, levels)
    return drawn_up(problem, levels, entry)


def drawn_up(problem: Problem, chosen: NDArray[np.int32], entry: NDArray[np.int64]) -> Plan:
    """A plan without bound from levels and the entry of the reach serving each point, -1 none."""
    reach = problem.reach
    served_by = np.where(entry >= 0, reach.place[entry], -1).astype(np.int32)
    metres = np.where(entry >= 0, reach.metres[entry], NOWHERE).astype(np.int32)
    missing = missing_m2(problem, chosen, served_by)
    objective = _objective(problem, chosen, metres, missing)
    worst = float(problem.people.sum()) if problem.goal is Goal.COVER else 0.0
    return Plan(
        chosen=chosen,
        served_by=served_by,
        metres=metres,
        objective=objective,
        bound=worst,
        gap=gap_between(objective, worst),
        proven=False,
        seconds=0.0,
        seed=0,
        iterations=0,
        missing_m2=missing,
        cost=int(problem.levels.cost[chosen].sum()),
        trace=(),
        binding=_binding(problem, chosen, entry, metres),
    )


def gap_between(objective: float, bound: float) -> float:
    """|objective - bound| as a share of the larger, 0 to 1."""
    larger = max(abs(objective), abs(bound))
    return 0.0 if larger == 0 else min(1.0, abs(objective - bound) / larger)


def nearest(problem: Problem, chosen: NDArray[np.int32]) -> NDArray[np.int64]:
    """The first entry of each row at a chosen place, int64 (n,), -1 where none is listed."""
    return _first_where(problem.reach, _is_open(problem, chosen)[problem.reach.place])


def missing_m2(
    problem: Problem, chosen: NDArray[np.int32], served_by: NDArray[np.int32]
) -> NDArray[np.int64]:
    """Square metres each chosen level falls short of the area norm for those it serves."""
    served = served_by >= 0
    people = np.bincount(
        served_by[served], weights=problem.people[served], minlength=problem.reach.places
    ).astype(np.int64)
    needed = -(-people[problem.levels.place[chosen]] * problem.m2_per_1000_people // 1000)
    missing: NDArray[np.int64] = needed - problem.levels.area_m2[chosen]
    return np.maximum(missing, np.int64(0))


def admitted(problem: Problem, chosen: NDArray[np.int32]) -> NDArray[np.int64]:
    """Entries serving each point within capacities: rounds of asking at the nearest with room."""
    reach, load = problem.reach, problem.loads
    room = _rooms(problem, chosen)
    entry = np.full(reach.points, -1, dtype=np.int64)
    row = reach.row_of()
    waiting = np.ones(reach.points, dtype=bool)
    while waiting.any():
        fits = waiting[row] & (load[row] <= room[reach.place])
        first = _first_where(reach, fits)
        asking = np.flatnonzero(waiting & (first >= 0))
        if len(asking) == 0:
            break
        fits[first[asking]] = False
        second = _first_where(reach, fits)
        let_in = _let_in(problem, asking, first, second, room)
        entry[let_in] = first[let_in]
        np.subtract.at(room, reach.place[first[let_in]], load[let_in])
        waiting[let_in] = False
    return entry


def _let_in(
    problem: Problem,
    asking: NDArray[np.int64],
    first: NDArray[np.int64],
    second: NDArray[np.int64],
    room: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Of the points asking, those let in now: at each place the largest regret first."""
    reach, load = problem.reach, problem.loads
    next_metres = np.where(second >= 0, reach.metres[second], problem.unserved)[asking]
    regret = (next_metres - reach.metres[first[asking]]) * problem.people[asking]
    place = reach.place[first[asking]]
    order = np.lexsort((-regret / np.maximum(load[asking], 1), place))
    asking, place = asking[order], place[order]
    taken = np.cumsum(load[asking])
    begins = np.flatnonzero(np.diff(place, prepend=-1))
    before = np.repeat(taken[begins] - load[asking[begins]], np.diff(begins, append=len(place)))
    return asking[taken - before <= room[place]]


def _rooms(problem: Problem, chosen: NDArray[np.int32]) -> NDArray[np.int64]:
    """Load each place may still take: -1 where nothing is chosen, so that not even nobody fits."""
    room = np.full(problem.reach.places, -1, dtype=np.int64)
    capacity = problem.levels.capacity[chosen]
    endless = int(problem.loads.sum())
    room[problem.levels.place[chosen]] = np.where(capacity == UNLIMITED, endless, capacity)
    return room


def _is_open(problem: Problem, chosen: NDArray[np.int32]) -> NDArray[np.bool_]:
    is_open = np.zeros(problem.reach.places, dtype=bool)
    is_open[problem.levels.place[chosen]] = True
    return is_open


def _first_where(reach: Reach, wanted: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The first wanted entry of each row, -1 where there is none."""
    hits = np.append(np.flatnonzero(wanted), len(wanted))
    first = hits[np.searchsorted(hits, reach.start[:-1])]
    return np.where(first < reach.start[1:], first, -1).astype(np.int64)


def _objective(
    problem: Problem,
    chosen: NDArray[np.int32],
    metres: NDArray[np.int32],
    missing: NDArray[np.int64],
) -> int:
    people = problem.people
    if problem.goal is Goal.FEWEST:
        return len(chosen)
    if problem.goal is Goal.COVER:
        return int(people[metres <= _radius(problem)].sum())
    charged = np.minimum(metres, problem.unserved).astype(np.int64)
    if problem.goal is Goal.FARTHEST:
        return int(charged[people > 0].max(initial=0))
    if problem.far_metres:
        charged += problem.far_metres * (metres > _radius(problem))
    return int(people @ charged) + problem.missing_m2_metres * int(missing.sum())


def _radius(problem: Problem) -> int:
    return NOWHERE - 1 if problem.radius_metres is None else problem.radius_metres


def _binding(
    problem: Problem,
    chosen: NDArray[np.int32],
    entry: NDArray[np.int64],
    metres: NDArray[np.int32],
) -> tuple[str, ...]:
    limited = problem.number is not None or problem.at_most is not None
    peopled = problem.people > 0
    far = peopled & (metres > _radius(problem))
    held = {
        "number": limited and len(chosen) == problem.count_range[1],
        "budget": problem.budget is not None and _cannot_afford_more(problem, chosen),
        "radius": problem.goal is Goal.FEWEST or (problem.radius_metres is not None and far.any()),
        "capacity": problem.capacitated
        and bool(np.any((entry != nearest(problem, chosen)) & (problem.loads > 0))),
        "required": _required_stands_idle(problem, chosen, entry),
    }
    return tuple(rule for rule, holds in held.items() if holds)


def _cannot_afford_more(problem: Problem, chosen: NDArray[np.int32]) -> bool:
    levels = problem.levels
    closed = ~np.isin(levels.site, levels.site[chosen])
    left = (problem.budget or 0) - int(levels.cost[chosen].sum())
    return bool(np.any(levels.cost[closed] > left))


def _required_stands_idle(
    problem: Problem, chosen: NDArray[np.int32], entry: NDArray[np.int64]
) -> bool:
    """Whether a required site serves fewer people than some plan would leave without it: none."""
    if problem.required is None:
        return False
    busy = np.unique(problem.reach.place[entry[(entry >= 0) & (problem.people > 0)]])
    kept = chosen[problem.required[problem.levels.site[chosen]]]
    return not np.isin(problem.levels.place[kept], busy).all()
