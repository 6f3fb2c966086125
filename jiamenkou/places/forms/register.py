"""What people type about centres, areas and sheets of the register."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiamenkou.lib.scope import Reach
from jiamenkou.places.fields import AreaCodes
from jiamenkou.places.models import Area, Centre, FloorArea, Room
from jiamenkou.places.models.area import full_code
from jiamenkou.web.fields import Day, Upload, YesNoUnknown


class CentreForm(forms.Form):
    """A centre: who it is for, where it stands, how it is reached."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    level = forms.ChoiceField(label=gettext_lazy("Level"), choices=Centre.Level.choices)
    area = AreaCodes(
        label=gettext_lazy("Area it stands in"),
        help_text=gettext_lazy("The 12-digit code of the community or village."),
    )
    serves = AreaCodes(
        label=gettext_lazy("Areas it serves"),
        required=False,
        help_text=gettext_lazy("Codes with spaces between; empty: the area it stands in."),
    )
    crs = forms.ChoiceField(
        label=gettext_lazy("Coordinate system"),
        choices=Centre.Crs.choices,
        help_text=gettext_lazy("Where the numbers come from; a wrong one is off by some 600 m."),
    )
    lon = forms.FloatField(label=gettext_lazy("Longitude"), help_text=gettext_lazy("About 118"))
    lat = forms.FloatField(label=gettext_lazy("Latitude"), help_text=gettext_lazy("About 28"))
    address = forms.CharField(label=gettext_lazy("Address"), max_length=200, required=False)
    phone = forms.CharField(label=gettext_lazy("Telephone"), max_length=40, required=False)
    ownership = forms.ChoiceField(
        label=gettext_lazy("Ownership"), choices=Centre.Ownership.choices, initial="unknown"
    )
    step_free = YesNoUnknown(label=gettext_lazy("Step-free entrance"))
    hall_floor = forms.IntegerField(label=gettext_lazy("Floor of the hall"), required=False)
    has_lift = YesNoUnknown(label=gettext_lazy("Lift"))
    opened_on = Day(label=gettext_lazy("Opened on"), required=False)

    def __init__(self, *given: Any, reach: Reach, **more: Any) -> None:
        super().__init__(*given, **more)
        for name in ("area", "serves"):
            self.fields[name].reach = reach  # type: ignore[attr-defined]

    def clean_area(self) -> Area:
        areas: list[Area] = self.cleaned_data["area"]
        if len(areas) != 1:
            raise ValidationError(_("A centre stands in one area."))
        return areas[0]


class RoomForm(forms.Form):
    """A room of a centre."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    kind = forms.ChoiceField(label=gettext_lazy("Used for"), choices=Room.Kind.choices)
    floor = forms.IntegerField(label=gettext_lazy("Floor"), initial=1)
    square_metres = forms.DecimalField(
        label=gettext_lazy("Square metres"), max_digits=8, decimal_places=2
    )
    capacity = forms.IntegerField(label=gettext_lazy("Seats or places"), required=False)


class FloorAreaForm(forms.Form):
    """A floor area as somebody measured it."""

    kind = forms.ChoiceField(label=gettext_lazy("Which area"), choices=FloorArea.Kind.choices)
    square_metres = forms.DecimalField(
        label=gettext_lazy("Square metres"), max_digits=9, decimal_places=2
    )
    measured_on = Day(label=gettext_lazy("Measured on"))
    source = forms.ChoiceField(label=gettext_lazy("Source"), choices=FloorArea.Source.choices)
    file = forms.FileField(label=gettext_lazy("Evidence"), required=False)


class HeadcountForm(forms.Form):
    """Who lives in an area, by whose count."""

    as_of = Day(label=gettext_lazy("As of"))
    households = forms.IntegerField(label=gettext_lazy("Households"), required=False)
    people = forms.IntegerField(label=gettext_lazy("People"), required=False)
    source = forms.CharField(label=gettext_lazy("Source"), max_length=120)
    note = forms.CharField(label=gettext_lazy("Note"), max_length=300, required=False)


class SharingForm(forms.Form):
    """What a centre opens to another, and for how long."""

    guest = forms.ModelChoiceField(
        label=gettext_lazy("With which centre"), queryset=Centre.objects.none()
    )
    start = Day(label=gettext_lazy("From which day"))
    end = Day(
        label=gettext_lazy("Until which day"),
        required=False,
        help_text=gettext_lazy("The first day it no longer holds; empty: open-ended."),
    )
    shares = forms.MultipleChoiceField(
        label=gettext_lazy("What is shared"),
        choices=[
            ("rooms", gettext_lazy("Rooms")),
            ("activities", gettext_lazy("Activities")),
            ("staff", gettext_lazy("Staff")),
        ],
    )
    terms = forms.CharField(
        label=gettext_lazy("Terms"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *given: Any, host: Centre, **more: Any) -> None:
        super().__init__(*given, **more)
        county = host.area.code[:6]
        guests = Centre.objects.under(full_code(county)).exclude(pk=host.pk)
        self.fields["guest"].queryset = guests.order_by("name_pinyin")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        start, end = typed.pop("start", None), typed.pop("end", None)
        if start and end and end <= start:
            self.add_error("end", _("Sharing ends later than it starts."))
        elif start:
            typed["during"] = DateRange(start, end)
        return typed


class ClosingForm(forms.Form):
    """The day something no longer holds."""

    on = Day(label=gettext_lazy("From which day"))


class UploadForm(forms.Form):
    """A sheet for the register."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What is in the sheet"),
        choices=[
            ("centres", gettext_lazy("Centres and their floor areas")),
            ("headcounts", gettext_lazy("Households and people")),
            ("rooms", gettext_lazy("Rooms")),
        ],
    )
    crs = forms.ChoiceField(
        label=gettext_lazy("Coordinate system of its points"),
        choices=[("", gettext_lazy("There are no points in it")), *Centre.Crs.choices],
        required=False,
        help_text=gettext_lazy("For centres: ask where the numbers come from."),
    )
    file = Upload(
        label=gettext_lazy("File"),
        endings=(".xlsx", ".xls", ".ods", ".csv"),
        most_mib=20,
        help_text=gettext_lazy("xlsx or csv, one row of headers, at most 20 MB."),
    )

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if typed.get("kind") == "centres" and not typed.get("crs"):
            self.add_error("crs", _("Say in which system the points are written."))
        return typed
