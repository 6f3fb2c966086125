"""Where does a new message belong? Answered in milliseconds from an index that is kept.

The index holds what `solve` found and every message placed since; the next `solve` judges afresh.
One writer at a time: it is no place for two threads.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiamenkou.engines.topics.door import check, check_message, check_ties
from jiamenkou.engines.topics.edges import agreement, table_of
from jiamenkou.engines.topics.message import Message, Problem, Tie
from jiamenkou.engines.topics.nearness import faded
from jiamenkou.engines.topics.phrases import shared_by
from jiamenkou.engines.topics.plan import Plan, Topic
from jiamenkou.engines.topics.signs import Pieces, pieces
from jiamenkou.engines.topics.tell import Teller
from jiamenkou.engines.topics.twins import SAME, alike
from jiamenkou.engines.topics.weights import Vector, shares, vector, worth

LIKE = 5
"""Messages most like a new one that are compared word for word."""
READ = 10


@dataclass(frozen=True, kw_only=True)
class Placed:
    """Where a message went.

    `key`         of its group; its own id where it is `alone`.
    `score`       0 to 1, how like the group it is; 1 where a person tied it there.
    `phrases`     what it shares with the group; `duplicates` ids that say the same.
    """

    key: str
    alone: bool
    score: float
    phrases: tuple[str, ...]
    duplicates: tuple[str, ...]


class Index:
    """The messages of a plan, ready for the next one."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        check(problem)
        self.problem = problem
        self.messages = sorted(problem.messages, key=lambda each: (each.at, each.id))
        self.number = {message.id: at for at, message in enumerate(self.messages)}
        self._keys = [plan.of[message.id] for message in self.messages]
        found = [pieces(message) for message in self.messages]
        self._count = shares(found)
        self._columns = _Columns(
            [vector(each, self._count, len(found), open_to=True) for each in found]
        )
        self._of = _Growing(np.array([self.number[key] for key in self._keys], dtype=np.int64))
        self._days = _Growing(np.array([_day(message) for message in self.messages]))
        self._area, areas = _Growing(np.empty(0, dtype=np.int64)), [m.place for m in self.messages]
        self._areas: dict[str | None, int] = {}
        for area in areas:
            self._area.add(self._areas.setdefault(area, len(self._areas)))
        closed = table_of([vector(each, self._count, len(found)) for each in found])
        self._inside = _Growing(_inside(closed, self._of.all))
        self._members: dict[int, list[int]] = {}
        for at, group in enumerate(self._of.all.tolist()):
            self._members.setdefault(group, []).append(at)
        self._teller: Teller | None = None

    def place(self, message: Message, *, ties: Iterable[Tie] = ()) -> Placed:
        """Put a message into its group, or alone; ValueError naming the field that is nonsense.

        `ties` are kept, as those of the problem are: they may name it or messages to come.
        """
        check_message(message)
        if message.id in self.number:
            raise ValueError(f"message.id: {message.id!r} is placed already")
        self._learn_ties(tuple(ties))
        found = pieces(message)
        self._count[found.number] += 1
        own = vector(found, self._count, len(self.messages) + 1, open_to=True)
        like = self._columns.like(own, len(self.messages))
        group, score = self._best(message, like)
        placed = Placed(
            key=message.id if group is None else self.messages[group].id,
            alone=group is None,
            score=score,
            phrases=self._shared(message, group),
            duplicates=self._again(message, found, like),
        )
        self._add(message, own, group, like)
        return placed

    def topic(self, key: str) -> Topic | None:
        """A group as a topic, as of now; None where too few people stand behind it."""
        members = [self.messages[at] for at in self._members[self.number[key]]]
        return self._told().told(sorted(members, key=lambda each: (each.at, each.id)))

    def _told(self) -> Teller:
        now = self.problem.now or max(message.at for message in self.messages)
        if self._teller is None:
            self._teller = Teller(self.problem, self.messages, now=now)
        self._teller.now = now
        return self._teller

    def _learn_ties(self, ties: tuple[Tie, ...]) -> None:
        if ties:
            check_ties((*self.problem.ties, *ties))
            self.problem = replace(self.problem, ties=(*self.problem.ties, *ties))

    def _best(self, message: Message, like: NDArray[np.float64]) -> tuple[int | None, float]:
        tied, parted = self._tied(message.id)
        if tied is not None:
            return tied, 1.0
        near = self._agreed(message, like)
        total = np.bincount(self._of.all, weights=near, minlength=len(near))
        score = total / np.sqrt(np.maximum(self._inside.all, 1.0))
        score[list(parted)] = 0.0
        if not len(score) or score.max() < self.problem.alike:
            return None, float(score.max(initial=0.0))
        return int(score.argmax()), float(score.max())

    def _agreed(self, message: Message, like: NDArray[np.float64]) -> NDArray[np.float64]:
        """Likeness after place and time."""
        agreed = np.array([agreement(message.place, area) for area in self._areas])
        days = self._days.all - _day(message)
        fade = faded(days, self.problem.half_life_days)
        return np.asarray(like * fade * (agreed[self._area.all] if len(agreed) else 1.0))

    def _tied(self, one: str) -> tuple[int | None, set[int]]:
        """The group a person tied it to, and those it was parted from."""
        tied: set[int] = set()
        parted: set[int] = set()
        for tie in self.problem.ties:
            other = tie.other if tie.one == one else tie.one if tie.other == one else None
            if other in self.number:
                (tied if tie.together else parted).add(int(self._of.all[self.number[other]]))
        if len(tied) > 1 or tied & parted:
            raise ValueError(f"ties: {one!r} joins or parts whole groups: solve again")
        return (tied.pop() if tied else None), parted

    def _again(self, message: Message, found: Pieces, like: NDArray[np.float64]) -> tuple[str, ...]:
        near = np.argsort(-like, kind="stable")[:LIKE].tolist()
        many = len(self.messages) + 1
        rare = worth(self._count[found.number], many)
        return tuple(
            self.messages[at].id
            for at in sorted(near)
            if like[at] > 0
            and agreement(message.place, self.messages[at].place) == 1.0
            and alike(pieces(self.messages[at]), found, rare, self._count, many) >= SAME
        )

    def _shared(self, message: Message, group: int | None) -> tuple[str, ...]:
        if group is None:
            return ()
        members = [self.messages[at] for at in self._members[group][-READ:]]
        return shared_by(message, members, self._told().known, self._told().many)

    def _add(
        self, message: Message, own: Vector, group: int | None, like: NDArray[np.float64]
    ) -> None:
        at = len(self.messages)
        goes = at if group is None else group
        between = float(like[self._of.all == goes].sum())
        self._inside.add(0.0)
        self._inside.all[goes] += 1.0 + 2 * between
        self.messages.append(message)
        self.number[message.id] = at
        self._columns.add(own, at)
        self._of.add(goes)
        self._days.add(_day(message))
        self._area.add(self._areas.setdefault(message.place, len(self._areas)))
        self._members.setdefault(goes, []).append(at)


