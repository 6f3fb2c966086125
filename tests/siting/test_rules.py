"""Every named constraint of siting, broken once through the verb that meets it."""

import datetime
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from django.db import models, transaction

from jiamenkou.lib.constraints import refusing
from jiamenkou.lib.refusal import Refused
from jiamenkou.siting import actions
from jiamenkou.siting.models import (
    DemandPoint,
    PlanSite,
    PopulationLayer,
    Premises,
    ScenarioRun,
    SiteRule,
    StreetNetwork,
)
from tests import make

pytestmark = pytest.mark.django_db


def refused(rule: str, attempt: Callable[[], object]) -> None:
    with pytest.raises(Refused) as no, transaction.atomic():
        attempt()
    assert no.value.rule == rule
    assert no.value.words


def add(row: models.Model) -> None:
    with refusing(type(row)):
        row.save(force_insert=True)


def update(row: models.Model, **facts: object) -> None:
    with refusing(type(row)):
        type(row)._default_manager.filter(pk=row.pk).update(**facts)


def test_premises_have_their_name_once() -> None:
    make.premises(name="原粮站")
    refused("premises_have_their_name_once", lambda: make.premises(name="原粮站"))


def test_premises_stand_on_earth_have_space_and_cost_something_or_nothing() -> None:
    refused("premises_stand_on_earth", lambda: make.premises(lon=28.4, lat=118.0))
    refused("premises_have_space", lambda: make.premises(usable_m2=-3))
    refused("premises_have_space", lambda: make.premises(floor=0))
    refused("premises_cost_no_less_than_nothing", lambda: make.premises(rent_per_year=-1))
    refused("premises_cost_no_less_than_nothing", lambda: make.premises(fit_out_cost=-1))


@pytest.mark.parametrize("state", Premises.State.values)
def test_only_reserved_premises_are_for_someone(state: str) -> None:
    premises = make.premises()
    for_someone = None if state in {"reserved", "allocated"} else premises.area
    refused(
        "only_reserved_premises_are_for_someone",
        lambda: update(premises, state=state, offered_to=for_someone),
    )


def test_a_layer_has_its_name_once_and_holds_people() -> None:
    make.layer(name="住户", sha256="a")
    refused("a_layer_has_its_name_once", lambda: make.layer(name="住户", sha256="b"))
    refused("a_layer_holds_people", lambda: make.layer(demand=make.demand(0, 0)))


def test_a_demand_point_is_given_once() -> None:
    people = make.demand(3, 4)
    twice = replace(people, ids=("a", "a"))
    refused("a_demand_point_is_given_once", lambda: make.layer(demand=twice))


def test_demand_points_are_on_earth_with_no_less_than_nobody() -> None:
    refused("demand_point_is_on_earth", lambda: make.layer(demand=make.demand(9, lat=118.0)))
    negative = make.demand(9, -3, ages=False)
    refused("people_are_not_negative", lambda: make.layer(demand=negative))
    homes = replace(make.demand(9, ages=False), households=np.array([-1]))
    refused("people_are_not_negative", lambda: make.layer(demand=homes))


@pytest.mark.parametrize("wrong", [{"age_0_14": 1}, {"age_0_14": None}, {"age_0_14": -1}])
def test_age_bands_add_up_to_the_people(wrong: dict[str, int | None]) -> None:
    make.layer(demand=make.demand(8))
    point = DemandPoint.objects.get()
    refused("age_bands_add_up_to_the_people", lambda: update(point, **wrong))


def test_a_network_has_its_name_once_has_streets_when_ready_and_says_why_when_not() -> None:
    network = make.network(name="路网")
    ready, failed = StreetNetwork.State.READY, StreetNetwork.State.FAILED
    refused("a_network_has_its_name_once", lambda: make.network(name="路网"))
    refused("a_network_has_streets", lambda: update(network, state=ready, nodes=1))
    refused("a_failed_network_says_why", lambda: update(network, state=failed))


