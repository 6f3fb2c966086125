"""Solving: the road a problem takes to its plan."""

from __future__ import annotations

from dataclasses import replace

from jiamenkou.engines.roster.check import objective_of, violations
from jiamenkou.engines.roster.duties import Roster
from jiamenkou.engines.roster.parts import parts_of, together
from jiamenkou.engines.roster.plan import (
    UNTIL_PROVEN,
    Conflict,
    Infeasible,
    Listener,
    OutOfTime,
    Plan,
    Stop,
)
from jiamenkou.engines.roster.problem import Problem
from jiamenkou.engines.roster.run import Run, gap_between


def solve(
    problem: Problem,
    *,
    stop: Stop = UNTIL_PROVEN,
    seed: int = 1,
    threads: int = 2,
    progress: Listener | None = None,
) -> Plan:
    """The best roster found, with the bound it is proven against.

    `progress` is asked about four times a second and, while CP-SAT works, at each better roster;
    when it answers True the best roster so far is returned. Raises Infeasible with a smallest set
    of what cannot all be kept, and OutOfTime when neither a roster nor that was found.
    """
    from jiamenkou.engines.roster.road import Impossible
    from jiamenkou.engines.roster.several import take_all

    parts = parts_of(problem)
    run = Run(stop=stop, seed=seed, threads=threads, listener=progress, parts=len(parts))
    try:
        take_all(run, [part.problem for part in parts])
    except Impossible:
        raise Infeasible(explain(problem)) from None
    if run.objective is None:
        raise OutOfTime
    return _plan(run, problem, together(problem, parts, run.rosters))


def repair(
    problem: Problem,
    roster: Roster,
    *,
    stop: Stop = UNTIL_PROVEN,
    seed: int = 1,
    threads: int = 2,
    progress: Listener | None = None,
) -> Plan:
    """The roster changed as little as its new problem asks: each changed day is charged."""
    kept = replace(problem, kept=roster)
    return solve(kept, stop=stop, seed=seed, threads=threads, progress=progress)


def explain(problem: Problem) -> tuple[Conflict, ...]:
    """A smallest set of hard demands and rules that cannot all be kept; empty when they can.

    Leaving out any one of them would leave a set that can be kept. Parts that share nobody are
    looked at by themselves, and the first that cannot be kept is explained.
    """
    from jiamenkou.engines.roster.conflicts import conflicts_in

    for part in parts_of(problem):
        found = conflicts_in(part.problem)
        if found:
            return tuple(_in_whole(problem, part.problem, part.people, each) for each in found)
    return ()


def _in_whole(problem: Problem, part: Problem, people: list[int], found: Conflict) -> Conflict:
    """With the numbers people and demands have in the whole problem."""
    return replace(
        found,
        person=None if found.person is None else people[found.person],
        demand=None if found.demand is None else problem.demands.index(part.demands[found.demand]),
        why_not=tuple((people[person], rule) for person, rule in found.why_not),
    )


def _plan(run: Run, problem: Problem, roster: Roster) -> Plan:
    breaks = tuple(violations(problem, roster))
    objective = objective_of(list(breaks))
    bound = min(sum(run.bounds.values()), objective)
    return Plan(
        roster=roster,
        objective=objective,
        bound=bound,
        gap=gap_between(objective, bound),
        proven=bound == objective,
        seconds=run.seconds,
        seed=run.seed,
        rounds=run.rounds,
        breaks=breaks,
        trace=tuple(run.trace),
    )
