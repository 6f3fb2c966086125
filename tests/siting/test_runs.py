"""Runs: solved by the job, watched, stopped, tried again, and refused in words."""

from typing import cast

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jiamenkou.siting import actions
from jiamenkou.siting.actions import runs
from jiamenkou.siting.models import PlanSite, ScenarioRun
from tests import make

State = ScenarioRun.State


@pytest.fixture
def staff(client: Client) -> Client:
    make.area()
    client.force_login(make.user(area=make.area(code=make.DISTRICT, name="信州区")))
    return client


def page_of(run: ScenarioRun) -> str:
    return reverse("siting:run", args=[run.pk])


def part_of(staff: Client, run: ScenarioRun, part: str) -> HttpResponse:
    headers = {"HX-Request-Type": "partial", "HX-Target": part}
    return cast("HttpResponse", staff.get(page_of(run), headers=headers))


@pytest.mark.django_db
def test_a_scenario_is_solved_and_its_places_are_kept() -> None:
    run = make.run()
    assert (run.state, run.proven, run.gap) == (State.SOLVED, True, 0.0)
    walks = run.summary["all"]
    assert walks["mean"] < walks["mean_before"]
    served = sum(run.plan_sites.values_list("people", flat=True))
    assert served == walks["people"] == 360
    assert sum(run.plan_sites.values_list("cost", flat=True)) == sum(run.summary["cost"].values())


@pytest.mark.django_db
def test_solved_again_the_same_scenario_gives_the_same_plan() -> None:
    first = make.run()
    second = make.run(scenario=first.scenario)
    assert second.inputs_hash == first.inputs_hash
    facts = ("action", "name", "cost", "people", "mean_metres")
    assert [*second.plan_sites.values_list(*facts)] == [*first.plan_sites.values_list(*facts)]


@pytest.mark.django_db
def test_a_run_that_ended_is_not_solved_over_again() -> None:
    run = make.run()
    kept = set(run.plan_sites.values_list("pk", flat=True))
    actions.solve_run(run.pk)
    assert set(run.plan_sites.values_list("pk", flat=True)) == kept


@pytest.mark.django_db
def test_asked_to_stop_the_best_so_far_is_kept(staff: Client) -> None:
    run = actions.solve(make.scenario(), by=None)
    staff.post(reverse("siting:stop-run", args=[run.pk]))
    run.refresh_from_db()
    assert run.stop_asked_at
    answer = part_of(staff, run, "progress")
    assert "live-region" not in answer.content.decode()


@pytest.mark.django_db
def test_the_page_under_way_shows_how_good_it_is_so_far(staff: Client) -> None:
    run = actions.solve(make.scenario(), by=None)
    steps = [step(0.5, 900_000, 0.0, 1.0), step(1.0, 800_000, 700_000.0, 0.125)]
    ScenarioRun.objects.filter(pk=run.pk).update(
        state=State.SOLVING, started_at=timezone.now(), trace=steps, gap=0.125
    )
    answer = staff.get(page_of(run))
    assert answer.context["chart"].series[0].values == [900.0, 800.0]
    assert answer.context["chart"].series[1].values == [None, 700.0]
    assert f"/live/runs/{run.pk}/" in answer.content.decode()


def step(seconds: float, objective: int, bound: float, gap: float) -> dict[str, object]:
    return {
        "seconds": seconds, "objective": objective, "bound": bound, "gap": gap, "phase": "swap",
    }  # fmt: skip


@pytest.mark.django_db
def test_when_it_ends_the_live_page_is_told_to_become_the_plan(staff: Client) -> None:
    answer = part_of(staff, make.run(), "progress")
    assert answer.headers["HX-Refresh"] == "true"


@pytest.mark.django_db
def test_an_impossible_radius_names_the_points_and_the_radius_that_would_do(staff: Client) -> None:
    run = make.run(goal="fewest", budget=None, radius_metres=200, may_close=False)
    assert run.state == State.INFEASIBLE
    assert [point["people"] for point in run.trouble["points"]] == [30] * run.trouble["count"]
    answer = staff.get(page_of(run))
    assert len(answer.context["map"].doors) == run.trouble["count"]
    copy = {"radius_metres": run.trouble["radius_metres"], "solve": "1"}
    staff.post(reverse("siting:copy-scenario", args=[run.scenario_id]), copy)
    better = ScenarioRun.objects.latest("pk")
    actions.solve_run(better.pk)
    better.refresh_from_db()
    assert better.answered


@pytest.mark.django_db
def test_a_budget_that_buys_nothing_is_a_plan_that_says_so(staff: Client) -> None:
    run = make.run(budget=0)
    assert run.summary["cost"] == {}
    assert {one.action for one in run.plan_sites.all()} == {PlanSite.Action.KEEP}
    assert staff.get(page_of(run)).status_code == 200


@pytest.mark.django_db
def test_a_failed_run_says_why_and_is_tried_again(staff: Client) -> None:
    run = actions.solve(make.scenario(), by=None)
    ScenarioRun.objects.filter(pk=run.pk).update(
        state=State.FAILED, words="OSError: disk full", ended_at=timezone.now()
    )
    assert "disk full" in staff.get(page_of(run)).content.decode()
    staff.post(reverse("siting:retry-run", args=[run.pk]))
    assert ScenarioRun.objects.get().state == State.QUEUED
    assert staff.post(reverse("siting:retry-run", args=[run.pk])).status_code == 409


@pytest.mark.django_db
def test_plans_for_less_and_for_more_stand_beside_the_plan(staff: Client) -> None:
    run = make.run()
    runs.find_frontier(run.pk)
    run.refresh_from_db()
    costs = [one["cost"] for one in run.frontier]
    means = [one["mean_metres"] for one in run.frontier]
    assert costs == sorted(costs)
    assert means[0] == run.summary["all"]["mean_before"]
    assert staff.get(page_of(run)).context["frontier"]
    assert part_of(staff, run, "frontier").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_the_stream_of_a_run_is_for_those_who_signed_in_and_for_runs_there_are(
    client: Client,
) -> None:
    run = actions.solve(make.scenario(), by=None)
    assert client.get(f"/live/runs/{run.pk}/").status_code == 302
    client.force_login(make.user())
    assert client.get("/live/runs/999999/").status_code == 404
    assert client.get(f"/live/runs/{run.pk}/").headers["Content-Type"] == "text/event-stream"
