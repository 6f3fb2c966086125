"""The screen in the hall: for everybody to see, live, and spoken."""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from jiamenkou.hall.models.ticket import topic_of
from jiamenkou.hall.shown.screen import screen_of, screen_part
from jiamenkou.hall.views.tickets import qr
from jiamenkou.places.models import Centre
from jiamenkou.web.access import anyone
from jiamenkou.web.live import stream
from jiamenkou.web.middleware import asks_for_part


@anyone
@require_GET
def screen(request: HttpRequest, centre_id: int) -> HttpResponse:
    """Sixteen to nine; a screen that lost its line shows the truth again by itself."""
    centre = get_object_or_404(Centre, pk=centre_id)
    part = "hall/screen_part.html" if asks_for_part(request) else "hall/screen.html"
    return render(request, part, screen_of(centre, now=timezone.now()))


@anyone
@require_GET
def code(request: HttpRequest, centre_id: int) -> HttpResponse:
    """Where a number can be taken by phone, as a picture."""
    centre = get_object_or_404(Centre, pk=centre_id)
    return qr(request.build_absolute_uri(reverse("hall:take", args=[centre.pk])))


@anyone
async def live_screen(request: HttpRequest, centre_id: int) -> StreamingHttpResponse:
    """Sends the fragment itself, read once for all screens that speak one language."""
    language = get_language() or settings.LANGUAGE_CODE
    part = partial(screen_part, centre_id, language)
    return await stream(request, topic_of(centre_id), part=part, called=language)


@anyone
async def live_hall(request: HttpRequest, centre_id: int) -> StreamingHttpResponse:
    """Wakes the desks and boards of a hall; that something changed is no secret."""
    return await stream(request, topic_of(centre_id))
