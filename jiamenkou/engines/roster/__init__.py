"""Who is on duty? A `Problem` goes in, a `Plan` with a proven bound comes out."""

from jiamenkou.engines.roster.check import Break, breaks_of, objective_of, violations
from jiamenkou.engines.roster.duties import OFF, Duty, Roster
from jiamenkou.engines.roster.fair import fair_shares
from jiamenkou.engines.roster.plan import Conflict, Infeasible, OutOfTime, Plan, Progress, Stop
from jiamenkou.engines.roster.problem import (
    Before,
    Demand,
    Person,
    Problem,
    Shift,
    SoFar,
    Wish,
)
from jiamenkou.engines.roster.rules import HARD, Rule, Rules
from jiamenkou.engines.roster.solve import explain, repair, solve

__all__ = [
    "HARD",
    "OFF",
    "Before",
    "Break",
    "Conflict",
    "Demand",
    "Duty",
    "Infeasible",
    "OutOfTime",
    "Person",
    "Plan",
    "Problem",
    "Progress",
    "Roster",
    "Rule",
    "Rules",
    "Shift",
    "SoFar",
    "Stop",
    "Wish",
    "breaks_of",
    "explain",
    "fair_shares",
    "objective_of",
    "repair",
    "solve",
    "violations",
]
