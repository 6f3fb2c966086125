"""A sick call: who cannot come and when, who could take it, and the one that is agreed on."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from jiamenkou.lib.refusal import Refused
from jiamenkou.rota import actions
from jiamenkou.rota.forms.absences import AbsenceForm
from jiamenkou.rota.models import Roster
from jiamenkou.rota.repairing import propose
from jiamenkou.rota.shown.month import Month
from jiamenkou.rota.shown.repairs import nothing_falls_open, proposal_of, read_moves
from jiamenkou.rota.views.rosters import above, found
from jiamenkou.web.access import Allowed, may


@may("rota.keep")
def absence(request: Allowed, roster_id: int) -> HttpResponse:
    roster = found(request, roster_id)
    month = Month(roster)
    asked = {name: request.GET[name] for name in ("person", "first", "last") if name in request.GET}
    usual = _usual(roster)
    bound = {**usual, **asked} if "person" in asked else None
    form = AbsenceForm(bound, initial=usual, month=month)
    shown: dict[str, Any] = {"form": form, "above": above(roster), "refusal": ""}
    if form.is_valid():
        if request.method == "POST":
            done = _agreed(request, roster, form, shown)
            if done:
                return done
        shown |= _proposed(form)
    wrong = bool(form.errors or shown["refusal"])
    return render(request, "rota/absence.html", shown, status=409 if wrong else 200)


def _agreed(
    request: Allowed, roster: Roster, form: AbsenceForm, shown: dict[str, Any]
) -> HttpResponse | None:
    said, typed = form.cleaned_data, request.POST
    moves = read_moves(typed.getlist("move"))
    try:
        actions.call_in_sick(
            said["person"], first=said["first"], last=said["last"], moves=moves, by=request.user
        )
    except Refused as no:
        shown["refusal"] = no.words
        return None
    messages.success(request, _("It is recorded, and everybody it concerns is told."))
    page = redirect("rota:roster", roster.pk)
    page.headers["Location"] += f"#day-{said['first']}"
    return page


def _proposed(form: AbsenceForm) -> dict[str, Any]:
    said = form.cleaned_data
    try:
        repairs = propose(said["person"], first=said["first"], last=said["last"])
    except Refused as no:
        return {"refusal": no.words}
    proposals = [proposal_of(repair, number) for number, repair in enumerate(repairs, start=1)]
    return {"proposals": proposals or [nothing_falls_open()]}


def _usual(roster: Roster) -> dict[str, Any]:
    """Today, where today is in this month."""
    today = timezone.localdate()
    day = today if roster.month <= today < roster.until else roster.month
    return {"first": day, "last": day}
