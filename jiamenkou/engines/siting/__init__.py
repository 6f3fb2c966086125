"""Where should centres stand? A `Problem` goes in, a `Plan` with a certified bound comes out."""

from __future__ import annotations

from jiamenkou.engines.siting.assess import assess
from jiamenkou.engines.siting.check import Violation, rules_broken, violations
from jiamenkou.engines.siting.frontier import frontier
from jiamenkou.engines.siting.growing import solve_growing
from jiamenkou.engines.siting.memory import TooLarge, needed_mib, refuse_too_large
from jiamenkou.engines.siting.plan import Infeasible, Plan, Progress, Stop
from jiamenkou.engines.siting.problem import UNLIMITED, Action, Goal, Levels, Problem
from jiamenkou.engines.siting.solve import solve

__all__ = [
    "UNLIMITED",
    "Action",
    "Goal",
    "Infeasible",
    "Levels",
    "Plan",
    "Problem",
    "Progress",
    "Stop",
    "TooLarge",
    "Violation",
    "assess",
    "frontier",
    "needed_mib",
    "refuse_too_large",
    "rules_broken",
    "solve",
    "solve_growing",
    "violations",
]
