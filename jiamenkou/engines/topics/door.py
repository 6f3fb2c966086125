"""Nonsense is refused at the door, with the name of the field and what would be right."""

from __future__ import annotations

from datetime import datetime

from jiamenkou.engines.topics.message import Message, Problem, Tie
from jiamenkou.engines.topics.ties import Groups


def check(problem: Problem) -> None:
    """Raise ValueError for the first thing that cannot be meant."""
    if not 0 < problem.alike < 1:
        raise ValueError("alike: expected more than 0 and less than 1")
    if problem.least_people < 1:
        raise ValueError("least_people: expected 1 or more")
    if not problem.half_life_days > 0:
        raise ValueError("half_life_days: expected more than 0")
    if problem.window_days < 1:
        raise ValueError("window_days: expected 1 or more")
    check_messages(problem.messages)
    _clock(problem)
    check_ties(problem.ties)


def check_messages(messages: tuple[Message, ...]) -> None:
    """Every message can be read, and no two share an id."""
    seen: set[str] = set()
    for number, message in enumerate(messages):
        check_message(message, f"messages[{number}]")
        if message.id in seen:
            raise ValueError(f"messages[{number}].id: {message.id!r} is there twice")
        seen.add(message.id)


def check_message(message: Message, field: str = "message") -> None:
    """One message."""
    for name in ("id", "user"):
        if not isinstance(getattr(message, name), str) or not getattr(message, name).strip():
            raise ValueError(f"{field}.{name}: expected words, not nothing")
    for name in ("title", "text"):
        if not isinstance(getattr(message, name), str):
            raise ValueError(f"{field}.{name}: expected words")
    if not (message.title.strip() or message.text.strip()):
        raise ValueError(f"{field}.text: expected words in the title or the text")
    if not isinstance(message.at, datetime):
        raise ValueError(f"{field}.at: expected a moment, a datetime")
    if message.supporters < 0:
        raise ValueError(f"{field}.supporters: expected 0 or more")


def check_ties(ties: tuple[Tie, ...]) -> None:
    """Nothing is to be together and apart at once."""
    groups: Groups[str] = Groups()
    for tie in ties:
        if tie.together:
            groups.join(tie.one, tie.other)
    for number, tie in enumerate(ties):
        if not tie.together and groups.of(tie.one) == groups.of(tie.other):
            raise ValueError(
                f"ties[{number}]: {tie.one!r} and {tie.other!r} are also tied together"
            )


def _clock(problem: Problem) -> None:
    moments = [message.at for message in problem.messages]
    moments += [problem.now] if problem.now is not None else []
    if len({moment.tzinfo is None for moment in moments}) > 1:
        raise ValueError("messages.at, now: expected all with a time zone, or all without")
