"""A plan as plain facts: what the exported files are written from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version

import numpy as np

from jiamenkou.engines.reach import NOWHERE
from jiamenkou.engines.siting import Goal
from jiamenkou.siting.layers import Read
from jiamenkou.siting.points import Demand, Floats, Ints

ACTIONS = ("keep", "extend", "relocate", "open", "close")


@dataclass(frozen=True, kw_only=True)
class Site:
    """A place the plan says something about.

    `action` is one of `ACTIONS`; `cost` yuan; `area_m2`, `capacity` None where unknown or not
    limited; `missing_m2` short of the area norm; `moved_from` (lon, lat) when it relocates.
    """

    id: str
    name: str
    lon: float
    lat: float
    action: str
    cost: int = 0
    area_m2: int | None = None
    capacity: int | None = None
    missing_m2: int = 0
    moved_from: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        if self.action not in ACTIONS:
            raise ValueError(f"action: expected one of {', '.join(ACTIONS)}, got {self.action}")


@dataclass(frozen=True, kw_only=True)
class Answer:
    """How good the plan is known to be; the fields mean what they mean in the engine's `Plan`."""

    goal: Goal
    objective: int
    bound: float
    gap: float
    proven: bool
    seconds: float
    seed: int
    binding: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One plan of the frontier: what it takes and what it gives."""

    centres: int
    cost: int
    mean_metres: float
    share_within: float
    gap: float


@dataclass(frozen=True, kw_only=True)
class Report:
    """Everything the three files say.

    `metres`, `metres_before` int32 (n,): the walk to the nearest or assigned centre under the plan
    and today, `NOWHERE` for nobody; `metres_before` is None where nothing stands today.
    `served_by` int32 (n,): index into `sites`, -1 nobody.
    `unserved_metres` is what one person nobody serves counts in every mean.
    `radius_metres` is the walk called near; `frontier` may be empty.
    `parameters` and `notes` are words ready to be shown. Raises ValueError naming the field.
    """

    title: str
    made_at: datetime
    version: str
    demand: Demand
    sites: tuple[Site, ...]
    served_by: Ints
    metres: Ints
    metres_before: Ints | None
    unserved_metres: int
    radius_metres: int
    answer: Answer
    frontier: tuple[Choice, ...] = ()
    reads: tuple[Read, ...] = ()
    parameters: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for field in ("served_by", "metres", "metres_before"):
            values = getattr(self, field)
            if values is not None and values.shape != (len(self.demand.ids),):
                raise ValueError(f"{field}: expected one value for every demand point")
        if self.served_by.max(initial=-1) >= len(self.sites):
            raise ValueError(f"served_by: expected sites 0 to {len(self.sites) - 1}, or -1")
        if self.made_at.tzinfo is None:
            raise ValueError("made_at: expected a moment with its time zone")

    @property
    def standing(self) -> tuple[Site, ...]:
        """The centres there are under the plan."""
        return tuple(site for site in self.sites if site.action != "close")

    @property
    def cost(self) -> int:
        """Yuan of everything the plan does."""
        return sum(site.cost for site in self.sites)

    @property
    def out_of_reach(self) -> Ints:
        """Demand points with people whom no centre of the plan serves."""
        return np.flatnonzero((self.served_by < 0) & (self.demand.people > 0)).astype(np.int32)

    def charged(self, metres: Ints) -> Floats:
        """Walks with everybody counted: those nobody serves at `unserved_metres`."""
        counted = np.where(metres == NOWHERE, self.unserved_metres, metres)
        return np.minimum(counted, self.unserved_metres).astype(np.float64)


def installed_version() -> str:
    """The version that made a plan, for `Report.version`."""
    try:
        return version("jiamenkou")
    except PackageNotFoundError:  # run from a checkout that was never installed
        return "0"
