"""The network of an area: its figures, map and table; and the norms it is measured by."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_GET

from jiamenkou.places.models import Area, NormSet
from jiamenkou.places.models.area import ancestors_of
from jiamenkou.places.overview import overview
from jiamenkou.places.tables import CentreTable, network_map
from jiamenkou.web.access import SignedIn, signed_in


@signed_in
@require_GET
def network(request: SignedIn) -> HttpResponse:
    """The area the person works for, or the first there is."""
    area = request.user.area or Area.objects.filter(served_by__isnull=False).first()
    area = area or Area.objects.order_by("code").first()
    if area is None:
        return render(request, "places/no_areas.html")
    return redirect("places:area", area.pk)


@signed_in
@require_GET
def area_page(request: HttpRequest, code: str) -> HttpResponseBase:
    area = get_object_or_404(Area, pk=code)
    inner = list(area.children.order_by("code"))
    table = CentreTable(request, area, inner)
    return table.answer(
        "places/area.html",
        {
            "area": area,
            "above": lines_above(area),
            "inner": inner,
            "overview": SimpleLazyObject(lambda: overview(area)),
            "map": lambda: network_map(area, table.queryset),
        },
    )


@signed_in
@require_GET
def norms(request: HttpRequest) -> HttpResponse:
    norm_set = NormSet.objects.filter(in_force=True).first()
    stated = norm_set.norms.order_by("level", "criterion", "code") if norm_set else []
    return render(request, "places/norms.html", {"norm_set": norm_set, "norms": stated})


def lines_above(area: Area) -> list[Area]:
    """The areas an area lies in, the widest first."""
    return list(Area.objects.filter(pk__in=ancestors_of(area.code)).order_by("code"))
