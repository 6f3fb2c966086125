"""What the roster engine answers: the plan, how it came about, and why there is none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from jiamenkou.engines.roster.check import Break
from jiamenkou.engines.roster.duties import Roster


@dataclass(frozen=True, kw_only=True)
class Stop:
    """When to stop: at this relative gap, after these seconds or rounds, whichever is first."""

    gap: float = 0.0
    seconds: float = 60.0
    rounds: int | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.gap < 1:
            raise ValueError("gap: expected a share from 0 up to, not including, 1")
        if not self.seconds > 0:
            raise ValueError("seconds: expected more than 0")
        if self.rounds is not None and self.rounds < 1:
            raise ValueError("rounds: expected 1 or more")


UNTIL_PROVEN = Stop()
"""A minute, less when the plan is proven before."""


@dataclass(frozen=True, kw_only=True)
class Progress:
    """Where a run stands; `objective` is None until a roster is found."""

    seconds: float
    objective: int | None
    bound: int
    gap: float
    phase: str


Listener = Callable[[Progress], bool]
"""Is told where a run stands; True means stop and keep the best so far."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A roster that breaks no hard rule.

    `objective`  what its soft breaks cost, to be small; `bound` no roster costs less.
    `gap`        (objective - bound) / objective, 0 to 1; `proven` when the two meet.
    `breaks`     every soft rule it breaks: who, when, what it costs.
    """

    roster: Roster
    objective: int
    bound: int
    gap: float
    proven: bool
    seconds: float
    seed: int
    rounds: int
    breaks: tuple[Break, ...]
    trace: tuple[Progress, ...]


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """One of a smallest set of hard demands and rules that cannot all be kept.

    `rule`    as in `Break`; `under` is a demand that needs more, `over` one that allows no more.
    `person`, `demand`, `days`, `shift`, `skill`  what it is about, None where it is not.
    `needed`  by the demand; `available` how many could be there if nothing else were asked.
    `why_not` (person, rule) for those who could not: absent, fixed, barred, elsewhere, skill,
              or the rule of their contract a single duty there breaks.
    `limit`   of the rule.
    """

    rule: str
    person: int | None = None
    demand: int | None = None
    days: tuple[int, ...] = ()
    shift: int | None = None
    skill: int | None = None
    needed: int = 0
    available: int = 0
    why_not: tuple[tuple[int, str], ...] = ()
    limit: int = 0


class Infeasible(Exception):
    """No roster keeps the hard demands and rules; `conflicts` is a smallest set of them."""

    def __init__(self, conflicts: tuple[Conflict, ...]) -> None:
        super().__init__(f"{len(conflicts)} hard demands and rules cannot all be kept")
        self.conflicts = conflicts


class OutOfTime(Exception):
    """No roster that keeps the hard demands and rules was found, nor shown not to be."""
