"""Who lives where: the list with the street networks, one layer, and measuring walks over it."""

from __future__ import annotations

from typing import Any

import numpy as np
from django.contrib import messages
from django.db.models import Sum
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from procrastinate.contrib.django.models import ProcrastinateJob

from jiamenkou.places.models import Area, WalkFact
from jiamenkou.siting import actions
from jiamenkou.siting.actions.layers import walks_lock
from jiamenkou.siting.forms.layers import WalksForm
from jiamenkou.siting.models import PopulationLayer, Scenario, StreetNetwork
from jiamenkou.siting.models.layer import BANDS
from jiamenkou.siting.shown.layers_table import LayerTable, page_of
from jiamenkou.siting.shown.population import age_chart, dots_of
from jiamenkou.web.access import Allowed, may
from jiamenkou.web.maps import Map, Shape

ELDERS = ("age_60_69", "age_70_79", "age_80_up")


@may("siting.see")
@require_GET
def layer_list(request: Allowed) -> HttpResponseBase:
    area = Area.objects.widest(request.reach)
    networks = StreetNetwork.objects.within(request.reach).select_related("area")
    networks = networks.order_by("-asked_at")
    table = LayerTable(request, PopulationLayer.objects.within(request.reach))
    building = any(one.state == StreetNetwork.State.BUILDING for one in networks)
    shown: dict[str, object] = {"area": area, "networks": networks, "building": building}
    return table.answer("siting/layer_list.html", shown)


@may("siting.see")
@require_GET
def layer_page(request: Allowed, layer_id: int) -> HttpResponse:
    return _page(request, _found(request, layer_id), None)


@may("siting.plan")
@require_POST
def measure(request: Allowed, layer_id: int) -> HttpResponse:
    layer = _found(request, layer_id)
    form = WalksForm(request.POST, layer=layer)
    if not form.is_valid():
        return _page(request, layer, form, status=409)
    actions.ask_for_walks(layer, network=form.cleaned_data["network"], by=request.user)
    messages.success(request, _("The walks are being measured; this page shows when it is done."))
    return redirect(page_of(layer))


def _page(
    request: Allowed, layer: PopulationLayer, form: WalksForm | None, status: int = 200
) -> HttpResponse:
    bands = layer.demand_points.aggregate(**{name: Sum(name) for name in BANDS})
    known = bands["age_0_14"] is not None
    scenarios = Scenario.objects.within(request.reach).filter(layer=layer)
    shown = {
        "layer": layer,
        "ages": age_chart(bands) if known else None,
        "elders": sum(bands[name] for name in ELDERS) / layer.people if known else None,
        "map": _map(layer),
        "scenarios": scenarios.select_related("area").order_by("name"),
        "form": form or WalksForm(layer=layer),
        **_walks(layer),
    }
    return render(request, "siting/layer.html", shown, status=status)


def _map(layer: PopulationLayer) -> Map:
    rows = layer.demand_points.values_list("lon", "lat", "people")
    lon, lat, people = np.array(list(rows), dtype=np.float64).reshape(-1, 3).T
    area = layer.area
    return Map(
        title=_("Where the people of %(layer)s live") % {"layer": layer.name},
        dots=dots_of(lon, lat, people),
        shapes=[Shape(geometry=area.boundary, title=area.name)] if area.boundary else [],
    )


def _walks(layer: PopulationLayer) -> dict[str, Any]:
    """When walks were last measured over this layer, for how many centres, and what waits."""
    facts = WalkFact.objects.filter(
        layer_name=layer.name, centre__area__code__startswith=layer.area.prefix
    )
    last = facts.order_by("-measured_on", "-pk").first()
    centres = facts.filter(measured_on=last.measured_on).count() if last else 0
    job = ProcrastinateJob.objects.filter(queueing_lock=walks_lock(layer)).order_by("-id").first()
    return {"measured": last, "measured_centres": centres, "job": job.status if job else ""}


def _found(request: Allowed, layer_id: int) -> PopulationLayer:
    known = PopulationLayer.objects.within(request.reach).select_related("area")
    return get_object_or_404(known, pk=layer_id)
