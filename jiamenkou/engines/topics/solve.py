"""Messages into topics: said again, alike, grown together, counted by people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jiamenkou.engines.topics.door import check
from jiamenkou.engines.topics.edges import edges_of
from jiamenkou.engines.topics.join import first_of, grown
from jiamenkou.engines.topics.message import Message, Problem
from jiamenkou.engines.topics.plan import Plan, Topic
from jiamenkou.engines.topics.signs import Pieces, pieces
from jiamenkou.engines.topics.tell import Teller
from jiamenkou.engines.topics.twins import twins
from jiamenkou.engines.topics.weights import Vector, shares, vector


def solve(problem: Problem) -> Plan:
    """The topics of a problem; the order of its messages changes nothing.

    Raises ValueError naming the field that cannot be meant.
    """
    check(problem)
    messages = in_order(problem.messages)
    found = [pieces(message) for message in messages]
    again = twins(messages, found)
    of = _grouped(problem, messages, found, again)
    groups = list(first_of(of).values())
    return Plan(
        of={messages[number].id: messages[group[0]].id for group in groups for number in group},
        topics=tuple(_topics(problem, messages, groups)),
        duplicates=tuple(
            tuple(messages[number].id for number in group)
            for group in first_of(again).values()
            if len(group) > 1
        ),
    )


def in_order(messages: Sequence[Message]) -> list[Message]:
    """By time, then id: the one order everything is counted in."""
    return sorted(messages, key=lambda message: (message.at, message.id))


def vectors_of(found: Sequence[Pieces]) -> list[Vector]:
    """Every message as its pieces of most worth."""
    count = shares(found)
    return [vector(each, count, len(found)) for each in found]


def _grouped(
    problem: Problem, messages: Sequence[Message], found: Sequence[Pieces], again: Sequence[int]
) -> list[int]:
    """What is said again stands for itself once, unless a person tied or parted it."""
    number = {message.id: at for at, message in enumerate(messages)}
    ties = [tie for tie in problem.ties if tie.one in number and tie.other in number]
    tied = {number[each] for tie in ties for each in (tie.one, tie.other)}
    stands = [at if at in tied else first for at, first in enumerate(again)]
    nodes = sorted(set(stands))
    place = {at: node for node, at in enumerate(nodes)}
    edges = edges_of(
        [messages[at] for at in nodes],
        _only(vectors_of(found), nodes),
        problem.half_life_days,
    )
    pairs = [(place[number[tie.one]], place[number[tie.other]]) for tie in ties]
    joined = [pair for pair, tie in zip(pairs, ties, strict=True) if tie.together]
    parted = [pair for pair, tie in zip(pairs, ties, strict=True) if not tie.together]
    of = grown(len(nodes), edges, problem.alike, joined, parted)
    return [nodes[of[place[at]]] for at in stands]


def _only(vectors: Sequence[Vector], nodes: Sequence[int]) -> list[Vector]:
    return [vectors[at] for at in nodes]


def _topics(
    problem: Problem, messages: Sequence[Message], groups: Sequence[Sequence[int]]
) -> list[Topic]:
    if not messages:
        return []
    teller = Teller(problem, messages, now=problem.now or messages[-1].at)
    told = (teller.told([messages[number] for number in group]) for group in groups)
    return sorted(_enough(told), key=lambda topic: (-topic.heat, topic.key))


def _enough(told: Iterator[Topic | None]) -> Iterator[Topic]:
    yield from (topic for topic in told if topic is not None)
