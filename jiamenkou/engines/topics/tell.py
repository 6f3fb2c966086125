"""A group of messages told as a topic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from jiamenkou.engines.topics.heat import growth_of, heat_of, voices_of
from jiamenkou.engines.topics.message import Message, Problem
from jiamenkou.engines.topics.phrases import pairs_known, phrases_of
from jiamenkou.engines.topics.plan import Topic

EXAMPLES = 3


class Teller:
    """Knows what is common in all messages, to tell what is special to some."""

    def __init__(self, problem: Problem, messages: Sequence[Message], *, now: datetime) -> None:
        self.problem, self.now, self.many = problem, now, min(len(messages), READ)
        step = max(1, len(messages) // READ)
        self.known = pairs_known(messages[::step])

    def told(self, members: Sequence[Message]) -> Topic | None:
        """None where too few people stand behind it."""
        voices = voices_of(members)
        if voices < self.problem.least_people:
            return None
        phrases = phrases_of(members, self.known, self.many)
        window = self.problem.window_days
        return Topic(
            key=members[0].id,
            ids=tuple(message.id for message in members),
            people=len({message.user for message in members}),
            voices=voices,
            phrases=phrases,
            examples=_examples(members, phrases),
            places=tuple(code for code, _ in Counter(_places(members)).most_common()),
            first=members[0].at,
            last=members[-1].at,
            growth=growth_of(members, self.now, window),
            heat=heat_of(members, self.now, window),
        )


READ = 5000
"""Messages read to know what is common: more change nothing."""


def _places(members: Sequence[Message]) -> list[str]:
    return [message.place for message in members if message.place is not None]


def _examples(members: Sequence[Message], phrases: Sequence[str]) -> tuple[str, ...]:
    """Those that say most of the phrases, shorter ones first."""
    ranked = sorted(
        members,
        key=lambda message: (
            -sum(phrase in message.title + message.text for phrase in phrases),
            len(message.text),
            message.id,
        ),
    )
    return tuple(message.id for message in ranked[:EXAMPLES])
