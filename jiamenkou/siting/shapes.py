"""Premises, scenarios and runs as programs read and write them."""

import datetime
from typing import Annotated, Any

from pydantic import ConfigDict, Field, JsonValue

from jiamenkou.places.shapes import POINT, Floor, Point, Wgs84, entered
from jiamenkou.siting.models import Premises, Scenario, ScenarioRun
from jiamenkou.web.api.fields import (
    LARGEST_INT8,
    AreaCode,
    Count,
    Day,
    OneOf,
    Said,
    Shown,
    named,
    noted,
)
from jiamenkou.web.api.pages import Asking

Kind = Annotated[str, OneOf(Premises.Kind)]
Yuan = Annotated[int, Field(ge=0, le=LARGEST_INT8, description="Yuan.")]
PREMISES: dict[str, JsonValue] = {
    "name": "原粮站",
    "kind": "idle_state_asset",
    "owner": "区国资公司",
    "area": "361102001001",
    "point": POINT,
    "usable_m2": 420,
    "fit_out_cost": 500000,
}


class PremisesSaid(Said):
    """Premises on offer."""

    model_config = ConfigDict(json_schema_extra={"examples": [PREMISES]})

    name: Annotated[str, named(80)]
    kind: Kind
    owner: Annotated[str, named(80)]
    area: AreaCode
    point: Point
    usable_m2: Count
    fit_out_cost: Yuan
    rent_per_year: Yuan = 0
    address: Annotated[str, noted(200)] = ""
    floor: Floor = 1
    has_lift: bool | None = None
    structure: Annotated[str, OneOf(Premises.Structure)] = "unknown"
    fire_safety: Annotated[str, OneOf(Premises.FireSafety)] = "unknown"
    available_from: Day | None = None
    available_to: Annotated[Day | None, Field(description="The first day they no longer are.")] = (
        None
    )


class PremisesShown(Shown):
    """Premises of the register."""

    id: int
    name: str
    kind: str
    owner: str
    area: str
    point: Point
    wgs84: Wgs84
    address: str
    usable_m2: int
    floor: int
    has_lift: bool | None
    structure: str
    fire_safety: str
    rent_per_year: int
    fit_out_cost: int
    available_from: datetime.date | None
    available_to: datetime.date | None
    state: str
    offered_to: str | None

    @classmethod
    def of(cls, premises: Premises) -> "PremisesShown":
        return cls(
            area=premises.area_id,
            point=entered(premises),
            wgs84=Wgs84(lon=premises.lon, lat=premises.lat),
            available_from=premises.available.lower,
            available_to=premises.available.upper,
            offered_to=premises.offered_to_id,
            **_read(premises, AS_KEPT),
        )


AS_KEPT = (
    "id", "name", "kind", "owner", "address", "usable_m2", "floor", "has_lift", "structure",
    "fire_safety", "rent_per_year", "fit_out_cost", "state",
)  # fmt: skip


class PremisesAsked(Asking):
    """Which premises."""

    under: Annotated[AreaCode | None, Field(description="Standing in this area or below.")] = None
    kind: Kind | None = None
    state: Annotated[str, OneOf(Premises.State)] | None = None


class ScenarioShown(Shown):
    """A question to the planning engine."""

    id: int
    name: str
    area: str
    layer: int
    network: int | None
    goal: str
    number: int | None
    budget: int | None
    radius_metres: int
    limit_metres: int
    detour: float
    may_close: bool
    may_relocate: bool
    seed: int
    seconds: int
    gap: float
    made_at: datetime.datetime

    @classmethod
    def of(cls, scenario: Scenario) -> "ScenarioShown":
        renamed = {"area", "layer", "network"}
        return cls(
            area=scenario.area_id,
            layer=scenario.layer_id,
            network=scenario.network_id,
            **_read(scenario, [name for name in cls.model_fields if name not in renamed]),
        )


class ScenariosAsked(Asking):
    """Which scenarios."""

    under: Annotated[AreaCode | None, Field(description="For this area or one below.")] = None


class RunListed(Shown):
    """How one solving of a scenario went."""

    id: int
    scenario: int
    state: str
    asked_at: datetime.datetime
    started_at: datetime.datetime | None
    ended_at: datetime.datetime | None
    objective: int | None
    bound: float | None
    gap: float | None
    proven: bool
    seconds: float | None
    words: str

    @classmethod
    def of(cls, run: ScenarioRun) -> "RunListed":
        names = [name for name in RunListed.model_fields if name != "scenario"]
        return cls(scenario=run.scenario_id, **_read(run, names))


class RunShown(RunListed):
    """One solving with its figures."""

    parameters: Annotated[dict[str, Any], Field(description="The scenario as it was solved.")]
    summary: Annotated[dict[str, Any], Field(description="Figures before and after; or empty.")]

    @classmethod
    def of(cls, run: ScenarioRun) -> "RunShown":
        listed = RunListed.of(run).model_dump()
        return cls(**listed, parameters=run.parameters, summary=run.summary)


def _read(row: Any, names: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
