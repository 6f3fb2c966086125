"""Judges groups, solved or dragged by hand, from the problem alone; knows nothing of solving."""

from __future__ import annotations

from dataclasses import dataclass

from jiamenkou.engines.topics.heat import voices_of
from jiamenkou.engines.topics.message import Message, Problem
from jiamenkou.engines.topics.plan import Plan


@dataclass(frozen=True, kw_only=True)
class Break:
    """One rule that is not kept.

    `rule`  unplaced, unknown (a message), together, apart (a tie), alone (too few people),
            people, voices, torn (a topic that is not its group).
    `ids`   the messages it is about.
    """

    rule: str
    ids: tuple[str, ...]


def violations(problem: Problem, plan: Plan) -> list[Break]:
    """All that is broken; an empty list is a sound plan."""
    known = {message.id: message for message in problem.messages}
    return [
        *_placed(known, plan),
        *_tied(problem, known, plan),
        *_counted(problem, known, plan),
    ]


def _placed(known: dict[str, Message], plan: Plan) -> list[Break]:
    missing, strange = set(known) - set(plan.of), set(plan.of) - set(known)
    return [Break(rule="unplaced", ids=(one,)) for one in sorted(missing)] + [
        Break(rule="unknown", ids=(one,)) for one in sorted(strange)
    ]


def _tied(problem: Problem, known: dict[str, Message], plan: Plan) -> list[Break]:
    return [
        Break(rule="together" if tie.together else "apart", ids=(tie.one, tie.other))
        for tie in problem.ties
        if tie.one in known and tie.other in known
        if (plan.of.get(tie.one) == plan.of.get(tie.other)) is not tie.together
    ]


def _counted(problem: Problem, known: dict[str, Message], plan: Plan) -> list[Break]:
    found = []
    for topic in plan.topics:
        members = [known[one] for one in topic.ids if one in known]
        voices = voices_of(members)
        wrong = {
            "alone": voices < problem.least_people,
            "people": topic.people != len({message.user for message in members}),
            "voices": topic.voices != voices,
            "torn": set(topic.ids) != {one for one, key in plan.of.items() if key == topic.key},
        }
        found += [Break(rule=rule, ids=topic.ids) for rule, broken in wrong.items() if broken]
    return found