class _Columns:
    """For each piece the messages that have it: those known at first as arrays, others as lists."""

    def __init__(self, vectors: list[Vector]) -> None:
        turned = table_of(vectors).T.tocsr()
        self._begin, self._rows, self._values = turned.indptr, turned.indices, turned.data
        self._later: dict[int, list[tuple[int, float]]] = {}

    def add(self, own: Vector, at: int) -> None:
        """One more message."""
        for piece, value in zip(own[0].tolist(), own[1].tolist(), strict=True):
            self._later.setdefault(piece, []).append((at, value))

    def like(self, own: Vector, many: int) -> NDArray[np.float64]:
        """(messages,) cosine with each."""
        found = np.zeros(many)
        for piece, value in zip(own[0].tolist(), own[1].tolist(), strict=True):
            span = slice(self._begin[piece], self._begin[piece + 1])
            found[self._rows[span]] += value * self._values[span]
            for at, other in self._later.get(piece, ()):
                found[at] += value * other
        return found


class _Growing:
    """An array that grows at its end without being copied each time."""

    def __init__(self, first: NDArray[Any]) -> None:
        self._room, self._size = first.copy(), len(first)

    @property
    def all(self) -> NDArray[Any]:
        """What is there."""
        return self._room[: self._size]

    def add(self, one: float) -> None:
        """One more."""
        if self._size == len(self._room):
            self._room = np.concatenate(
                (self._room, np.zeros_like(self._room, shape=self._size + 64))
            )
        self._room[self._size] = one
        self._size += 1


def _day(message: Message) -> float:
    return message.at.timestamp() / 86400


def _inside(table: Any, of: NDArray[np.int64]) -> NDArray[np.float64]:
    """(messages,) squared length of each group's sum, at the group's number; never below one."""
    from scipy.sparse import csr_array

    many = len(of)
    group = csr_array((np.ones(many), (of, np.arange(many))), shape=(many, many))
    summed = group @ table
    squared: NDArray[np.float64] = np.asarray(summed.multiply(summed).sum(axis=1)).ravel()
    return np.maximum(squared, 1.0)
