"""For anybody: who is on duty at a centre now; and a person's own calendar by its secret."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jiamenkou.places.models import Centre
from jiamenkou.rota import actions
from jiamenkou.rota.shown.calendars import calendar_of
from jiamenkou.rota.shown.present import coming, here_now
from jiamenkou.web.access import anyone

PART = "on-duty"


@anyone
@require_GET
def on_duty(request: HttpRequest, centre_id: int) -> HttpResponse:
    """The page; or, asked by another page, the part."""
    now = timezone.now()
    standing = Centre.objects.open_on(timezone.localdate(now))
    centre = get_object_or_404(standing, pk=centre_id)
    shown = {
        "centre": centre,
        "now": now,
        "heading": _("Who is on duty: %(centre)s") % {"centre": centre.name},
        "here": here_now(centre, now),
        "nobody": _("Nobody is on duty just now."),
    }
    if request.headers.get("HX-Target", "").endswith(PART):
        return render(request, "rota/on_duty_part.html", {**shown, "part": True})
    return render(request, "rota/on_duty.html", {**shown, "coming": coming(centre, now)})


@anyone
@require_GET
def calendar(_request: HttpRequest, secret: str) -> HttpResponse:
    """Whoever knows the secret reads one person's published duties; nobody else learns of it."""
    feed = actions.feed_of(secret)
    if feed is None:
        raise Http404
    answer = HttpResponse(calendar_of(feed.person), content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = 'inline; filename="duties.ics"'
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
