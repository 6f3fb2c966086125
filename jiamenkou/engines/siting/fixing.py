"""Leaves out what no better plan can use, and takes in what every better plan must."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from jiamenkou.engines.siting.costs import Costs
from jiamenkou.engines.siting.lists import Flags, Floats, useful
from jiamenkou.engines.siting.options import Choice, Options


def narrowed(options: Options, choice: Choice, room: float) -> Options:
    """Options without those whose choice lifts the bound by more than `room`; sites that lift it
    by more than `room` when left out become forced.
    """
    keep = choice.rise <= room
    forced = options.forced | (choice.fall > room)
    if keep.all() and (forced == options.forced).all():
        return options
    return replace(options.of(keep), forced=forced)


def shortened(
    costs: Costs,
    options: Options,
    pay: Floats | None = None,
    room: float = np.inf,
    *,
    full: bool = False,
) -> Costs:
    """Lists of possible places, cut behind the first sure one and, given prices, behind costs so
    far above a row's pay that using one lifts the bound by more than `room`.

    Places that may be `full` cut nothing off. No better plan serves
    the row beyond the cut, so an unlisted place costs that at least.
    """
    most = costs.cap + 1
    if pay is not None and np.isfinite(room):
        within = np.floor(pay + room / costs.people) + 1
        most = np.minimum(most, within.astype(np.int64))
    possible = np.zeros(costs.places, dtype=bool)
    possible[options.place] = True
    sure = sure_places(costs, options) & (not full)
    kept, start = useful(costs.start, costs.place, costs.cost, possible, sure, most)
    return replace(
        costs,
        start=start,
        place=costs.place[kept],
        cost=costs.cost[kept],
        cap=np.minimum(costs.cap, most),
    )


def sure_places(costs: Costs, options: Options) -> Flags:
    """Places where a forced site must stand, having nowhere else to."""
    sites = len(options.forced)
    low = np.full(sites, costs.places, dtype=np.int64)
    high = np.full(sites, -1, dtype=np.int64)
    np.minimum.at(low, options.site, options.place)
    np.maximum.at(high, options.site, options.place)
    sure = np.zeros(costs.places, dtype=bool)
    sure[low[options.forced & (low == high)]] = True
    return sure
