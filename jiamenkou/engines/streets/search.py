"""The search itself: Dijkstra with one bucket a decimetre, as machine code. Imports numba."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jiamenkou.engines.compiled import compiled

Ints = NDArray[np.int32]

FAR = np.iinfo(np.int32).max


class Net(NamedTuple):
    """What is searched: rows of a graph, and which nodes are places (-1: not one)."""

    start: NDArray[np.int64]
    to: Ints
    decimetres: Ints
    place: Ints


class Queue(NamedTuple):
    """Nodes waiting, by their distance: `first[d]` heads a chain through `following`."""

    first: Ints
    following: Ints
    node: Ints
    best: Ints


class Found(NamedTuple):
    """Places met so far, nearest first for every source, one source after another."""

    place: Ints
    metres: Ints


@compiled
def search(
    net: Net, sources: Ints, limit_metres: int, most: int
) -> tuple[NDArray[np.int64], Ints, Ints]:
    """Counts, places and metres of what is within the limit of every source; a begun metre counts.

    Stops a source once more than `most` places are found, at the end of that metre, so that
    equally near places are either all there or cut off knowingly by the caller.
    """
    places = 0
    for node in range(len(net.place)):
        places += net.place[node] >= 0
    queue = _queue(net, limit_metres)
    found = Found(np.empty(2 * places, np.int32), np.empty(2 * places, np.int32))
    counts = np.zeros(len(sources), np.int64)
    filled = 0
    for i in range(len(sources)):
        if filled + places > len(found.place):
            found = Found(_grown(found.place), _grown(found.metres))
        counts[i] = _spread(net, queue, found, (sources[i], filled, limit_metres, most))
        filled += counts[i]
    return counts, found.place[:filled].copy(), found.metres[:filled].copy()


@compiled
def _spread(net: Net, queue: Queue, found: Found, task: tuple[int, int, int, int]) -> int:
    """Search from one source, write what is met after `filled`, leave the queue as it was."""
    source, filled, limit_metres, most = task
    last = limit_metres * 10
    end = filled
    pushed = _push(queue, 0, source, 0)
    passed = 0
    distance = 0
    while passed < pushed and distance <= last:
        entry = queue.first[distance]
        if entry < 0:
            distance += 1
            continue
        queue.first[distance] = queue.following[entry]
        passed += 1
        node = queue.node[entry]
        if queue.best[node] == distance:
            if net.place[node] >= 0:
                found.place[end] = net.place[node]
                found.metres[end] = (distance + 9) // 10
                end += 1
                if end - filled == most + 1:
                    last = (distance + 9) // 10 * 10
            pushed = _relax(net, queue, (node, distance, last), pushed)
    _empty(queue, pushed, last)
    return end - filled


@compiled
def _relax(net: Net, queue: Queue, settled: tuple[int, int, int], pushed: int) -> int:
    """Queue the neighbours of a settled node that are reached sooner through it."""
    node, distance, last = settled
    for street in range(net.start[node], net.start[node + 1]):
        reached = distance + net.decimetres[street]
        neighbour = net.to[street]
        if reached <= last and reached < queue.best[neighbour]:
            pushed = _push(queue, pushed, neighbour, reached)
    return pushed


@compiled
def _push(queue: Queue, pushed: int, node: int, distance: int) -> int:
    queue.node[pushed] = node
    queue.best[node] = distance
    queue.following[pushed] = queue.first[distance]
    queue.first[distance] = pushed
    return pushed + 1


@compiled
def _empty(queue: Queue, pushed: int, last: int) -> None:
    """Forget every node pushed, and whoever still waits beyond `last`."""
    for entry in range(pushed):
        queue.best[queue.node[entry]] = FAR
    for distance in range(last + 1, len(queue.first)):
        queue.first[distance] = -1


@compiled
def _queue(net: Net, limit_metres: int) -> Queue:
    entries = len(net.to) + 1
    return Queue(
        np.full(limit_metres * 10 + 1, -1, np.int32),
        np.empty(entries, np.int32),
        np.empty(entries, np.int32),
        np.full(len(net.place), FAR, np.int32),
    )


@compiled
def _grown(values: Ints) -> Ints:
    larger = np.empty(2 * len(values), np.int32)
    larger[: len(values)] = values
    return larger


@compiled
def contracted(net: Net, keep: NDArray[np.bool_], number: Ints) -> Net:
    """The graph between the nodes to `keep`, numbered by `number`; the others have two streets.

    A chain of nodes that are not kept becomes one street as long as the chain.
    """
    count = 0
    streets = 0
    for node in range(len(keep)):
        count += keep[node]
        streets += (net.start[node + 1] - net.start[node]) * keep[node]
    start = np.zeros(count + 1, np.int64)
    place = np.empty(count, np.int32)
    for node in range(len(keep)):
        if keep[node]:
            start[number[node] + 1] = net.start[node + 1] - net.start[node]
            place[number[node]] = net.place[node]
    start = np.cumsum(start)
    to = np.empty(streets, np.int32)
    decimetres = np.empty(streets, np.int32)
    for node in range(len(keep)):
        if keep[node]:
            for k in range(net.start[node + 1] - net.start[node]):
                end, length = _chain(net, keep, node, net.start[node] + k)
                to[start[number[node]] + k] = number[end]
                decimetres[start[number[node]] + k] = length
    return Net(start, to, decimetres, place)


@compiled
def _chain(net: Net, keep: NDArray[np.bool_], node: int, street: int) -> tuple[int, int]:
    """Where the chain that leaves `node` by `street` ends, and its decimetres."""
    before = node
    here = net.to[street]
    length = net.decimetres[street]
    while not keep[here]:
        onward = net.start[here]
        if net.to[onward] == before:
            onward += 1
        before = here
        here = net.to[onward]
        length += net.decimetres[onward]
    return here, length
