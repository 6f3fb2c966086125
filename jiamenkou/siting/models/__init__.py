"""Premises, who lives where, scenarios, and what solving them gave."""

from jiamenkou.siting.models.layer import DemandPoint, PopulationLayer, StreetNetwork
from jiamenkou.siting.models.premises import Premises
from jiamenkou.siting.models.run import PlanSite, ScenarioRun
from jiamenkou.siting.models.scenario import Scenario, SiteRule

__all__ = [
    "DemandPoint",
    "PlanSite",
    "PopulationLayer",
    "Premises",
    "Scenario",
    "ScenarioRun",
    "SiteRule",
    "StreetNetwork",
]
