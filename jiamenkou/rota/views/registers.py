"""Who works where, and the shifts centres run: lists, new ones, amending, ending."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jiamenkou.lib.refusal import Refused
from jiamenkou.rota import actions
from jiamenkou.rota.forms.registers import (
    AmendPatternForm,
    AmendPostingForm,
    EndForm,
    PatternForm,
    PostingForm,
)
from jiamenkou.rota.models import Posting, ShiftPattern
from jiamenkou.rota.shown.registers import PatternTable, PostingTable
from jiamenkou.web.access import Allowed, may

FIELD_OF = {
    "a_person_has_one_posting_at_a_time": "begins",
    "a_centre_has_a_shift_of_a_name_once": "name",
    "a_centre_has_a_short_name_once": "short",
    "a_shift_lasts_up_to_a_day": "stops",
    "a_posting_has_working_hours": "hours",
}


@may("rota.keep")
@require_GET
def posting_list(request: Allowed) -> HttpResponseBase:
    table = PostingTable(request, Posting.objects.within(request.reach))
    shown: dict[str, object] = {
        "heading": _("Postings"),
        "lede": _("Who works at which centre, from when, and how many hours a week."),
        "here": "postings",
        "doors": [door(reverse("rota:new-posting"), _("A new posting"))],
    }
    return table.answer("rota/list.html", shown)


@may("rota.keep")
@require_GET
def pattern_list(request: Allowed) -> HttpResponseBase:
    table = PatternTable(request, ShiftPattern.objects.within(request.reach))
    shown: dict[str, object] = {
        "heading": _("Shifts"),
        "lede": _("When a centre is staffed, and by how many on workdays, rest days and holidays."),
        "here": "patterns",
        "doors": [door(reverse("rota:new-pattern"), _("A new shift"))],
    }
    return table.answer("rota/list.html", shown)


@may("rota.keep")
def new_posting(request: Allowed) -> HttpResponse:
    form = PostingForm(request.POST or None, reach=request.reach)

    def act() -> object:
        facts = form.facts
        return actions.post(facts.pop("person"), **facts, by=request.user)

    return _answer(request, form, act, _("A new posting"), _postings())


@may("rota.keep")
def new_pattern(request: Allowed) -> HttpResponse:
    form = PatternForm(request.POST or None, reach=request.reach)

    def act() -> object:
        facts = form.facts
        return actions.add_pattern(facts.pop("centre"), **facts, by=request.user)

    return _answer(request, form, act, _("A new shift"), _patterns())


@may("rota.keep")
def posting(request: Allowed, posting_id: int) -> HttpResponse:
    known = Posting.objects.within(request.reach).select_related("person", "centre")
    one = get_object_or_404(known, pk=posting_id)
    said = {"job": one.job, "hours": one.week_minutes / 60, "skills": one.skills}
    form = AmendPostingForm(request.POST or None, initial=said)
    act = lambda: actions.amend_posting(one, **form.facts, by=request.user)  # noqa: E731
    end = reverse("rota:end-posting", args=[one.pk])
    return _answer(request, form, act, str(one), _postings(), end=end)


@may("rota.keep")
def posting_end(request: Allowed, posting_id: int) -> HttpResponse:
    known = Posting.objects.within(request.reach).select_related("person", "centre")
    one = get_object_or_404(known, pk=posting_id)
    form = EndForm(request.POST or None, initial={"on": timezone.localdate()})
    act = lambda: actions.end_posting(one, **form.cleaned_data, by=request.user)  # noqa: E731
    return _answer(request, form, act, _("End: %(what)s") % {"what": one}, _postings())


@may("rota.keep")
def pattern(request: Allowed, pattern_id: int) -> HttpResponse:
    known = ShiftPattern.objects.within(request.reach).select_related("centre")
    one = get_object_or_404(known, pk=pattern_id)
    said = {name: getattr(one, name, None) for name in AmendPatternForm.base_fields}
    form = AmendPatternForm(request.POST or None, initial={**said, "stops": one.ends})
    act = lambda: actions.amend_pattern(one, **form.facts, by=request.user)  # noqa: E731
    heading, end = f"{one} · {one.centre}", reverse("rota:end-pattern", args=[one.pk])
    return _answer(request, form, act, heading, _patterns(), end=end)


@may("rota.keep")
def pattern_end(request: Allowed, pattern_id: int) -> HttpResponse:
    known = ShiftPattern.objects.within(request.reach).select_related("centre")
    one = get_object_or_404(known, pk=pattern_id)
    form = EndForm(request.POST or None, initial={"on": timezone.localdate()})
    act = lambda: actions.end_pattern(one, **form.cleaned_data, by=request.user)  # noqa: E731
    return _answer(request, form, act, _("End: %(what)s") % {"what": one}, _patterns())


def _answer(
    request: Allowed,
    form: Any,
    act: Callable[[], object],
    heading: str,
    above: tuple[str, str],
    *,
    end: str = "",
) -> HttpResponse:
    """The form, kept as typed beside what is wrong with it; once done, the list."""
    if form.is_valid():
        try:
            act()
        except Refused as no:
            field = no.field if no.field in form.fields else FIELD_OF.get(no.rule)
            form.add_error(field if field in form.fields else None, no.words)
        else:
            messages.success(request, _("It is recorded."))
            return redirect(above[0])
    shown = {"form": form, "heading": heading, "above": [above], "back": above[0], "end": end}
    return render(request, "rota/form.html", shown, status=409 if form.errors else 200)


def door(href: str, words: str) -> dict[str, Any]:
    """The first thing to do on a list."""
    return {"href": href, "icon": "plus", "words": words, "primary": True}


def _postings() -> tuple[str, str]:
    return reverse("rota:postings"), _("Postings")


def _patterns() -> tuple[str, str]:
    return reverse("rota:patterns"), _("Shifts")
