"""Forms that record what is known of centres and areas."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from jiamenkou.lib.refusal import Refused
from jiamenkou.places import actions
from jiamenkou.places.forms import (
    CentreForm,
    ClosingForm,
    FloorAreaForm,
    HeadcountForm,
    RoomForm,
    SharingForm,
)
from jiamenkou.places.models import Area, Centre, SharingAgreement
from jiamenkou.places.views.network import lines_above
from jiamenkou.web.access import Allowed, may


@may("places.amend")
def new_centre(request: Allowed, code: str) -> HttpResponse:
    area = get_object_or_404(Area.objects.within(request.reach), pk=code)
    usual = {"area": area.code, "crs": "gcj02"}
    form = CentreForm(request.POST or None, initial=usual, reach=request.reach)
    return _answer(
        request,
        form,
        title=_("Open a centre"),
        area=area,
        back=reverse("places:area", args=[area.code]),
        act=lambda facts: actions.open_centre(facts.pop("area"), **facts, by=request.user),
    )


@may("places.amend")
def amendment(request: Allowed, centre_id: int) -> HttpResponse:
    centre = _centre(request, centre_id)
    form = CentreForm(request.POST or None, initial=_as_typed(centre), reach=request.reach)
    return _about(
        request,
        form,
        _("Amend what is said of the centre"),
        centre,
        lambda facts: actions.amend_centre(centre, **facts, by=request.user),
    )


@may("places.amend")
def closing(request: Allowed, centre_id: int) -> HttpResponse:
    centre = _centre(request, centre_id)
    return _about(
        request,
        ClosingForm(request.POST or None),
        _("Close the centre"),
        centre,
        lambda facts: actions.close_centre(centre, **facts, by=request.user),
    )


@may("places.amend")
def new_room(request: Allowed, centre_id: int) -> HttpResponse:
    centre = _centre(request, centre_id)
    return _about(
        request,
        RoomForm(request.POST or None),
        _("Add a room"),
        centre,
        lambda facts: actions.add_room(centre, **facts, by=request.user),
    )


@may("places.amend")
def new_floor_area(request: Allowed, centre_id: int) -> HttpResponse:
    centre = _centre(request, centre_id)
    return _about(
        request,
        FloorAreaForm(request.POST or None, request.FILES or None),
        _("Record a floor area"),
        centre,
        lambda facts: actions.measure_floor_area(centre, **facts, by=request.user),
    )


@may("places.amend")
def new_agreement(request: Allowed, centre_id: int) -> HttpResponse:
    centre = _centre(request, centre_id)
    return _about(
        request,
        SharingForm(request.POST or None, host=centre),
        _("Agree to share with another centre"),
        centre,
        lambda facts: actions.agree_sharing(centre, **facts, by=request.user),
    )


@may("places.amend")
def agreement_end(request: Allowed, agreement_id: int) -> HttpResponse:
    known = SharingAgreement.objects.within(request.reach).select_related("host__area", "guest")
    agreement = get_object_or_404(known, pk=agreement_id)
    return _about(
        request,
        ClosingForm(request.POST or None),
        _("End the sharing with %(centre)s") % {"centre": agreement.guest.name},
        agreement.host,
        lambda facts: actions.end_sharing(agreement, **facts, by=request.user),
    )


@may("places.amend")
def new_headcount(request: Allowed, code: str) -> HttpResponse:
    area = get_object_or_404(Area.objects.within(request.reach), pk=code)
    return _answer(
        request,
        HeadcountForm(request.POST or None),
        title=_("Record households and people"),
        area=area,
        back=reverse("places:area", args=[area.code]),
        act=lambda facts: actions.record_headcount(area, **facts, by=request.user),
    )


Act = Callable[[dict[str, Any]], object]


def _centre(request: Allowed, centre_id: int) -> Centre:
    known = Centre.objects.within(request.reach).select_related("area")
    return get_object_or_404(known, pk=centre_id)


def _about(
    request: Allowed, form: forms.Form, title: str, centre: Centre, act: Act
) -> HttpResponse:
    back = reverse("places:centre", args=[centre.pk])
    return _answer(request, form, title=title, area=centre.area, back=back, act=act)


def _answer(
    request: Allowed, form: forms.Form, *, title: str, area: Area, back: str, act: Act
) -> HttpResponse:
    """The form, kept as typed beside what is wrong with it; or, once it is done, the way back."""
    if form.is_valid():
        try:
            act(dict(form.cleaned_data))
        except Refused as no:
            form.add_error(no.field if no.field in form.fields else None, no.words)
        else:
            messages.success(request, _("It is recorded."))
            return redirect(back)
    above = lines_above(area, request.reach)
    shown = {"form": form, "heading": title, "area": area, "above": above, "back": back}
    return render(request, "places/form.html", shown, status=409 if form.errors else 200)


def _as_typed(centre: Centre) -> dict[str, Any]:
    names = "name level crs address phone ownership step_free hall_floor has_lift opened_on"
    return {
        **{name: getattr(centre, name) for name in names.split()},
        "lon": centre.entered_lon,
        "lat": centre.entered_lat,
        "area": centre.area_id,
        "serves": " ".join(sorted(area.code for area in centre.serves.all())),
    }
