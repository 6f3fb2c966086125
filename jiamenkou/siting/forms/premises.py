"""What people type about premises."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiamenkou.places.fields import AreaCode, AreaForm
from jiamenkou.places.models import Centre
from jiamenkou.siting.models import Premises
from jiamenkou.web.fields import Day, Upload, YesNoUnknown

MOST_SHEET_MIB = 20


class PremisesForm(AreaForm):
    """A building that could become a centre."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=80, help_text=gettext_lazy("As people know it.")
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Premises.Kind.choices)
    owner = forms.CharField(label=gettext_lazy("Owner"), max_length=80)
    area = AreaCode(
        label=gettext_lazy("Area it stands in"),
        help_text=gettext_lazy("The 12-digit code of the community or village."),
    )
    address = forms.CharField(label=gettext_lazy("Address"), max_length=200, required=False)
    crs = forms.ChoiceField(
        label=gettext_lazy("Coordinate system"),
        choices=Centre.Crs.choices,
        help_text=gettext_lazy("Where the numbers come from; a wrong one is off by some 600 m."),
    )
    lon = forms.FloatField(label=gettext_lazy("Longitude"), help_text=gettext_lazy("About 118"))
    lat = forms.FloatField(label=gettext_lazy("Latitude"), help_text=gettext_lazy("About 28"))
    usable_m2 = forms.IntegerField(label=gettext_lazy("Usable m²"))
    floor = forms.IntegerField(
        label=gettext_lazy("Floor"),
        initial=1,
        help_text=gettext_lazy("The ground floor is 1, the first below ground is −1."),
    )
    has_lift = YesNoUnknown(label=gettext_lazy("Lift"))
    structure = forms.ChoiceField(
        label=gettext_lazy("Structure"),
        choices=Premises.Structure.choices,
        initial="unknown",
        help_text=gettext_lazy("Plans never choose an unsafe building."),
    )
    fire_safety = forms.ChoiceField(
        label=gettext_lazy("Fire safety"), choices=Premises.FireSafety.choices, initial="unknown"
    )
    rent_per_year = forms.IntegerField(
        label=gettext_lazy("Rent a year (yuan)"),
        initial=0,
        help_text=gettext_lazy("0: free of charge."),
    )
    fit_out_cost = forms.IntegerField(
        label=gettext_lazy("Cost of fitting out (yuan)"),
        help_text=gettext_lazy("What it takes until the doors can open, furniture included."),
    )
    available_from = Day(label=gettext_lazy("Available from"), required=False)
    available_to = Day(
        label=gettext_lazy("Available until"),
        required=False,
        help_text=gettext_lazy("The first day it no longer is; empty: open-ended."),
    )

    @classmethod
    def initial_of(cls, premises: Premises) -> dict[str, Any]:
        """What the register says, as somebody would type it."""
        known = {name: getattr(premises, name, None) for name in cls.base_fields}
        return {
            **known,
            "area": premises.area_id,
            "lon": premises.entered_lon,
            "lat": premises.entered_lat,
            "available_from": premises.available.lower,
            "available_to": premises.available.upper,
        }


class StepForm(AreaForm):
    """A step in the life of premises; reserving says for which area."""

    step = forms.ChoiceField(choices=[(one, one) for one in Premises.State.values])
    area = AreaCode(label=gettext_lazy("For which area"), required=False)

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        reserving = typed.get("step") == Premises.State.RESERVED
        if reserving and not typed.get("area") and "area" not in self.errors:
            self.add_error("area", _("Say for which area."))
        return typed


class SheetForm(forms.Form):
    """A sheet of premises."""

    crs = forms.ChoiceField(
        label=gettext_lazy("Coordinate system of its points"),
        choices=Centre.Crs.choices,
        help_text=gettext_lazy("Where the numbers come from; a wrong one is off by some 600 m."),
    )
    file = Upload(
        label=gettext_lazy("File"),
        endings=(".xlsx", ".xls", ".ods", ".csv"),
        most_mib=MOST_SHEET_MIB,
        help_text=gettext_lazy("xlsx or csv, one row of headers, at most 20 MB."),
    )
