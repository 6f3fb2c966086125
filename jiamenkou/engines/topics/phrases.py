"""Which words make a topic: short strings most of its messages share and few others have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from math import log

from jiamenkou.engines.topics.message import Message
from jiamenkou.engines.topics.signs import COMMON, READ, words_of

LONGEST = 8
MOST = 5
READ_OF = 60
"""So many messages of a topic are read for its phrases."""
_COMMON = frozenset(COMMON.split())


def strings(message: Message, shortest: int = 2, longest: int = LONGEST) -> set[str]:
    """All strings of 2 to 8 signs that stand in a message and are not broken by a mark."""
    signs = [*words_of(message.title), "", *words_of(message.text[:READ])]
    found = set()
    for begin in range(len(signs)):
        for end in range(begin + 1, min(begin + longest, len(signs)) + 1):
            if not signs[end - 1]:
                break
            if end - begin >= shortest:
                found.add("".join(signs[begin:end]))
    return found


def pairs_known(messages: Iterable[Message]) -> Counter[str]:
    """In how many messages each string of two signs stands: what is common everywhere."""
    known: Counter[str] = Counter()
    for message in messages:
        known.update(strings(message, longest=2))
    return known


def phrases_of(members: Sequence[Message], known: Counter[str], many: int) -> tuple[str, ...]:
    """The most telling phrases: shared by many members, made of pairs that are rare outside."""
    read = members[:: max(1, len(members) // READ_OF)]
    shared: Counter[str] = Counter()
    for message in read:
        shared.update(strings(message))
    least = max(2, round(len(read) * 0.3)) if len(read) > 1 else 1
    score = {
        phrase: times * _telling(phrase, known, many)
        for phrase, times in shared.items()
        if times >= least and not is_common(phrase)
    }
    return _different(sorted(score, key=lambda phrase: (-score[phrase], phrase)), score)


def shared_by(
    message: Message, members: Sequence[Message], known: Counter[str], many: int
) -> tuple[str, ...]:
    """The most telling phrases a message shares with others."""
    own = strings(message)
    shared: Counter[str] = Counter()
    for member in members:
        shared.update(own & strings(member))
    score = {
        phrase: times * _telling(phrase, known, many)
        for phrase, times in shared.items()
        if not is_common(phrase)
    }
    return _different(sorted(score, key=lambda phrase: (-score[phrase], phrase)), score)


def _telling(phrase: str, known: Counter[str], many: int) -> float:
    pairs = [phrase[at : at + 2] for at in range(len(phrase) - 1)]
    return sum(log((many + 1) / (known.get(pair, 0) + 1)) for pair in pairs) + 0.1


def is_common(phrase: str) -> bool:
    """Whether it contains what every letter to an office says."""
    return any(phrase[at : at + 2] in _COMMON for at in range(len(phrase) - 1))


def _different(ranked: Sequence[str], score: dict[str, float]) -> tuple[str, ...]:
    """The best, leaving out those that overlap a better one."""
    chosen: list[str] = []
    for phrase in ranked:
        if len(chosen) == MOST or score[phrase] <= 0:
            break
        if not any(_overlap(phrase, other) for other in chosen):
            chosen.append(phrase)
    return tuple(chosen)


def _overlap(one: str, other: str) -> bool:
    return any(one[at : at + 2] in other for at in range(len(one) - 1))
