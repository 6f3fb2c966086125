"""Planning for programs: premises to read and offer; scenarios and runs to read."""

from typing import Annotated, Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from ninja import Query, Router, Status

from jiamenkou.places.models.area import DIGITS, level_of
from jiamenkou.places.shapes import area_said, facts_said
from jiamenkou.siting import actions
from jiamenkou.siting.models import Premises, Scenario, ScenarioRun
from jiamenkou.siting.shapes import (
    PremisesAsked,
    PremisesSaid,
    PremisesShown,
    RunListed,
    RunShown,
    ScenariosAsked,
    ScenarioShown,
)
from jiamenkou.web.access import Allowed, may
from jiamenkou.web.api.fields import Key
from jiamenkou.web.api.pages import Asking, Page, page_of

router = Router(tags=["siting"])


@router.get("/premises", response=Page[PremisesShown], url_name="premises-list", summary="Premises")
@may("premises.see")
def list_premises(request: Allowed, asked: Annotated[PremisesAsked, Query()]) -> Any:
    premises = Premises.objects.within(request.reach)
    if asked.under:
        premises = premises.under(asked.under)
    if asked.kind:
        premises = premises.filter(kind=asked.kind)
    if asked.state:
        premises = premises.filter(state=asked.state)
    return page_of(request, premises, PremisesShown.of, asked=asked)


@router.post(
    "/premises", response={201: PremisesShown}, url_name="premises-list", summary="Offer premises"
)
@may("premises.amend")
def offer_premises(request: Allowed, response: HttpResponse, said: PremisesSaid) -> Any:
    facts = facts_said(said)
    area = area_said(facts.pop("area"), reach=request.reach)
    premises = actions.offer_premises(area, by=request.user, **facts)
    response["Location"] = reverse("api:premises", args=[premises.pk])
    return Status(201, PremisesShown.of(premises))


@router.get(
    "/premises/{premises_id}", response=PremisesShown, url_name="premises", summary="Some premises"
)
@may("premises.see")
def show_premises(request: Allowed, premises_id: Key) -> PremisesShown:
    known = Premises.objects.within(request.reach)
    return PremisesShown.of(get_object_or_404(known, pk=premises_id))


@router.get("/scenarios", response=Page[ScenarioShown], url_name="scenarios", summary="Scenarios")
@may("siting.see")
def list_scenarios(request: Allowed, asked: Annotated[ScenariosAsked, Query()]) -> Any:
    scenarios = Scenario.objects.within(request.reach)
    if asked.under:
        prefix = asked.under[: DIGITS[level_of(asked.under)]]
        scenarios = scenarios.filter(area__code__startswith=prefix)
    return page_of(request, scenarios, ScenarioShown.of, asked=asked)


@router.get(
    "/scenarios/{scenario_id}", response=ScenarioShown, url_name="scenario", summary="One scenario"
)
@may("siting.see")
def show_scenario(request: Allowed, scenario_id: Key) -> ScenarioShown:
    known = Scenario.objects.within(request.reach)
    return ScenarioShown.of(get_object_or_404(known, pk=scenario_id))


@router.get(
    "/scenarios/{scenario_id}/runs",
    response=Page[RunListed],
    url_name="runs",
    summary="Runs of a scenario",
)
@may("siting.see")
def list_runs(request: Allowed, scenario_id: Key, asked: Annotated[Asking, Query()]) -> Any:
    scenario = get_object_or_404(Scenario.objects.within(request.reach), pk=scenario_id)
    runs = ScenarioRun.objects.filter(scenario=scenario).defer("trace", "frontier", "trouble")
    return page_of(request, runs, RunListed.of, asked=asked, order="-asked_at")


@router.get("/runs/{run_id}", response=RunShown, url_name="run", summary="One run with its figures")
@may("siting.see")
def show_run(request: Allowed, run_id: Key) -> RunShown:
    known = ScenarioRun.objects.within(request.reach)
    return RunShown.of(get_object_or_404(known, pk=run_id))
