"""The first page of each role: what needs me now."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from jiamenkou.cockpit.agenda import agenda, tallies
from jiamenkou.lib.scope import Reach
from jiamenkou.places.models import Area
from jiamenkou.web.access import SignedIn, anyone, signed_in


@anyone
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Staff begin with their day; everybody else is told what this is."""
    if request.user.is_authenticated:
        return redirect("today")
    return render(request, "cockpit/welcome.html")


@signed_in
@require_GET
def today(request: SignedIn) -> HttpResponse:
    area = Area.objects.widest(Reach.of(role.prefix for role in request.user.current_roles))
    day = timezone.localdate()
    if area is None:
        return render(request, "cockpit/today.html", {"day": day})
    shown = {
        "area": area,
        "day": day,
        "items": agenda(area, request.user, on=day),
        "tallies": tallies(area, request.user, on=day),
    }
    return render(request, "cockpit/today.html", shown)
