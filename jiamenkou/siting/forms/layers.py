"""What people type about layers of people, street networks and walks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from jiamenkou.places.fields import AreaCode, AreaForm
from jiamenkou.places.models import Centre
from jiamenkou.places.models.area import ancestors_of
from jiamenkou.siting.models import PopulationLayer, StreetNetwork
from jiamenkou.web.fields import Day, Upload

MOST_LAYER_MIB = 64
MOST_EXTRACT_MIB = 512


class LayerForm(AreaForm):
    """People at points, and who says so."""

    file = Upload(
        label=gettext_lazy("File"),
        endings=(".csv", ".xlsx", ".gpkg", ".geojson", ".json"),
        most_mib=MOST_LAYER_MIB,
        help_text=gettext_lazy(
            "csv, xlsx, GeoPackage or GeoJSON: a row or feature for each building, hamlet or cell "
            "of a grid, with its people; at most 64 MB."
        ),
    )
    crs = forms.ChoiceField(
        label=gettext_lazy("Coordinate system of its points"),
        choices=Centre.Crs.choices,
        help_text=gettext_lazy("Where the numbers come from; a wrong one is off by some 600 m."),
    )
    area = AreaCode(
        label=gettext_lazy("Whose people they are"),
        help_text=gettext_lazy("The code of the district or street the file covers."),
    )
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=80,
        help_text=gettext_lazy("As planners will find it."),
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=200,
        help_text=gettext_lazy("Who counted, and where it is published."),
    )
    licence = forms.CharField(
        label=gettext_lazy("Licence"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("What may be done with it; empty for the district's own."),
    )
    as_of = Day(label=gettext_lazy("As of"), help_text=gettext_lazy("The day it was counted."))
    invented = forms.BooleanField(
        label=gettext_lazy("Invented, for trying things out"), required=False
    )

    def clean_name(self) -> str:
        """Names are compared as typed, without outer spaces."""
        return str(self.cleaned_data["name"]).strip()


class NetworkForm(AreaForm):
    """An extract of OpenStreetMap, to walk along its streets."""

    file = Upload(
        label=gettext_lazy("File"),
        endings=(".osm.pbf", ".osm", ".osm.bz2"),
        most_mib=MOST_EXTRACT_MIB,
        help_text=gettext_lazy(
            "An OpenStreetMap extract (.osm.pbf, .osm or .osm.bz2) that covers the area; "
            "at most 512 MB."
        ),
    )
    area = AreaCode(label=gettext_lazy("Area it covers"))
    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    source = forms.CharField(
        label=gettext_lazy("Source"), max_length=200, initial="OpenStreetMap contributors"
    )
    licence = forms.CharField(label=gettext_lazy("Licence"), max_length=120, initial="ODbL 1.0")


class WalksForm(forms.Form):
    """How the walks are to be measured."""

    network = forms.ModelChoiceField(
        label=gettext_lazy("Along"),
        queryset=StreetNetwork.objects.none(),
        required=False,
        empty_label=gettext_lazy("Straight lines × 1.3"),
    )

    def __init__(self, *given: Any, layer: PopulationLayer, **more: Any) -> None:
        super().__init__(*given, **more)
        above = [layer.area_id, *ancestors_of(layer.area_id)]
        networks = StreetNetwork.objects.ready().filter(area__in=above).order_by("name")
        self.fields["network"].queryset = networks  # type: ignore[attr-defined]
