"""The table of population layers."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiamenkou.siting.models import PopulationLayer
from jiamenkou.web.access import SignedIn
from jiamenkou.web.columns import Column
from jiamenkou.web.formats import people, when
from jiamenkou.web.tables import Table


def page_of(layer: PopulationLayer) -> str:
    return reverse("siting:layer", args=[layer.pk])


def origin(layer: PopulationLayer) -> str:
    """Invented people are said to be so wherever they are listed."""
    return _("invented") if layer.invented else _("counted")


class LayerTable(Table[PopulationLayer]):
    """Who lives where, by area, source and day."""

    name = "layers"
    columns = (
        Column(name="name", label=gettext_lazy("Layer"), order="name", href=page_of),
        Column(
            name="area",
            label=gettext_lazy("Whose people"),
            order="area_id",
            value=lambda one: one.area.name,
        ),
        Column(
            name="people",
            label=gettext_lazy("People"),
            order="people",
            numeric=True,
            show=people,
        ),
        Column(
            name="points",
            label=gettext_lazy("Points"),
            order="points",
            numeric=True,
            show=people,
        ),
        Column(name="as_of", label=gettext_lazy("As of"), order="as_of", show=when),
        Column(name="source", label=gettext_lazy("Source"), order="source"),
        Column(
            name="invented",
            label=gettext_lazy("Origin"),
            order="invented",
            value=origin,
            tone=lambda one: "due" if one.invented else "ok",
        ),
    )
    search = ("name", "source")
    order = "-as_of"
    empty = gettext_lazy("Who lives where belongs here: plans and walks are measured over people.")

    def __init__(self, request: SignedIn, queryset: QuerySet[PopulationLayer]) -> None:
        if request.user.may("siting.plan"):
            self.first_step, self.first_word = (
                reverse("siting:new-layer"),
                _("Bring a file of people"),
            )
        super().__init__(request, queryset.select_related("area"))
