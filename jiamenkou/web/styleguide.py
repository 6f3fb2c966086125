"""Invented content that shows every component once, so that a change can be looked at."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiamenkou.web.charts import Chart, Series
from jiamenkou.web.columns import Choice, Column
from jiamenkou.web.formats import people
from jiamenkou.web.maps import Door, Dots, Legend, Map, Shape, Tone
from jiamenkou.web.tables import Table

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MEASURES: dict[Tone, StrOrPromise] = {
    "keep": _("kept"),
    "open": _("new"),
    "move": _("moved"),
    "close": _("merged"),
}
WALKS = (736, 641, 571, 524, 492, 471, 458, 449, 443)
BOUNDS = (731, 636, 568, 521, 490, 470, 457, 448, 442)


class SampleForm(forms.Form):
    """A form with every kind of field."""

    name = forms.CharField(label=_("Name"), help_text=_("As residents know it."))
    kind = forms.ChoiceField(label=_("Kind"), choices=[("hall", _("Hall")), ("room", _("Room"))])
    budget = forms.IntegerField(label=_("Budget"), min_value=0)
    keep = forms.BooleanField(label=_("Keep what stands"), required=False)
    note = forms.CharField(
        label=_("Note"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )


class SampleTable(Table[ContentType]):
    """Rows that every installation has."""

    columns = (
        Column(name="model", label=_("Name"), order="model", href=lambda row: f"#{row.model}"),
        Column(name="app_label", label=_("Kind"), order="app_label", tone=lambda _row: "info"),
        Column(name="id", label=_("Number"), order="id", numeric=True, show=people),
    )
    filters = (Choice(name="app_label", label=_("Kind"), choices=[("auth", "auth")]),)
    search = ("model",)
    order = "model"
    rows_a_page = 8


def samples() -> dict[str, object]:
    now = timezone.now()
    return {
        "form": SampleForm({"name": "", "kind": "hall", "budget": "-3"}),
        "map": sample_map(),
        "frontier": sample_frontier(),
        "stacked": sample_stack(),
        "soon": now + timedelta(hours=3),
        "earlier": now - timedelta(minutes=12),
    }


def sample_map() -> Map:
    ring = [[117.93, 28.43], [118.0, 28.42], [118.01, 28.47], [117.95, 28.48], [117.93, 28.43]]
    return Map(
        title=_("An invented plan"),
        doors=sample_doors(),
        shapes=[Shape(geometry={"type": "Polygon", "coordinates": [ring]}, title=_("District"))],
        dots=Dots(title=_("Households"), points=sample_households()),
        legend=[Legend(tone=tone, words=words) for tone, words in MEASURES.items()],
    )


def sample_doors() -> list[Door]:
    names = ("甲社区", "乙社区", "丙社区", "丁社区")
    places = ((117.95, 28.44), (117.965, 28.452), (117.98, 28.44), (117.99, 28.456))
    return [
        Door(lon=lon, lat=lat, title=name, tone=tone, word=word, radius_metres=500)
        for name, (lon, lat), (tone, word) in zip(names, places, MEASURES.items(), strict=True)
    ]


def sample_households() -> list[tuple[float, float, float]]:
    """A spiral of dots round each of three places: regular, so every run looks alike."""
    places = ((117.95, 28.44), (117.965, 28.452), (117.98, 28.44))
    return [
        (lon + (i * 37 % 19 - 9) * 0.0006, lat + (i * 23 % 17 - 8) * 0.0005, 1 + i % 4)
        for lon, lat in places
        for i in range(60)
    ]


def sample_frontier() -> Chart:
    return Chart(
        title=_("How many are worth opening"),
        kind="line",
        x=list(range(4, 13)),
        x_label=_("centres"),
        y_label=_("mean walk, metres"),
        series=[
            Series(name=_("best found"), values=WALKS),
            Series(name=_("proven bound"), values=BOUNDS, tone="quiet"),
        ],
        marked=4,
    )


def sample_stack() -> Chart:
    return Chart(
        title=_("Who walks how far"),
        kind="stacked",
        x=["<300", "300–500", "500–800", ">800"],
        x_label=_("metres"),
        y_label=_("residents"),
        series=[
            Series(name=_("under 60"), values=(4200, 3100, 1200, 300), tone="slate"),
            Series(name=_("60 to 69"), values=(900, 820, 310, 90), tone="amber"),
            Series(name=_("70 and over"), values=(700, 540, 260, 110), tone="door"),
        ],
    )
