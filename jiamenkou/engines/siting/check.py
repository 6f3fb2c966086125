"""Judges a plan, solved or drawn by hand, from the problem alone; knows nothing of solving."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jiamenkou.engines.reach import NOWHERE
from jiamenkou.engines.siting.plan import Plan
from jiamenkou.engines.siting.problem import UNLIMITED, Goal, Problem


@dataclass(frozen=True, kw_only=True)
class Violation:
    """A rule the plan breaks: `rule` for programs, `words` for people, `where` an index or None."""

    rule: str
    words: str
    where: int | None = None


def violations(problem: Problem, plan: Plan) -> list[Violation]:
    """Everything wrong with the plan; empty when it keeps the rules and its figures are true."""
    found = list(_malformed(problem, plan))
    if found:
        return found
    rules: tuple[Callable[[Problem, Plan], Iterator[Violation]], ...] = (
        _one_level_a_site,
        _one_level_a_place,
        _number,
        _budget,
        _required,
        _served_where_chosen,
        _nearest,
        _capacity,
        _everyone_served,
        _missing,
        _cost,
        _objective,
        _bound,
    )
    return [violation for rule in rules for violation in rule(problem, plan)]


def rules_broken(problem: Problem, plan: Plan) -> list[Violation]:
    """The rules that the choice itself breaks, its figures taken as true: many times quicker."""
    rules = (
        _one_level_a_site, _one_level_a_place, _number, _budget, _required, _capacity,
        _everyone_served,
    )  # fmt: skip
    return [violation for rule in rules for violation in rule(problem, plan)]


def _malformed(problem: Problem, plan: Plan) -> Iterator[Violation]:
    n, chosen = problem.reach.points, plan.chosen
    if len(chosen) and not (chosen.min() >= 0 and chosen.max() < problem.levels.count):
        yield Violation(rule="chosen", words="a chosen level does not exist")
    if np.any(np.diff(chosen) <= 0):
        yield Violation(rule="chosen", words="chosen levels must ascend, none twice")
    if plan.served_by.shape != (n,) or plan.metres.shape != (n,):
        yield Violation(rule="shape", words=f"served_by and metres need {n} values each")
    if plan.missing_m2.shape != chosen.shape:
        yield Violation(rule="shape", words="missing_m2 needs one value a chosen level")


def _one_level_a_site(problem: Problem, plan: Plan) -> Iterator[Violation]:
    site, times = np.unique(problem.levels.site[plan.chosen], return_counts=True)
    for each in site[times > 1]:
        yield Violation(rule="site", words=f"site {each} has several levels", where=int(each))


def _one_level_a_place(problem: Problem, plan: Plan) -> Iterator[Violation]:
    place, times = np.unique(problem.levels.place[plan.chosen], return_counts=True)
    for each in place[times > 1]:
        yield Violation(rule="place", words=f"place {each} holds several levels", where=int(each))


def _number(problem: Problem, plan: Plan) -> Iterator[Violation]:
    count, (least, most) = len(plan.chosen), problem.count_range
    if not least <= count <= most:
        yield Violation(rule="number", words=f"{count} centres; {least} to {most} are allowed")


def _budget(problem: Problem, plan: Plan) -> Iterator[Violation]:
    cost = int(problem.levels.cost[plan.chosen].sum())
    if problem.budget is not None and cost > problem.budget:
        yield Violation(rule="budget", words=f"costs {cost} yuan of {problem.budget}")


def _required(problem: Problem, plan: Plan) -> Iterator[Violation]:
    if problem.required is None:
        return
    chosen = np.zeros(problem.levels.sites, dtype=bool)
    chosen[problem.levels.site[plan.chosen]] = True
    for site in np.flatnonzero(problem.required & ~chosen):
        yield Violation(rule="required", words=f"site {site} may not close", where=int(site))


def _served_where_chosen(problem: Problem, plan: Plan) -> Iterator[Violation]:
    told = _metres_to(problem, plan.served_by)
    is_open = _open_places(problem, plan)
    served = plan.served_by >= 0
    closed = served & ~is_open[np.where(served, plan.served_by, 0)]
    for point in np.flatnonzero(closed):
        yield Violation(rule="closed", words="served where nothing is chosen", where=int(point))
    for point in np.flatnonzero(told != plan.metres):
        yield Violation(
            rule="metres",
            words=f"walk is {told[point]} m, not {plan.metres[point]}",
            where=int(point),
        )


def _nearest(problem: Problem, plan: Plan) -> Iterator[Violation]:
    if problem.capacitated:
        return
    reach = problem.reach
    best = np.full(reach.points, NOWHERE, dtype=np.int32)
    usable = _open_places(problem, plan)[reach.place]
    np.minimum.at(best, reach.row_of()[usable], reach.metres[usable])
    for point in np.flatnonzero(plan.metres != best):
        yield Violation(rule="nearest", words="not served by the nearest", where=int(point))


def _capacity(problem: Problem, plan: Plan) -> Iterator[Violation]:
    load = np.zeros(problem.reach.places, dtype=np.int64)
    served = plan.served_by >= 0
    np.add.at(load, plan.served_by[served], problem.loads[served])
    capacity = problem.levels.capacity[plan.chosen]
    over = (capacity != UNLIMITED) & (load[problem.levels.place[plan.chosen]] > capacity)
    for level in plan.chosen[over]:
        yield Violation(rule="capacity", words=f"level {level} is overfull", where=int(level))


def _everyone_served(problem: Problem, plan: Plan) -> Iterator[Violation]:
    if problem.goal not in (Goal.FEWEST, Goal.FARTHEST):
        return
    limit = problem.radius_metres if problem.goal is Goal.FEWEST else NOWHERE - 1
    for point in np.flatnonzero((problem.people > 0) & (plan.metres > (limit or 0))):
        yield Violation(rule="uncovered", words="served by nobody near enough", where=int(point))


def _missing(problem: Problem, plan: Plan) -> Iterator[Violation]:
    for level, missing, told in zip(
        plan.chosen, _missing_m2(problem, plan), plan.missing_m2, strict=True
    ):
        if missing != told:
            words = f"level {level} misses {missing} m2, not {told}"
            yield Violation(rule="missing_m2", words=words, where=int(level))


def _cost(problem: Problem, plan: Plan) -> Iterator[Violation]:
    cost = int(problem.levels.cost[plan.chosen].sum())
    if cost != plan.cost:
        yield Violation(rule="cost", words=f"costs {cost} yuan, not {plan.cost}")


def _objective(problem: Problem, plan: Plan) -> Iterator[Violation]:
    objective = _recounted(problem, plan)
    if objective != plan.objective:
        yield Violation(rule="objective", words=f"worth {objective}, not {plan.objective}")


def _bound(problem: Problem, plan: Plan) -> Iterator[Violation]:
    slack = 1e-6 * max(1.0, abs(plan.objective))
    ahead = (
        plan.bound - plan.objective if problem.goal is Goal.COVER else (plan.objective - plan.bound)
    )
    if ahead < -slack:
        yield Violation(rule="bound", words="the plan is better than its own bound")
    larger = max(abs(plan.bound), abs(plan.objective))
    if larger and abs(plan.gap - min(1.0, abs(ahead) / larger)) > 1e-6:
        yield Violation(rule="gap", words="the gap is not that of objective and bound")
    if plan.proven and abs(ahead) >= 1:
        yield Violation(rule="proven", words="proven, yet bound and objective differ")


def _recounted(problem: Problem, plan: Plan) -> int:
    people, metres = problem.people.tolist(), plan.metres
    radius = NOWHERE - 1 if problem.radius_metres is None else problem.radius_metres
    far = (metres > radius).tolist()
    if problem.goal is Goal.FEWEST:
        return len(plan.chosen)
    if problem.goal is Goal.COVER:
        return sum(each for each, missed in zip(people, far, strict=True) if not missed)
    walked = np.where(metres == NOWHERE, problem.unserved, metres).tolist()
    if problem.goal is Goal.FARTHEST:
        return max((walk for each, walk in zip(people, walked, strict=True) if each), default=0)
    walking = sum(
        each * (walk + problem.far_metres * missed)
        for each, walk, missed in zip(people, walked, far, strict=True)
    )
    return int(walking + problem.missing_m2_metres * int(_missing_m2(problem, plan).sum()))


def _missing_m2(problem: Problem, plan: Plan) -> NDArray[np.int64]:
    served = np.zeros(problem.reach.places + 1, dtype=np.int64)
    np.add.at(served, plan.served_by, problem.people)
    needed = np.ceil(served[problem.levels.place[plan.chosen]] * problem.m2_per_1000_people / 1000)
    missing: NDArray[np.int64] = needed.astype(np.int64) - problem.levels.area_m2[plan.chosen]
    return np.maximum(missing, np.int64(0))


def _open_places(problem: Problem, plan: Plan) -> NDArray[np.bool_]:
    is_open = np.zeros(problem.reach.places, dtype=bool)
    is_open[problem.levels.place[plan.chosen]] = True
    return is_open


def _metres_to(problem: Problem, served_by: NDArray[np.int32]) -> NDArray[np.int32]:
    """The listed walk from each point to the place named for it, `NOWHERE` when not listed."""
    reach = problem.reach
    row = reach.row_of()
    here = reach.place == served_by[row]
    metres = np.full(reach.points, NOWHERE, dtype=np.int32)
    metres[row[here]] = reach.metres[here]
    return metres
