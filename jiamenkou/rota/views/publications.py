"""Publishing a month: what stands open, what changed since, and who is told."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from jiamenkou.lib.refusal import Refused
from jiamenkou.rota import actions
from jiamenkou.rota.models import Roster
from jiamenkou.rota.shown.month import Month
from jiamenkou.rota.shown.month_page import MonthPage, gap_words, month_gaps
from jiamenkou.rota.shown.published import changes_since, people_told
from jiamenkou.rota.shown.remarks import remark
from jiamenkou.rota.shown.wording import day_words
from jiamenkou.rota.views.rosters import above, found
from jiamenkou.web.access import Allowed, may

MOST_CHANGES = 40


@may("rota.keep")
def publication(request: Allowed, roster_id: int) -> HttpResponse:
    roster = found(request, roster_id)
    reason, refusal = request.POST.get("reason", "").strip()[:200], ""
    if request.method == "POST":
        try:
            actions.publish(roster, by=request.user, why=reason)
        except Refused as no:
            refusal = no.words
        else:
            messages.success(request, _("It is published, and everybody on it is told."))
            return redirect("rota:roster", roster.pk)
    shown = {"reason": reason, "refusal": refusal, **_before(roster)}
    return render(request, "rota/publication.html", shown, status=409 if refusal else 200)


def _before(roster: Roster) -> dict[str, Any]:
    """All that somebody should have seen who publishes."""
    month = Month(roster)
    page = MonthPage(month)
    changes = changes_since(month)
    return {
        "month": page,
        "above": above(roster),
        "back": page.address,
        "lede": page.lede,
        "gaps": [
            {
                "words": f"{day_words(day.date)} {gap_words(needed, there, letter.name)}",
                "href": href,
            }
            for day, letter, needed, there, href in month_gaps(month)
        ],
        "hard": [remark(one) for one in month.broken if one.hard],
        "changed_heading": _("What changed since it was last published"),
        "changes": changes[:MOST_CHANGES],
        "more_changes": max(len(changes) - MOST_CHANGES, 0),
        "unchanged": _("Nothing.") if roster.version else _("It was not published before."),
        "told": people_told(month),
    }
