"""What is everybody talking about? Messages go in; topics, duplicates and categories come out."""

from jiamenkou.engines.topics.check import Break, violations
from jiamenkou.engines.topics.classify import (
    Classifier,
    Labelled,
    Suggestion,
    crossed,
    macro_f1,
    suggest,
    train,
)
from jiamenkou.engines.topics.message import Message, Problem, Tie, apart, together
from jiamenkou.engines.topics.place import Index, Placed
from jiamenkou.engines.topics.plan import Plan, Topic
from jiamenkou.engines.topics.solve import solve
from jiamenkou.engines.topics.twins import duplicates

__all__ = [
    "Break",
    "Classifier",
    "Index",
    "Labelled",
    "Message",
    "Placed",
    "Plan",
    "Problem",
    "Suggestion",
    "Tie",
    "Topic",
    "apart",
    "crossed",
    "duplicates",
    "macro_f1",
    "solve",
    "suggest",
    "together",
    "train",
    "violations",
]
