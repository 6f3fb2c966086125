"""The centres of one's reach in a month: which have a roster, what stands open, and drawing up."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from jiamenkou.lib.refusal import Refused
from jiamenkou.lib.scope import Reach
from jiamenkou.places.models import Area, Centre
from jiamenkou.rota import actions
from jiamenkou.rota.models import Posting, Roster
from jiamenkou.rota.shown.months_table import MonthTable, with_rosters
from jiamenkou.rota.shown.wording import month_after, month_of, month_value, month_words
from jiamenkou.web.access import Allowed, may

MOST_AT_ONCE = 150
MOST_OFFERED = 500


@may("rota.see")
@require_GET
def month_list(request: Allowed) -> HttpResponseBase:
    month = month_of(request.GET.get("month", ""))
    centres = staffed(request.reach, month)
    table = MonthTable(request, with_rosters(centres, month), month)
    area = Area.objects.widest(request.reach)
    shown: dict[str, object] = {
        "heading": _("Duty rosters"),
        "lede": _("Who is on duty in %(month)s, centre by centre.") % {"month": month_words(month)},
        "here": "months",
        "extra": "rota/month_choice.html",
        "chosen": month_words(month),
        "value": month_value(month),
        "earlier_month": month_value(month_after(month, -1)),
        "later_month": month_value(month_after(month)),
        "missing": _missing(request, month).count(),
        "year": reverse("rota:area-year", args=[area.code]) if area else "",
        "doors": list(_doors(request, centres)),
    }
    return table.answer("rota/list.html", shown)


@may("rota.keep")
def new_roster(request: Allowed) -> HttpResponse:
    """A centre's month is drawn up empty; with `generate`, the engine fills it at once."""
    asked = request.POST if request.method == "POST" else request.GET
    month, code = month_of(asked.get("month", "")), asked.get("centre", "")
    if request.method != "POST":
        centres = staffed(request.reach, month).order_by("name_pinyin", "pk")[:MOST_OFFERED]
        shown = {"centres": centres, "chosen": code, "month": month_value(month)}
        return render(request, "rota/new_roster.html", shown)
    known = Centre.objects.within(request.reach)
    centre = get_object_or_404(known, pk=int(code) if code.isascii() and code.isdigit() else 0)
    roster = Roster.objects.filter(centre=centre, month=month).first()
    roster = roster or actions.draw_roster(centre, month=month, by=request.user)
    if "generate" in request.POST:
        return redirect("rota:generation", actions.generate(roster, by=request.user).pk)
    return redirect("rota:roster", roster.pk)


@may("rota.keep")
@require_POST
def new_rosters(request: Allowed) -> HttpResponse:
    """Every centre of one's reach that has none for the month yet."""
    month = month_of(request.POST.get("month", ""))
    begun = 0
    for centre in _missing(request, month).order_by("pk")[:MOST_AT_ONCE]:
        try:
            roster = actions.draw_roster(centre, month=month, by=request.user)
            actions.generate(roster, by=request.user)
        except Refused as no:
            messages.error(request, f"{centre}: {no.words}")
        else:
            begun += 1
    words = ngettext(
        "%(count)d roster is being drawn up; the list shows when it is there.",
        "%(count)d rosters are being drawn up; the list shows when they are there.",
        begun,
    )
    messages.success(request, words % {"count": begun})
    return redirect(f"{reverse('rota:months')}?month={month_value(month)}")


def staffed(reach: Reach, month: datetime.date) -> Any:
    """Centres somebody is posted to in the month."""
    posted = Posting.objects.between(month, month_after(month))
    return Centre.objects.within(reach).filter(pk__in=posted.values("centre"))


def _missing(request: Allowed, month: datetime.date) -> Any:
    here = staffed(request.user.reach("rota.keep"), month)
    return here.exclude(pk__in=Roster.objects.of_month(month).values("centre"))


def _doors(request: Allowed, centres: Any) -> Any:
    """Who leads one centre is one tap from its sick call."""
    if not request.user.may("rota.keep"):
        return
    new = {"href": reverse("rota:new-roster"), "icon": "plus", "words": _("Draw up a month")}
    running = Roster.objects.of_month(timezone.localdate()).filter(centre__in=centres)
    yield {**new, "primary": False}
    if len(mine := list(running[:2])) == 1:
        href = reverse("rota:absence", args=[mine[0].pk])
        words = _("Somebody cannot come")
        yield {"href": href, "icon": "alert-triangle", "words": words, "primary": True}
