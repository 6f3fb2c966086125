"""Pages of scenarios: the list, one of them, the form, and rules for single centres."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.forms.models import model_to_dict
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jiamenkou.lib.refusal import Refused
from jiamenkou.places.models import Area, Centre
from jiamenkou.siting import actions
from jiamenkou.siting.forms.scenarios import ScenarioForm, SiteRuleForm, layers_near
from jiamenkou.siting.models import Scenario, SiteRule
from jiamenkou.siting.shown.plan_tables import (
    RuleTable,
    RunTable,
    ScenarioTable,
    rule_words,
    scenarios_with_runs,
)
from jiamenkou.siting.shown.wording import parameter_words
from jiamenkou.web.access import Allowed, may

FIELD_OF = {"a_scenario_has_its_name_once": "name", "a_scenario_plans_for_its_own_people": "layer"}
CHANGEABLE = ("radius_metres", "budget", "number", "at_most", "free_grid_metres")


@may("siting.see")
@require_GET
def scenario_list(request: Allowed) -> HttpResponseBase:
    table = ScenarioTable(request, scenarios_with_runs().within(request.reach))
    if request.user.may("siting.plan"):
        table.first_step, table.first_word = reverse("siting:new-scenario"), _("Draw up a scenario")
    has_people = layers_near(request.reach).exists()
    return table.answer("siting/scenario_list.html", {"has_people": has_people})


@may("siting.plan")
def new_scenario(request: Allowed) -> HttpResponse:
    form = ScenarioForm(request.POST or None, reach=request.reach, initial=_usual(request))

    def draw(facts: dict[str, Any]) -> Scenario:
        return actions.draw_scenario(facts.pop("area"), **facts, by=request.user)

    return _answer(request, form, draw, _("A new scenario"), reverse("siting:scenarios"))


@may("siting.plan")
def edit_scenario(request: Allowed, scenario_id: int) -> HttpResponse:
    scenario = _found(request, scenario_id)
    said = model_to_dict(scenario)
    form = ScenarioForm(request.POST or None, reach=request.reach, scenario=scenario, initial=said)

    def amend(facts: dict[str, Any]) -> Scenario:
        return actions.amend_scenario(scenario, **facts, by=request.user)

    back = reverse("siting:scenario", args=[scenario.pk])
    return _answer(request, form, amend, _("Change the scenario"), back)


@may("siting.see")
@require_GET
def scenario_page(request: Allowed, scenario_id: int) -> HttpResponseBase:
    scenario = _found(request, scenario_id)
    rules = scenario.site_rules.select_related("centre").order_by("centre__name_pinyin")
    said = {**model_to_dict(scenario), "site_rules": list(rules)}
    context = {
        "scenario": scenario,
        "parameters": parameter_words(said),
        "rules": [(rule.centre, rule_words(rule)) for rule in rules[:12]],
        "under_way": scenario.runs.under_way().first(),
    }
    return RunTable(request, scenario.runs.all()).answer("siting/scenario.html", context)


@may("siting.plan")
@require_POST
def new_run(request: Allowed, scenario_id: int) -> HttpResponse:
    scenario = _found(request, scenario_id)
    return redirect("siting:run", actions.solve(scenario, by=request.user).pk)


@may("siting.plan")
@require_POST
def copy(request: Allowed, scenario_id: int) -> HttpResponse:
    """A copy to change; or, with a radius, budget or number that would do, solved at once."""
    scenario = _found(request, scenario_id)
    changes = {name: _whole(request.POST[name]) for name in CHANGEABLE if request.POST.get(name)}
    made = actions.copy_scenario(scenario, by=request.user, **changes)
    if "solve" in request.POST:
        return redirect("siting:run", actions.solve(made, by=request.user).pk)
    messages.success(request, _("This is the copy. Change what you like, then solve it."))
    return redirect("siting:edit-scenario", made.pk)


@may("siting.see")
@require_GET
def rules(request: Allowed, scenario_id: int) -> HttpResponseBase:
    scenario = _found(request, scenario_id)
    table = RuleTable(request, scenario, _standing(scenario))
    return table.answer("siting/rules.html", {"scenario": scenario})


@may("siting.plan")
def site_rule(request: Allowed, scenario_id: int, centre_id: int) -> HttpResponse:
    scenario = _found(request, scenario_id)
    centre = get_object_or_404(_standing(scenario), pk=centre_id)
    known = scenario.site_rules.filter(centre=centre).first()
    form = SiteRuleForm(request.POST or None, initial=_rule_as_typed(known))
    if form.is_valid():
        _rule(request, scenario, centre, dict(form.cleaned_data))
        messages.success(request, _("It is recorded. The next solving heeds it."))
        return redirect("siting:site-rules", scenario.pk)
    shown = {"scenario": scenario, "centre": centre, "form": form}
    return render(request, "siting/rule.html", shown, status=409 if form.errors else 200)


def _answer(
    request: Allowed, form: ScenarioForm, act: Any, heading: str, back: str
) -> HttpResponse:
    """The form, kept as typed beside what is wrong with it; or the scenario it made."""
    if form.is_valid():
        try:
            scenario = act({name: form.cleaned_data[name] for name in form.fields})
        except Refused as no:
            field = no.field or FIELD_OF.get(no.rule)
            form.add_error(field if field in form.fields else None, no.words)
        else:
            return redirect("siting:scenario", scenario.pk)
    shown = {"form": form, "heading": heading, "back": back}
    return render(request, "siting/scenario_form.html", shown, status=409 if form.errors else 200)


def _found(request: Allowed, scenario_id: int) -> Scenario:
    known = Scenario.objects.within(request.reach).select_related("area", "layer")
    return get_object_or_404(known, pk=scenario_id)


def _usual(request: Allowed) -> dict[str, Any]:
    """Where a planner most often begins."""
    layer = layers_near(request.reach).order_by("-as_of").first()
    begin = Area.objects.widest(request.reach)
    area = request.GET.get("area") or (begin.code if begin else None)
    return {
        "name": _("Layout of %(year)d") % {"year": timezone.localdate().year + 1},
        "area": area or (layer.area_id if layer else None),
        "layer": layer.pk if layer else None,
        "budget": 3_000_000,
    }


def _standing(scenario: Scenario) -> QuerySet[Centre]:
    return Centre.objects.under(scenario.area_id).open_on(timezone.localdate())


def _rule(request: Allowed, scenario: Scenario, centre: Centre, facts: dict[str, Any]) -> None:
    chosen = facts.pop("rule")
    if not chosen:
        actions.unrule_site(scenario, centre=centre, by=request.user)
        return
    actions.rule_site(
        scenario,
        centre=centre,
        must_stay=chosen == "must_stay",
        may_close=chosen == "may_close",
        **facts,
        by=request.user,
    )


def _rule_as_typed(rule: SiteRule | None) -> dict[str, Any]:
    if rule is None:
        return {}
    stays = "must_stay" if rule.must_stay else "stays"
    return {
        "rule": "may_close" if rule.may_close else stays,
        "extend_m2": rule.extend_m2,
        "extend_yuan_per_m2": rule.extend_yuan_per_m2,
    }


def _whole(written: str) -> int:
    if not written.isascii() or not written.isdigit():
        raise BadRequest("A radius, a budget and a number are whole numbers.")
    return int(written)
