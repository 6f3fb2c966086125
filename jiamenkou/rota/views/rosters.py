"""One centre's month: the grid, a cell of it, a gap, a person of it."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jiamenkou.audit.history import history_for
from jiamenkou.lib.refusal import Refused
from jiamenkou.people.models import User
from jiamenkou.rota import actions
from jiamenkou.rota.models import Roster, ShiftPattern
from jiamenkou.rota.shown.cells import row_of
from jiamenkou.rota.shown.day_list import day_card
from jiamenkou.rota.shown.month import Month
from jiamenkou.rota.shown.month_page import MonthPage
from jiamenkou.rota.shown.sheets import cell_sheet, gap_sheet, person_sheet
from jiamenkou.rota.shown.wording import read_day
from jiamenkou.web.access import Allowed, may

SHEET, GRID = "sheet", "month"
WANTS_REASON = "a_hard_rule_is_broken_with_a_reason"


@may("rota.see")
@require_GET
def roster_page(request: Allowed, roster_id: int) -> HttpResponse:
    roster = found(request, roster_id)
    page = MonthPage(Month(roster, editable=may_keep(request, roster)))
    shown = {
        "month": page,
        "under_way": roster.generations.under_way().first(),
        "made": roster.generations.with_answer().order_by("-pk").first(),
        "history": history_for(request.user, roster),
    }
    return render(request, "rota/month.html", shown)


@may("rota.see")
def day(request: Allowed, roster_id: int) -> HttpResponse:
    """A cell: asked for, its sheet; written, the parts of the page that differ now."""
    roster = found(request, roster_id)
    said = request.POST if request.method == "POST" else request.GET
    person, when = _whole(said.get("person", "")), day_in(roster, said.get("day", ""))
    keeps = may_keep(request, roster)
    if request.method == "POST":
        if not keeps:
            raise Http404
        return _written(request, roster, person, when)
    month = _with(Month(roster, editable=keeps), person)
    return _sheet(request, month, "cell_part", cell=cell_sheet(month, person, when))


@may("rota.see")
@require_GET
def gap(request: Allowed, roster_id: int) -> HttpResponse:
    """Who could take a shift that is short."""
    roster = found(request, roster_id)
    when = day_in(roster, request.GET.get("day", ""))
    month = Month(roster, editable=may_keep(request, roster))
    pattern = get_object_or_404(
        ShiftPattern, centre=roster.centre_id, pk=_whole(request.GET.get("pattern", ""))
    )
    return _sheet(request, month, "gap_part", cell=gap_sheet(month, pattern, when))


@may("rota.see")
@require_GET
def person(request: Allowed, roster_id: int, person_id: int) -> HttpResponse:
    roster = found(request, roster_id)
    month = _with(Month(roster, editable=may_keep(request, roster)), person_id)
    return _sheet(request, month, "person_part", cell=person_sheet(month, person_id))


def found(request: Allowed, roster_id: int) -> Roster:
    within = Roster.objects.within(request.reach).select_related("centre__area")
    return get_object_or_404(within, pk=roster_id)


def may_keep(request: Allowed, roster: Roster) -> bool:
    return request.user.reach("rota.keep").holds(roster.centre.area_id)


def above(roster: Roster) -> list[tuple[str, str]]:
    """The crumbs of a page below a roster."""
    page = MonthPage(Month(roster))
    return [
        (f"{reverse('rota:months')}?month={page.value}", _("Duty rosters")),
        (page.address, page.title),
    ]


def day_in(roster: Roster, written: str) -> datetime.date:
    """A day of the roster's month, as an address names it."""
    when = read_day(written)
    if not roster.month <= when < roster.until:
        raise BadRequest(_("This day is not in the roster's month."))
    return when


def _written(request: Allowed, roster: Roster, person_id: int, when: datetime.date) -> HttpResponse:
    facts = _typed(request, roster)
    refusal = None
    try:
        someone = get_object_or_404(User, pk=person_id)
        actions.put(roster, person=someone, day=when, **facts, by=request.user)
    except Refused as no:
        refusal = no
    month = _with(Month(found(request, roster.pk), editable=True, alone=person_id), person_id)
    if refusal and (refusal.rule == WANTS_REASON or not _asks_for_parts(request)):
        return _asked_again(request, month, person_id, when, facts, refusal)
    if not _asks_for_parts(request):
        messages.success(request, _("It is recorded."))
        return redirect(f"{MonthPage(month).address}#day-{when}")
    return _parts(request, month, person_id, when, refusal)


def _with(month: Month, person_id: int) -> Month:
    """The month, if this person has a row in it."""
    if person_id not in month.people:
        raise Http404
    return month


def _parts(
    request: Allowed, month: Month, person_id: int, when: datetime.date, refusal: Refused | None
) -> HttpResponse:
    """The row, the lines, the day and the broken rules as they are now."""
    row = row_of(month, person_id)
    cell = row.cells[(when - month.roster.month).days]
    shown = {
        "month": MonthPage(month),
        "row": row,
        "one": day_card(month, month.days[(when - month.roster.month).days]),
        "said": cell.said,
        "refusal": refusal.words if refusal else "",
    }
    return render(request, "rota/changed.html", shown, status=409 if refusal else 200)


def _asked_again(
    request: Allowed,
    month: Month,
    person_id: int,
    when: datetime.date,
    facts: dict[str, Any],
    refusal: Refused,
) -> HttpResponse:
    """The sheet with what was typed, and what is wrong with it."""
    chosen = {pattern.pk for pattern in facts["patterns"]}
    shown = {
        "cell": cell_sheet(month, person_id, when, chosen=chosen),
        "refusal": refusal.words,
        "reason": facts["why"],
        "wants_reason": refusal.rule == WANTS_REASON,
    }
    return _sheet(request, month, "cell_part", status=422, **shown)


def _sheet(
    request: Allowed, month: Month, part: str, status: int = 200, **shown: Any
) -> HttpResponse:
    """In the dialog of the grid, or as a page of its own."""
    in_dialog = _target(request) in {SHEET, GRID}
    template = f"rota/{part}.html" if in_dialog else "rota/cell.html"
    context = {"part": f"rota/{part}.html", "sheet": in_dialog, "above": above(month.roster)}
    return render(request, template, context | shown, status=status)


def _typed(request: HttpRequest, roster: Roster) -> dict[str, Any]:
    """The shifts a cell is to hold, those its page showed, and why a rule is broken."""
    wanted = [_whole(one) for one in request.POST.getlist("patterns") if one]
    known = ShiftPattern.objects.filter(centre=roster.centre_id).in_bulk(wanted)
    if len(known) != len(set(wanted)):
        raise BadRequest(_("One of these shifts is not of this centre."))
    seen = request.POST.get("was")
    return {
        "patterns": [known[one] for one in dict.fromkeys(wanted)],
        "seen": None if seen is None else [_whole(one) for one in seen.split(",") if one],
        "why": request.POST.get("reason", "").strip()[:200],
    }


def _asks_for_parts(request: HttpRequest) -> bool:
    return _target(request) == GRID


def _target(request: HttpRequest) -> str:
    return request.headers.get("HX-Target", "")


def _whole(written: str) -> int:
    if not (written.isascii() and written.isdigit() and len(written) < 18):
        raise BadRequest(_("This address names nobody and nothing."))
    return int(written)
