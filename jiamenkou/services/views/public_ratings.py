"""Ratings for everybody: what they come to, and the page behind a resident's own link."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from jiamenkou.lib.refusal import Refused
from jiamenkou.services import actions
from jiamenkou.services.forms.ratings import RatingForm
from jiamenkou.services.models import Rating
from jiamenkou.services.shown.tallies import FEWEST, by_centre, by_item
from jiamenkou.web.access import anyone


@anyone
@require_GET
def published(request: HttpRequest) -> HttpResponse:
    shown = {
        "items": by_item(), "centres": by_centre(), "fewest": FEWEST, "at": timezone.now(),
    }  # fmt: skip
    return render(request, "services/published.html", shown)


@anyone
@never_cache
def rate_page(request: HttpRequest, secret: str) -> HttpResponse:
    """Whoever holds the link is the resident; it opens this one case and nothing of it in clear."""
    case = actions.invited(secret, now=timezone.now())
    if case is None:
        raise Http404
    form = RatingForm(request.POST if request.method == "POST" else None)
    shown: dict[str, Any] = {"case": case, "form": form}
    shown["done"] = Rating.objects.filter(case=case).exists()
    if not shown["done"] and form.is_valid():
        try:
            actions.rate(case, via=Rating.Via.LINK, by=None, **form.cleaned_data)
        except Refused as no:
            form.add_error(None, no.words)
        else:
            shown["done"] = True
    status = 409 if form.errors and not shown["done"] else 200
    return render(request, "services/rate.html", shown, status=status)
