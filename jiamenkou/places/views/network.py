"""The network of an area: its figures, map and table; and the norms it is measured by."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_GET

from jiamenkou.lib.scope import Reach
from jiamenkou.places.models import Area, NormSet
from jiamenkou.places.models.area import ancestors_of
from jiamenkou.places.overview import overview
from jiamenkou.places.tables import CentreTable, network_map
from jiamenkou.web.access import Allowed, may


@may("places.see")
@require_GET
def network(request: Allowed) -> HttpResponse:
    """The area the person works for."""
    area = Area.objects.widest(request.reach)
    if area is None:
        return render(request, "places/no_areas.html")
    return redirect("places:area", area.pk)


@may("places.see")
@require_GET
def area_page(request: Allowed, code: str) -> HttpResponseBase:
    area = get_object_or_404(Area.objects.within(request.reach), pk=code)
    inner = list(area.children.order_by("code"))
    table = CentreTable(request, area, inner)
    return table.answer(
        "places/area.html",
        {
            "area": area,
            "above": lines_above(area, request.reach),
            "inner": inner,
            "overview": SimpleLazyObject(lambda: overview(area)),
            "map": lambda: network_map(area, table.queryset),
        },
    )


@may("places.see")
@require_GET
def norms(request: HttpRequest) -> HttpResponse:
    norm_set = NormSet.objects.filter(in_force=True).first()
    stated = norm_set.norms.order_by("level", "criterion", "code") if norm_set else []
    return render(request, "places/norms.html", {"norm_set": norm_set, "norms": stated})


def lines_above(area: Area, reach: Reach) -> list[Area]:
    """The areas an area lies in that somebody may open, the widest first."""
    around = Area.objects.within(reach).filter(pk__in=ancestors_of(area.code))
    return list(around.order_by("code"))
