"""The plan page, what-if, comparison and exports."""

import json
import subprocess
import sys
from io import BytesIO

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from jiamenkou.engines.siting import assess, violations
from jiamenkou.siting.changes import Change, apply_changes
from jiamenkou.siting.kept import outcome_of, outcome_with
from jiamenkou.siting.models import PlanSite, ScenarioRun
from jiamenkou.siting.shown.whatif import broken_rules
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client: Client) -> Client:
    make.area()
    client.force_login(make.user(area=make.area(code=make.DISTRICT, name="信州区")))
    return client


def what_if(run: ScenarioRun) -> str:
    return reverse("siting:what-if", args=[run.pk])


def test_the_plan_says_what_it_does_and_for_whom(staff: Client) -> None:
    run = make.run()
    answer = staff.get(reverse("siting:run", args=[run.pk]))
    walks = run.summary["all"]
    assert answer.context["headline"]["walks"] == walks
    assert {one.value for one in PlanSite.Action} >= {one.action for one in run.plan_sites.all()}
    moved = run.plan_sites.filter(action="relocate").count()
    assert len(answer.context["map"]().doors) == run.plan_sites.count() + moved
    assert answer.context["table"].count == run.plan_sites.count()


def test_the_map_shows_today_without_any_script(staff: Client) -> None:
    run = make.run()
    today = staff.get(reverse("siting:run", args=[run.pk]), {"show": "today"})
    assert [door.title for door in today.context["map"]().doors] == [
        one.centre.name for one in run.plan_sites.all() if one.centre
    ]


def test_every_place_explains_itself_by_age(staff: Client) -> None:
    run = make.run()
    site = run.plan_sites.order_by("-people")[0]
    answer = staff.get(reverse("siting:run-site", args=[run.pk, site.pk]))
    assert sum(counts["people"] for _name, counts in answer.context["bands"]) == site.people
    assert staff.get(reverse("siting:run-site", args=[run.pk + 1, site.pk])).status_code == 404


def test_a_what_if_gives_the_figures_the_engine_gives(staff: Client) -> None:
    run = make.run()
    plan = outcome_of(run)
    first = int(plan.case.problem.levels.site[plan.plan.chosen[0]])
    answer = staff.get(what_if(run), {"change": f"close-{first}"})
    left = plan.plan.chosen[plan.case.problem.levels.site[plan.plan.chosen] != first]
    told = assess(plan.case.problem, left)
    walked = np.minimum(told.metres, plan.case.problem.unserved) @ plan.case.demand.people
    mean = next(line for line in answer.context["lines"] if line.less_is_better)
    assert mean.values[-1] == pytest.approx(walked / plan.case.demand.total)
    assert mean.values[1] == run.summary["all"]["mean"]


@pytest.mark.parametrize("verb", ["close", "open", "move", "level"])
def test_a_change_of_the_form_goes_into_the_address(staff: Client, verb: str) -> None:
    run = make.run()
    asked = {"verb": verb, "what": "0 some words", "to": "1" if verb == "move" else ""}
    answer = staff.get(what_if(run), asked, follow=True)
    assert answer.request["QUERY_STRING"] == f"change={verb}-0{'-1' if verb == 'move' else ''}"
    assert len(answer.context["changes"]) == 1
    _words, without = answer.context["changes"][0]
    assert without == what_if(run)


def test_a_move_closes_one_site_and_opens_the_other_place() -> None:
    plan = outcome_of(make.run())
    moved = apply_changes(plan.case, plan.case.today, [Change(verb="move", what=0, to=1)])
    assert plan.case.problem.levels.place[moved].tolist() == [1]


def test_undone_changes_give_the_plan_back() -> None:
    plan = outcome_of(make.run())
    assert apply_changes(plan.case, plan.plan.chosen, []).tolist() == plan.plan.chosen.tolist()


