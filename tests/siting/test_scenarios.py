"""Scenarios: asked in a form, changed, copied, ruled centre by centre."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from jiamenkou.lib.refusal import Refused
from jiamenkou.places.models import Area
from jiamenkou.siting import actions
from jiamenkou.siting.models import Scenario, ScenarioRun
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client: Client) -> Client:
    make.area()
    client.force_login(make.user(area=make.area(code=make.DISTRICT, name="信州区")))
    return client


def typed(**changes: object) -> dict[str, object]:
    layer = changes.pop("layer", None) or make.layer(area=Area.objects.get(pk=make.DISTRICT)).pk
    facts: dict[str, object] = {"name": "方案", "goal": "budget", "area": make.DISTRICT}
    facts |= {"layer": layer, "budget": 3_000_000, "radius_metres": 500, "detour": 1.3}
    facts |= {"limit_metres": 3000, "extend_m2": 200, "extend_yuan_per_m2": 2500}
    facts |= {"free_site_m2": 400, "free_site_cost": 2_000_000, "far_metres": 200}
    facts |= {"m2_per_100_households": 30, "missing_m2_metres": 1000}
    return {**facts, "seconds": 20, "gap": 0.001, "seed": 1, **changes}


def test_a_scenario_is_drawn_up_in_its_form(staff: Client) -> None:
    answer = staff.post(reverse("siting:new-scenario"), typed())
    scenario = Scenario.objects.get()
    assert answer["Location"] == reverse("siting:scenario", args=[scenario.pk])
    assert (scenario.budget, scenario.area_id) == (3_000_000, make.DISTRICT)


def test_what_the_goal_does_not_need_is_neither_asked_nor_kept(staff: Client) -> None:
    asked = typed(goal="walk", number=3, budget="nonsense", at_most="nonsense")
    staff.post(reverse("siting:new-scenario"), asked)
    scenario = Scenario.objects.get()
    assert (scenario.number, scenario.budget, scenario.at_most) == (3, None, None)


@pytest.mark.parametrize(
    ("goal", "field"), [("budget", "budget"), ("cover", "number"), ("farthest", "number")]
)
def test_what_the_goal_needs_is_asked_for_at_its_field(
    staff: Client, goal: str, field: str
) -> None:
    asked = typed(goal=goal, budget="", number="")
    answer = staff.post(reverse("siting:new-scenario"), asked)
    assert answer.status_code == 409
    assert list(answer.context["form"].errors) == [field]


@pytest.mark.parametrize(
    ("field", "value"),
    [("detour", "0.5"), ("radius_metres", "-1"), ("limit_metres", "100"), ("seconds", "9999"),
     ("free_grid_metres", "3"), ("gap", "1"), ("budget", "9" * 30), ("area", "110000000000")],
)  # fmt: skip
def test_nonsense_is_refused_at_its_field_and_what_was_typed_is_kept(
    staff: Client, field: str, value: str
) -> None:
    answer = staff.post(reverse("siting:new-scenario"), typed(**{field: value}))
    assert answer.status_code == 409
    assert list(answer.context["form"].errors) == [field]
    assert answer.context["form"][field].value() == value


def test_a_name_is_given_once_in_an_area(staff: Client) -> None:
    asked = typed()
    staff.post(reverse("siting:new-scenario"), asked)
    answer = staff.post(reverse("siting:new-scenario"), asked)
    assert answer.status_code == 409
    assert list(answer.context["form"].errors) == ["name"]


def test_a_layer_of_another_county_is_refused_at_its_field() -> None:
    far = make.layer(area=make.area(code="361100000000"))
    other = make.area(code="110101000000")
    with pytest.raises(Refused) as no:
        actions.draw_scenario(other, name="远", layer=far, budget=1, by=None)
    assert (no.value.rule, no.value.field) == ("a_scenario_plans_for_its_own_people", "layer")


def test_changing_a_scenario_leaves_the_parameters_of_its_runs(staff: Client) -> None:
    scenario = make.scenario()
    run = actions.solve(scenario, by=None)
    page = reverse("siting:edit-scenario", args=[scenario.pk])
    asked = typed(area=scenario.area_id, layer=scenario.layer_id, budget=9, name=scenario.name)
    assert staff.post(page, asked).status_code == 302
    run.refresh_from_db()
    assert (Scenario.objects.get().budget, run.parameters["budget"]) == (9, 3_000_000)


def test_a_copy_takes_the_rules_of_single_centres_along() -> None:
    scenario, centre = make.scenario(), make.centre()
    actions.rule_site(scenario, centre=centre, must_stay=True, by=None)
    copy = actions.copy_scenario(scenario, by=None, radius_metres=700)
    assert (copy.radius_metres, copy.budget) == (700, scenario.budget)
    assert copy.site_rules.get().must_stay
    assert copy.name == f"{scenario.name} (2)"


def test_one_click_solves_a_copy_with_what_would_do(staff: Client) -> None:
    scenario = make.scenario()
    page = reverse("siting:copy-scenario", args=[scenario.pk])
    answer = staff.post(page, {"budget": "5000000", "solve": "1"})
    run = ScenarioRun.objects.get()
    assert answer["Location"] == reverse("siting:run", args=[run.pk])
    assert run.parameters["budget"] == 5_000_000
    assert staff.post(page, {"budget": "5e6"}).status_code == 400


def test_a_rule_is_set_and_taken_back_on_its_page(staff: Client) -> None:
    scenario, centre = make.scenario(), make.centre()
    page = reverse("siting:site-rule", args=[scenario.pk, centre.pk])
    asked = {"rule": "may_close", "extend_m2": 80, "extend_yuan_per_m2": 2000}
    assert staff.post(page, asked).status_code == 302
    assert scenario.site_rules.get().may_close
    assert staff.post(page, {**asked, "rule": ""}).status_code == 302
    assert not scenario.site_rules.exists()
    assert staff.post(page, {**asked, "extend_m2": -1}).status_code == 409


def test_a_scenario_is_solved_once_at_a_time(staff: Client) -> None:
    scenario = make.scenario()
    page = reverse("siting:new-run", args=[scenario.pk])
    assert staff.post(page).status_code == 302
    assert staff.post(page).status_code == 409
    assert ScenarioRun.objects.count() == 1


@pytest.mark.parametrize("count", [1, 12])
def test_the_list_asks_as_often_for_many_scenarios_as_for_one(
    staff: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    layer = make.layer()
    for _ in range(count):
        actions.solve(make.scenario(layer=layer), by=None)
    with django_assert_num_queries(8):
        answer = staff.get(reverse("siting:scenarios"))
    assert answer.context["table"].count == count


def test_the_pages_of_a_scenario_open(staff: Client) -> None:
    scenario, centre = make.scenario(), make.centre(name="甲社区中心")
    actions.rule_site(scenario, centre=centre, must_stay=True, by=None)
    page = staff.get(reverse("siting:scenario", args=[scenario.pk])).content.decode()
    assert "甲社区中心" in page
    rules = staff.get(reverse("siting:site-rules", args=[scenario.pk]))
    assert "甲社区中心" in rules.content.decode()
    assert staff.get(reverse("siting:edit-scenario", args=[scenario.pk])).status_code == 200
    assert staff.get(reverse("siting:new-scenario")).status_code == 200
