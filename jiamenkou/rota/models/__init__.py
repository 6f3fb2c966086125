"""Who works where and when: postings, shifts, rules, rosters, swaps, and what is owed for it."""

from jiamenkou.rota.models.feed import Feed
from jiamenkou.rota.models.generation import Generation
from jiamenkou.rota.models.ledger import LedgerEntry
from jiamenkou.rota.models.pattern import ShiftPattern, Skill
from jiamenkou.rota.models.posting import Leave, Posting, Wish
from jiamenkou.rota.models.roster import Duty, Publication, Roster
from jiamenkou.rota.models.rules import Rule, RuleSet
from jiamenkou.rota.models.swap import Swap

__all__ = [
    "Duty",
    "Feed",
    "Generation",
    "Leave",
    "LedgerEntry",
    "Posting",
    "Publication",
    "Roster",
    "Rule",
    "RuleSet",
    "ShiftPattern",
    "Skill",
    "Swap",
    "Wish",
]