def test_a_scenario_has_its_name_once() -> None:
    first = make.scenario(name="方案甲")
    refused("a_scenario_has_its_name_once", lambda: make.scenario(name="方案甲", layer=first.layer))


@pytest.mark.parametrize(
    ("rule", "facts"),
    [
        ("a_walk_is_no_shorter_than_straight", {"detour": 0.9}),
        ("a_walk_is_no_shorter_than_straight", {"detour": 6}),
        ("a_goal_has_what_it_needs", {"budget": None}),
        ("a_goal_has_what_it_needs", {"goal": "walk"}),
        ("a_goal_has_what_it_needs", {"goal": "fewest", "number": 3}),
        ("scenario_numbers_make_sense", {"budget": -1}),
        ("scenario_numbers_make_sense", {"radius_metres": 0}),
        ("scenario_numbers_make_sense", {"limit_metres": 400, "radius_metres": 500}),
        ("scenario_numbers_make_sense", {"at_least": 9, "at_most": 3}),
        ("scenario_numbers_make_sense", {"seconds": 0}),
        ("scenario_numbers_make_sense", {"free_grid_metres": 10}),
    ],
)
def test_a_scenario_makes_sense(rule: str, facts: dict[str, Any]) -> None:
    refused(rule, lambda: make.scenario(**facts))


def test_a_centres_rule_is_one_and_does_not_contradict_itself() -> None:
    scenario, centre = make.scenario(), make.centre()
    rule = SiteRule(scenario=scenario, centre=centre)
    add(rule)
    refused(
        "a_centre_has_one_rule_in_a_scenario",
        lambda: add(SiteRule(scenario=scenario, centre=centre)),
    )
    refused(
        "a_centre_stays_or_may_close",
        lambda: actions.rule_site(scenario, centre=centre, must_stay=True, may_close=True, by=None),
    )
    refused(
        "a_centre_grows_by_no_less_than_nothing",
        lambda: actions.rule_site(scenario, centre=centre, extend_m2=-5, by=None),
    )


def test_a_scenario_is_solved_once_at_a_time() -> None:
    scenario = make.scenario()
    actions.solve(scenario, by=None)
    refused("a_scenario_is_solved_once_at_a_time", lambda: actions.solve(scenario, by=None))


def test_an_answer_has_its_figures_and_a_failure_says_why() -> None:
    run = actions.solve(make.scenario(), by=None)
    refused("an_answer_has_its_figures", lambda: update(run, state=ScenarioRun.State.SOLVED))
    refused("a_failure_says_why", lambda: update(run, state=ScenarioRun.State.FAILED))


@pytest.mark.parametrize("action", PlanSite.Action.values)
def test_what_stands_today_has_a_centre(action: str) -> None:
    run = actions.solve(make.scenario(), by=None)
    centre = make.centre() if action == "open" else None
    site = PlanSite(run=run, action=action, centre=centre, name="甲", lon=118.0, lat=28.4)
    refused("what_stands_today_has_a_centre", lambda: add(site))


def test_premises_go_step_by_step() -> None:
    premises = make.premises()
    refused("premises_go_step_by_step", lambda: actions.take_premises(premises, by=None))


def test_premises_stand_in_their_area() -> None:
    area = make.area()
    type(area).objects.filter(pk=area.pk).update(boundary=make.SQUARE)
    refused("premises_stand_in_their_area", lambda: make.premises(area=area, lon=118.11))


def test_premises_are_available_for_a_while() -> None:
    day = datetime.date(2026, 1, 1)
    backwards: dict[str, Any] = {"available_from": day, "available_to": day}
    refused("premises_are_available_for_a_while", lambda: make.premises(**backwards))


def test_ages_come_in_our_groups() -> None:
    people = make.demand(8, ages=False)
    other = replace(people, bands={"age_0_17": people.people})
    refused("ages_come_in_our_groups", lambda: make.layer(demand=other))


def test_the_same_file_again_changes_nothing() -> None:
    first = make.layer(name="住户", sha256="a")
    assert make.layer(name="住户", sha256="a") == first
    assert PopulationLayer.objects.count() == 1
