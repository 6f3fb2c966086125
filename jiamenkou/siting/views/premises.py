"""Premises that could become centres: the register, one of them, its steps, and its form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Sum
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jiamenkou.audit.history import history_for
from jiamenkou.lib.refusal import Refused
from jiamenkou.people.models import User
from jiamenkou.places.models import Area
from jiamenkou.places.tables import page_of as centre_page
from jiamenkou.siting import actions
from jiamenkou.siting.forms.premises import PremisesForm, StepForm
from jiamenkou.siting.models import PlanSite, Premises, ScenarioRun
from jiamenkou.siting.shown.neighbours import Neighbour, neighbours
from jiamenkou.siting.shown.premises_table import (
    STATE_TONES,
    STRUCTURE_TONES,
    PremisesTable,
    page_of,
    premises_door,
    premises_map,
)
from jiamenkou.web.access import Allowed, may
from jiamenkou.web.maps import Door, Legend, Map

MOST_LISTED_AREAS = 2000
FIELD_OF = {
    "premises_have_their_name_once": "name",
    "premises_stand_on_earth": "lon",
    "premises_have_space": "usable_m2",
    "premises_cost_no_less_than_nothing": "fit_out_cost",
}


@may("premises.see")
@require_GET
def premises_list(request: Allowed) -> HttpResponseBase:
    area = Area.objects.widest(request.reach)
    premises = Premises.objects.within(request.reach)
    table = PremisesTable(request, premises, area.children.order_by("code") if area else [])
    return table.answer(
        "siting/premises_list.html",
        {
            "area": area,
            "today": timezone.localdate(),
            "free": premises.free_on(timezone.localdate()).aggregate(m2=Sum("usable_m2")),
            "free_count": premises.free_on(timezone.localdate()).count(),
            "map": lambda: premises_map(table.queryset, area),
        },
    )


@may("premises.see")
@require_GET
def premises_page(request: Allowed, premises_id: int) -> HttpResponse:
    return _page(request, _found(request, premises_id), StepForm(reach=request.reach))


@may("premises.amend")
def new_premises(request: Allowed) -> HttpResponse:
    area = Area.objects.widest(request.reach)
    village = area.code if area and area.level == Area.Level.VILLAGE else ""
    form = PremisesForm(
        request.POST or None, initial={"crs": "gcj02", "area": village}, reach=request.reach
    )
    return _form(
        request,
        form,
        _("Add premises"),
        lambda facts: actions.offer_premises(facts.pop("area"), by=request.user, **facts),
    )


@may("premises.amend")
def edit_premises(request: Allowed, premises_id: int) -> HttpResponse:
    premises = _found(request, premises_id)
    known = PremisesForm.initial_of(premises)
    form = PremisesForm(request.POST or None, initial=known, reach=request.reach)
    return _form(
        request,
        form,
        _("Amend what is said of %(premises)s") % {"premises": premises.name},
        lambda facts: actions.amend_premises(premises, by=request.user, **facts),
    )


@may("premises.amend")
@require_POST
def state(request: Allowed, premises_id: int) -> HttpResponse:
    premises = _found(request, premises_id)
    form = StepForm(request.POST, reach=request.reach)
    if form.is_valid():
        try:
            _take_step(request, premises, **form.cleaned_data)
        except Refused as no:
            form.add_error(None, no.words)
        else:
            messages.success(request, _("It is recorded."))
            return redirect(page_of(premises))
    return _page(request, premises, form, status=409)


def _take_step(request: Allowed, premises: Premises, *, step: str, area: Area | None) -> None:
    if step == Premises.State.RESERVED and area:
        actions.reserve_premises(premises, area=area, by=request.user)
    elif step == Premises.State.ALLOCATED:
        actions.take_premises(premises, by=request.user)
    elif step == Premises.State.RETURNED:
        actions.give_back(premises, by=request.user)
    else:
        actions.offer_again(premises, by=request.user)


def _page(request: Allowed, premises: Premises, step: StepForm, status: int = 200) -> HttpResponse:
    near = neighbours(premises.lon, premises.lat, reach=request.reach)
    shown = {
        "premises": premises,
        "tone": STATE_TONES.get(premises.state, "plain"),
        "structure_tone": STRUCTURE_TONES.get(premises.structure, "plain"),
        "next": [one for one in Premises.State if one in _steps(premises)],
        "step": step,
        "near": near,
        "plans": _plans(premises, request.user),
        "history": history_for(request.user, premises),
        "map": _map(premises, near),
        "areas": _areas_to_choose(Area.objects.widest(request.reach)),
    }
    return render(request, "siting/premises.html", shown, status=status)


def _steps(premises: Premises) -> set[Premises.State]:
    return Premises.NEXT[Premises.State(premises.state)]


def _plans(premises: Premises, user: User) -> list[PlanSite]:
    """What the answered runs that somebody may see did here, the newest first."""
    runs = ScenarioRun.objects.within(user.reach("siting.see")).with_answer()
    sites = PlanSite.objects.filter(premises=premises, run__in=runs)
    return list(sites.select_related("run__scenario", "centre").order_by("-run__ended_at")[:20])


def _map(premises: Premises, near: list[Neighbour]) -> Map:
    around = [
        Door(
            lon=one.centre.lon,
            lat=one.centre.lat,
            title=one.centre.name,
            tone="late" if one.short else "keep",
            word=_("Short of a norm") if one.short else _("Centre"),
            href=centre_page(one.centre),
        )
        for one in near
    ]
    return Map(
        title=_("%(premises)s and the centres around it") % {"premises": premises.name},
        doors=[*around, premises_door(premises)],  # the last lies on top
        legend=[
            Legend(tone=premises_door(premises).tone, words=premises.name),
            Legend(tone="keep", words=_("Centre")),
            Legend(tone="late", words=_("Centre short of a norm")),
        ],
    )


def _form(
    request: Allowed,
    form: PremisesForm,
    heading: str,
    act: Callable[[dict[str, Any]], Premises],
) -> HttpResponse:
    """The form, kept as typed beside what is wrong with it; or, once it is done, the page."""
    if form.is_valid():
        try:
            premises = act(dict(form.cleaned_data))
        except Refused as no:
            form.add_error(no.field or FIELD_OF.get(no.rule), no.words)
        else:
            messages.success(request, _("It is recorded."))
            return redirect(page_of(premises))
    areas = _areas_to_choose(Area.objects.widest(request.reach))
    shown = {"form": form, "heading": heading, "areas": areas}
    return render(request, "siting/premises_form.html", shown, status=409 if form.errors else 200)


def _areas_to_choose(area: Area | None) -> list[Area]:
    """For the field's list: streets, communities and villages; elsewhere a code is typed."""
    if area is None:
        return []
    levels = [Area.Level.TOWN, Area.Level.VILLAGE]
    within = Area.objects.under(area.code).filter(level__in=levels).order_by("code")
    return list(within[:MOST_LISTED_AREAS])


def _found(request: Allowed, premises_id: int) -> Premises:
    known = Premises.objects.within(request.reach).select_related("area", "offered_to")
    return get_object_or_404(known, pk=premises_id)
