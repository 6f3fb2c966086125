"""Leave: who asked, the answer, and what stands open because of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from jiamenkou.lib.refusal import Refused
from jiamenkou.people.models import User
from jiamenkou.rota import actions
from jiamenkou.rota.forms.absences import LeaveOfForm
from jiamenkou.rota.models import Duty, Leave, Posting
from jiamenkou.rota.shown.mine import LEAVE_TONES, duty_words
from jiamenkou.rota.shown.swaps_table import LeaveTable
from jiamenkou.rota.shown.wording import days_words
from jiamenkou.web.access import Allowed, may

MOST_SHOWN = 60


@may("rota.keep")
@require_GET
def leave_list(request: Allowed) -> HttpResponseBase:
    table = LeaveTable(request, Leave.objects.within(request.reach))
    words, new = _("Write leave down"), reverse("rota:leave-of")
    door = {"href": new, "icon": "plus", "words": words, "primary": True}
    shown: dict[str, object] = {
        "heading": _("Leave"),
        "lede": _("What is asked for waits for an answer; what is approved is heeded by rosters."),
        "here": "leave",
        "doors": [door],
    }
    return table.answer("rota/list.html", shown)


@may("rota.keep")
def leave_page(request: Allowed, leave_id: int) -> HttpResponse:
    """One leave, the duties it touches, and the answer of who leads the centre."""
    known = Leave.objects.within(request.reach).select_related("person", "answered_by")
    leave = get_object_or_404(known, pk=leave_id)
    refusal = ""
    if request.method == "POST":
        try:
            _answer(request, leave)
        except Refused as no:
            refusal = no.words
        else:
            return redirect("rota:leave", leave.pk)
    shown = {
        "leave": leave,
        "days": days_words(leave.first, leave.last),
        "tone": LEAVE_TONES[leave.state],
        "duties": [f"{duty_words(one)} · {one.roster.centre}" for one in _duties(leave)],
        "asked": leave.state == Leave.State.ASKED,
        "standing": leave.state in Leave.STANDING,
        "refusal": refusal,
    }
    return render(request, "rota/leave.html", shown, status=409 if refusal else 200)


@may("rota.keep")
def leave_of(request: Allowed) -> HttpResponse:
    """Leave that somebody asked for by word of mouth."""
    posted = Posting.objects.within(request.reach).values("person")
    people = User.objects.filter(pk__in=posted).order_by("name", "pk")
    usual = {"first": timezone.localdate(), "last": timezone.localdate()}
    form = LeaveOfForm(request.POST or None, initial=usual, people=people)
    if form.is_valid():
        said: dict[str, Any] = dict(form.cleaned_data)
        try:
            leave = actions.ask_leave(said.pop("person"), **said, by=request.user)
        except Refused as no:
            form.add_error(no.field if no.field in form.fields else None, no.words)
        else:
            return redirect("rota:leave", leave.pk)
    shown = {
        "form": form, "heading": _("Write leave down"), "back": reverse("rota:leave-list"),
        "lede": _("The next page shows the shifts it touches, and approves it."),
        "above": [(reverse("rota:leave-list"), _("Leave"))],
    }  # fmt: skip
    return render(request, "rota/form.html", shown, status=409 if form.errors else 200)


def _answer(request: Allowed, leave: Leave) -> None:
    verdict = request.POST.get("verdict", "")
    if verdict == "approve":
        openings = actions.approve_leave(leave, by=request.user)
        words = ngettext(
            "Approved; %(count)d shift stands open now.",
            "Approved; %(count)d shifts stand open now.",
            len(openings),
        )
        messages.success(request, words % {"count": len(openings)})
    elif verdict in {"refuse", "withdraw"}:
        act = actions.refuse_leave if verdict == "refuse" else actions.withdraw_leave
        act(leave, by=request.user)
        messages.success(request, _("It is recorded."))
    else:
        raise BadRequest(_("Leave is approved, refused or withdrawn."))


def _duties(leave: Leave) -> Any:
    """What the person is on duty for in these days."""
    mine = Duty.objects.filter(person=leave.person, day__range=(leave.first, leave.last))
    return mine.select_related("pattern", "roster__centre").order_by("during")[:MOST_SHOWN]