def test_what_breaks_a_rule_says_which() -> None:
    plan = outcome_of(make.run(budget=400_000))
    assert broken_rules(plan) == []
    opened = [Change(verb="open", what=1)]
    dear = outcome_with(plan, apply_changes(plan.case, plan.case.today, opened))
    assert len(broken_rules(dear)) == 1
    nobody = outcome_with(plan, np.array([], dtype=np.int32))
    found = {one.rule for one in violations(nobody.case.problem, nobody.plan)}
    assert found >= {"required"}
    assert len(broken_rules(nobody)) == 1


@pytest.mark.parametrize(
    "written", ["close-999", "open-5000000", "fly-1", "move-1", "close-1-2", "level--1", "close-①"]
)
def test_a_change_that_means_nothing_is_a_bad_request(staff: Client, written: str) -> None:
    assert staff.get(what_if(make.run()), {"change": written}).status_code == 400


def test_htmx_gets_the_part_and_the_address_to_show(staff: Client) -> None:
    run = make.run()
    headers = {"HX-Request-Type": "partial", "HX-Target": "div#what-if"}
    answer = staff.get(what_if(run), {"verb": "close", "what": "0"}, headers=headers)
    assert answer.headers["HX-Push-Url"] == f"{what_if(run)}?change=close-0"
    assert "<html" not in answer.content.decode()


def test_two_plans_differ_where_they_do_otherwise(staff: Client) -> None:
    poor, rich = make.run(budget=0), make.run(budget=3_000_000)
    answer = staff.get(reverse("siting:comparison"), {"a": poor.pk, "b": rich.pk})
    assert answer.context["differences"]
    everybody = answer.context["walkers"][0][1]
    assert everybody.second == 0
    assert everybody.first == rich.summary["all"]["less"]


def test_plans_of_different_areas_are_not_compared(staff: Client) -> None:
    run = make.run()
    other = make.scenario(area=make.area(code="361102001000"))
    ScenarioRun.objects.filter(pk=make.run(scenario=other).pk).update(scenario=other)
    elsewhere = ScenarioRun.objects.latest("pk")
    answer = staff.get(reverse("siting:comparison"), {"a": run.pk, "b": elsewhere.pk})
    assert answer.context["strangers"]
    assert staff.get(reverse("siting:comparison"), {"a": "x"}).status_code == 200


def test_a_plan_is_exported_as_files_that_open(staff: Client) -> None:
    run = make.run()
    files = {kind: exported(staff, run, kind) for kind in ("xlsx", "geojson", "html")}
    assert CalamineWorkbook.from_filelike(BytesIO(files["xlsx"])).sheet_names
    kinds = [one["properties"]["kind"] for one in json.loads(files["geojson"])["features"]]
    assert kinds.count("site") == run.plan_sites.count()
    assert run.parameters["name"] in files["html"].decode()
    unknown = reverse("siting:export-run", args=[run.pk, "exe"])
    assert staff.get(unknown).status_code == 404


def exported(staff: Client, run: ScenarioRun, kind: str) -> bytes:
    answer = staff.get(reverse("siting:export-run", args=[run.pk, kind]))
    assert f'filename="plan-{run.pk}-' in answer.headers["Content-Disposition"]
    return bytes(answer.content)


def test_a_plan_whose_file_is_gone_says_so(staff: Client) -> None:
    run = make.run()
    run.arrays.storage.delete(str(run.arrays.name))
    assert staff.get(reverse("siting:run", args=[run.pk])).status_code == 409


def test_the_pages_never_load_the_compiler() -> None:
    """Numba takes seconds and memory; the web process must not pay for it."""
    code = (
        "import django, sys; django.setup(); import jiamenkou.urls; "
        "from benchmarks.whatif import changed, first_look, invented_case, kept; "
        "changed(first_look(kept(invented_case(50, 9))), 1); "
        "sys.exit(any(name in sys.modules for name in ('numba', 'highspy', 'osmium')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
