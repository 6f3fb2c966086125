"""Bringing files: people with a trial before anything is kept, and street networks."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from jiamenkou.lib.crs import CRS
from jiamenkou.lib.refusal import Refused
from jiamenkou.places.models import Area, Centre
from jiamenkou.siting import actions
from jiamenkou.siting.forms.layers import LayerForm, NetworkForm
from jiamenkou.siting.models import PopulationLayer
from jiamenkou.siting.points import Demand
from jiamenkou.siting.shown.layers_table import page_of
from jiamenkou.siting.shown.population import age_chart, dots_of
from jiamenkou.siting.trying import LABELS, Tried, try_people
from jiamenkou.web.access import Allowed, may
from jiamenkou.web.maps import Map, Shape
from jiamenkou.web.uploads import Kept, forget, keep, kept


@may("siting.plan")
def new_layer(request: Allowed) -> HttpResponse:
    district = Area.objects.widest(request.reach)
    initial = {"crs": "wgs84", "area": district.code if district else "", **_typed_before(request)}
    form = LayerForm(
        request.POST or None, request.FILES or None, initial=initial, reach=request.reach
    )
    if form.is_valid():
        typed = dict(form.cleaned_data)
        file: UploadedFile[bytes] = typed.pop("file")
        facts = {**typed, "area": typed["area"].code, "as_of": typed["as_of"].isoformat()}
        return redirect("siting:layer-trial", keep(request, file, **facts))
    return _form(request, form, _("Bring a file of people"), _("Try the file"), district)


@may("siting.plan")
def trial_page(request: Allowed, token: str) -> HttpResponse:
    waiting = kept(request, token)
    area = get_object_or_404(Area.objects.within(request.reach), pk=waiting.facts["area"])
    given = {name: request.GET.get(name, "") for name in LABELS}
    crs = _crs(request, waiting)
    tried = try_people(waiting.path, area=area, crs=crs, given=given)
    refusal = ""
    if request.method == "POST" and tried.demand:
        try:
            facts = {**waiting.facts, "area": area, "crs": crs.value}
            layer = _load(request, tried, tried.demand, facts)
        except Refused as no:
            refusal = no.words
        else:
            forget(request, token)
            messages.success(request, _("The people are loaded."))
            return redirect(page_of(layer))
    shown = {"kept": waiting, "area": area, "tried": tried, "refusal": refusal, "crs": crs}
    shown |= _figures(tried.demand, area) if tried.demand else {}
    shown |= {"fields": _fields(tried), "systems": Centre.Crs.choices}
    return render(request, "siting/layer_trial.html", shown, status=409 if refusal else 200)


@may("siting.plan")
def new_network(request: Allowed) -> HttpResponse:
    district = Area.objects.widest(request.reach)
    initial = {"area": district.code if district else ""}
    form = NetworkForm(
        request.POST or None, request.FILES or None, initial=initial, reach=request.reach
    )
    if form.is_valid():
        typed = dict(form.cleaned_data)
        try:
            actions.build_network(
                typed.pop("area"), extract=typed.pop("file"), **typed, by=request.user
            )
        except Refused as no:
            form.add_error("name", no.words)
        else:
            words = _("The network is being built; the list shows when it is ready.")
            messages.success(request, words)
            return redirect("siting:layers")
    return _form(request, form, _("Bring a street network"), _("Build it"), district)


def _form(
    request: Allowed,
    form: LayerForm | NetworkForm,
    heading: str,
    submit: str,
    district: Area | None,
) -> HttpResponse:
    areas = [district, *district.children.order_by("code")] if district else []
    shown = {"form": form, "heading": heading, "submit": submit, "areas": areas}
    return render(request, "siting/layer_form.html", shown, status=409 if form.errors else 200)


def _load(request: Allowed, tried: Tried, demand: Demand, facts: dict[str, Any]) -> PopulationLayer:
    facts["as_of"] = datetime.date.fromisoformat(facts["as_of"])
    said = {**facts, "codes": tried.codes, "sha256": tried.sha256}
    return actions.load_layer(said.pop("area"), demand=demand, by=request.user, **said)


def _typed_before(request: Allowed) -> dict[str, Any]:
    """What was said with an upload that turned out wrong, so that only the file is chosen anew."""
    token = request.GET.get("again")
    return dict(kept(request, token).facts) if token else {}


def _crs(request: Allowed, waiting: Kept) -> CRS:
    """The declared coordinate system, or the one chosen since."""
    asked = request.GET.get("crs", "")
    return CRS(asked if asked in set(CRS) else waiting.facts["crs"])


def _figures(demand: Demand, area: Area) -> dict[str, Any]:
    bands = {name: int(counts.sum()) for name, counts in demand.bands.items()}
    shapes = [Shape(geometry=area.boundary, title=area.name)] if area.boundary else []
    return {
        "ages": age_chart(bands) if bands else None,
        "households": None if demand.households is None else int(demand.households.sum()),
        "map": Map(
            title=_("Where these people live"),
            dots=dots_of(demand.lon, demand.lat, demand.people),
            shapes=shapes,
        ),
    }


def _fields(tried: Tried) -> list[tuple[str, str, str]]:
    """Each field: its name, what it is called, and the header it was found under."""
    return [(name, str(label), tried.found.get(name, "")) for name, label in LABELS.items()]
