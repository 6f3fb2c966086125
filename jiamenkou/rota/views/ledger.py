"""What is owed for duties worked: by person, entry by entry, reversed and paid out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jiamenkou.lib.refusal import Refused
from jiamenkou.people.models import User
from jiamenkou.rota import actions
from jiamenkou.rota.forms.ledger import PayForm, ReversalForm
from jiamenkou.rota.models import LedgerEntry, Posting
from jiamenkou.rota.shown.ledger_table import (
    LedgerTable,
    PersonLedgerTable,
    balance_words,
    with_sums,
)
from jiamenkou.rota.shown.wording import day_words, hour_words
from jiamenkou.web.access import Allowed, may


@may("rota.keep")
@require_GET
def ledger(request: Allowed) -> HttpResponseBase:
    entries = LedgerEntry.objects.within(request.reach)
    shown: dict[str, object] = {
        "heading": _("Overtime and leave in lieu"),
        "lede": _("Counted when a published day has passed; labour law, article 44."),
        "here": "ledger",
    }
    return LedgerTable(request, with_sums(User.objects.all(), entries)).answer(
        "rota/list.html", shown
    )


@may("rota.keep")
def person_ledger(request: Allowed, person_id: int) -> HttpResponseBase:
    """One person's entries in one's reach, and paying leave out."""
    posted = Posting.objects.within(request.reach).values("person")
    person = get_object_or_404(User, pk=person_id, pk__in=posted)
    entries = LedgerEntry.objects.within(request.reach).filter(person=person)
    form = PayForm(request.POST or None)
    if _done(form, lambda facts: actions.pay_out(person, by=request.user, **facts)):
        messages.success(request, _("It is recorded."))
        return redirect("rota:person-ledger", person.pk)
    shown: dict[str, object] = {
        "heading": person.name,
        "above": [(reverse("rota:ledger"), _("Overtime and leave in lieu"))],
        "balance": balance_words(entries),
        "pay_form": form,
    }
    answer = PersonLedgerTable(request, entries).answer("rota/my_ledger.html", shown)
    answer.status_code = 409 if form.errors else answer.status_code
    return answer


@may("rota.keep")
def entry_page(request: Allowed, entry_id: int) -> HttpResponse:
    """One entry, and reversing it: nothing is ever changed or taken out."""
    known = LedgerEntry.objects.within(request.reach).select_related("person", "duty__pattern")
    entry = get_object_or_404(known, pk=entry_id)
    form = ReversalForm(request.POST or None)
    if _done(form, lambda facts: actions.reverse_entry(entry, by=request.user, **facts)):
        messages.success(request, _("It is reversed; both lines stay."))
        return redirect("rota:person-ledger", entry.person_id)
    back = reverse("rota:person-ledger", args=[entry.person_id])
    shown = {
        "form": form,
        "heading": f"{entry.person.name} · {day_words(entry.day)}",
        "lede": f"{entry.get_kind_display()} · {hour_words(entry.minutes)}",
        "submit": _("Reverse it"),
        "back": back,
        "above": [
            (reverse("rota:ledger"), _("Overtime and leave in lieu")),
            (back, entry.person.name),
        ],
    }
    return render(request, "rota/form.html", shown, status=409 if form.errors else 200)


def _done(form: forms.Form, act: Any) -> bool:
    """Whether the form was sent, was readable, and no rule said no."""
    if not form.is_valid():
        return False
    try:
        act(dict(form.cleaned_data))
    except Refused as no:
        form.add_error(no.field if no.field in form.fields else None, no.words)
        return False
    return True
