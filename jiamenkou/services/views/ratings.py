"""Ratings as the staff see them: the rows, and one written down for a resident."""

from __future__ import annotations

import segno
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from jiamenkou.lib.refusal import Refused
from jiamenkou.services import actions
from jiamenkou.services.forms.ratings import SaidRatingForm
from jiamenkou.services.models import Rating
from jiamenkou.services.shown.rating_tables import RatingTable
from jiamenkou.services.views.cases import answer, found
from jiamenkou.web.access import Allowed, may


@may("services.see_ratings")
@require_GET
def rating_list(request: Allowed) -> HttpResponseBase:
    """Without who rated: only how, of what, and where."""
    table = RatingTable(request, Rating.objects.within(request.reach))
    return table.answer("services/ratings.html", {"here": "ratings"})


@may("services.serve")
@never_cache
@require_POST
def new_rating(request: Allowed, case_id: int) -> HttpResponse:
    case, form = found(request, case_id), SaidRatingForm(request.POST)
    return answer(
        request, case, "rating_form", form,
        lambda: actions.rate(case, by=request.user, **form.cleaned_data),
    )  # fmt: skip


@may("services.serve")
@never_cache
@require_POST
def invitation(request: Allowed, case_id: int) -> HttpResponse:
    """The link under which the resident rates, to be shown or printed now: it is kept nowhere."""
    case = found(request, case_id)
    try:
        secret = actions.invite(case, by=request.user)
    except Refused as no:
        shown = {"case": case, "refusal": no.words}
        return render(request, "services/invitation.html", shown, status=409)
    link = request.build_absolute_uri(reverse("ratings:rate", args=[secret]))
    shown = {"case": case, "link": link, "qr": segno.make(link).svg_data_uri(scale=4)}
    return render(request, "services/invitation.html", shown)
