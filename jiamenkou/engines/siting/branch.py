"""Branch and bound over prices: a site in or out, the bound again from prices close by."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field, replace

import numpy as np

from jiamenkou.engines.siting import core, fixing, lagrange, mip, swap
from jiamenkou.engines.siting.costs import Costs
from jiamenkou.engines.siting.lists import Floats, Ints
from jiamenkou.engines.siting.options import Options
from jiamenkou.engines.siting.run import Run
from jiamenkou.engines.siting.start import ranked_choice

STEPS = 30
"""Steps of the dual between two looks at a node."""

ROUNDS = 3
"""Looks at a node at most."""

FEW = 2_000
"""Entries left at a node that HiGHS settles at once."""

MANY = 200_000
"""Entries it is still asked to settle where too many sites are in doubt to split on each."""

DOUBTS = 15
"""Centres still to be found beside the forced ones that are too many to split on each."""

SHORTEST = 0.5
"""Seconds HiGHS is given at least."""

SHORT = 0.1
"""Length of the first steps at a node, its prices being nearly right."""

SOFT = 0.02
"""Softness of the first choices at a node."""


@dataclass(order=True)
class Node:
    """Options still open here, prices to start from, and a bound on every plan in it.

    `final` when the lists are too short to say more than the bound.
    """

    bound: float
    number: int
    options: Options = field(compare=False)
    pay: Floats = field(compare=False)
    final: bool = False


def branch(costs: Costs, options: Options, pay: Floats, run: Run, seconds: float) -> None:
    """Split until the bound meets the best plan, `seconds` are over or the run has had enough."""
    run.phase = "branch"
    end = run.seconds + seconds
    heap = [Node(run.bound, 0, options, pay)]
    made = 1
    while heap:
        run.raise_bound(heap[0].bound)
        if run.enough() or run.seconds > end or heap[0].final:
            return
        node = heapq.heappop(heap)
        if node.bound > run.value - 1 + 1e-6:
            continue
        for child in _children(costs, node, run, made, end):
            heapq.heappush(heap, child)
            made += 1
    run.settle()


def _children(costs: Costs, node: Node, run: Run, number: int, end: float) -> list[Node]:
    """The node priced; none when that settles it, else its two halves."""
    shorter = fixing.shortened(costs, node.options)
    options, dual, doubt, room = _priced(shorter, node, run)
    bound = max(node.bound, dual.bound)
    if bound > run.value - 1 + 1e-6 or _hopeless(options):
        return []
    if len(doubt) == 0:
        _offer(costs, options, np.arange(options.count, dtype=np.int32), run)
        return [Node(_least(shorter, options), number, options, dual.best, final=True)]
    shorter = fixing.shortened(shorter, options, dual.best, room)
    if _fit_for_core(shorter, options):
        rest, finished = _solved(shorter, options, run, max(end - run.seconds, SHORTEST))
        bound = max(rest, bound)
        if finished or run.enough():
            return [Node(bound, number, options, dual.best, final=finished)]
    option = int(np.argmax(doubt))
    return [
        Node(bound, number, _with(options, option), dual.best),
        Node(bound, number + 1, options.of(np.arange(options.count) != option), dual.best),
    ]


def _with(options: Options, option: int) -> Options:
    """The option chosen for certain: its site forced, its rivals gone."""
    site = options.site[option]
    keep = (options.site != site) & (options.place != options.place[option])
    keep[option] = True
    fewer = options.of(keep)
    return replace(fewer, forced=fewer.forced | (np.arange(len(fewer.forced)) == site))


def _least(costs: Costs, options: Options) -> float:
    """What the options cost together if every unlisted place were as near as it can be."""
    state = swap.standing_of(costs, options, np.arange(options.count, dtype=np.int32))
    listed = np.where(state.first >= 0, costs.cost[state.first], costs.cap)
    return float(costs.people @ np.minimum(listed, costs.cap))


def _fit_for_core(costs: Costs, options: Options) -> bool:
    entries = len(costs.place)
    doubts = options.most - int(options.forced.sum())
    return entries <= FEW or (entries <= MANY and doubts > DOUBTS)


def _solved(costs: Costs, options: Options, run: Run, seconds: float) -> tuple[float, bool]:
    """The bound HiGHS leaves, and whether it can say no more; its best plan is offered."""
    run.phase = "core"

    def look(bound: float) -> bool:
        return run.enough() or bound > run.value - 1 + 1e-6

    outcome = mip.minimise(core.core_of(costs, options), seconds=min(seconds, run.left), look=look)
    if outcome.values is not None:
        _offer(costs, options, core.options_chosen(outcome.values, options), run)
    run.phase = "branch"
    return outcome.bound, outcome.finished or outcome.bound > run.value - 1 + 1e-6


def _priced(costs: Costs, node: Node, run: Run) -> tuple[Options, lagrange.Dual, Floats, float]:
    """Options left after some steps, the dual, doubt about each option, and room above the bound.

    Doubt is how near a half an option was chosen; it is empty when nothing is left to decide.
    """
    options = node.options
    pay = np.minimum(node.pay, costs.cap)
    dual = lagrange.Dual.starting_at(pay, length=SHORT, width=SOFT)
    taken = np.zeros(options.count)
    market = lagrange.Free(costs=costs, options=options)
    for _ in range(ROUNDS):
        lagrange.climb(market, dual, run.value, STEPS)
        run.iterations += STEPS
        if dual.bound > run.value - 1 + 1e-6 or run.enough():
            break
        taken = taken if dual.mean is None else dual.mean
        _try(costs, options, taken, run)
    bound, choice = lagrange.bound_of(market, dual.best, dual.yuan)
    room = run.value - 1 - bound + 1e-9 * abs(bound) + 1e-6
    kept = choice.rise <= room
    left = fixing.narrowed(options, choice, room)
    single = np.bincount(left.site, minlength=len(left.forced))[left.site] == 1
    decided = single & left.forced[left.site]
    doubt = np.where(decided, -1.0, 1 - np.abs(2 * taken[kept] - 1))
    return left, dual, doubt[:0] if decided.all() else doubt, room


def _try(costs: Costs, options: Options, share: Floats, run: Run) -> None:
    chosen = ranked_choice(options, -share)
    if chosen is not None:
        _offer(costs, options, chosen, run)


def _offer(costs: Costs, options: Options, chosen: Ints, run: Run) -> None:
    """Tell the run of these options if they keep the rules."""
    allowed = options.least <= len(chosen) <= options.most
    apart = len(np.unique(options.place[chosen])) == len(chosen)
    dear = options.budget is not None and int(options.cost[chosen].sum()) > options.budget
    if allowed and apart and not dear:
        state = swap.standing_of(costs, options, chosen)
        run.found(float(state.totals[0]), options.level[chosen])


def _hopeless(options: Options) -> bool:
    """Whether some rule cannot be kept with the options left."""
    sites = np.unique(options.site)
    short = len(sites) < options.least or int(options.forced.sum()) > options.most
    return short or not np.isin(np.flatnonzero(options.forced), sites).all()
