"""My shifts: what comes next, a month of them, swaps, wishes, leave, what I am owed."""

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
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from jiamenkou.lib.refusal import Refused
from jiamenkou.rota import actions
from jiamenkou.rota.forms.absences import LeaveForm
from jiamenkou.rota.forms.mine import WishForm
from jiamenkou.rota.models import Feed, Leave, LedgerEntry, Posting, Wish
from jiamenkou.rota.shown.ledger_table import MyLedgerTable, balance_words
from jiamenkou.rota.shown.mine import asked_swaps, duty_rows, leave_rows, next_duty, wish_rows
from jiamenkou.rota.shown.wording import month_after, month_of, month_value, month_words
from jiamenkou.web.access import Allowed, may

NEW_SECRET = "rota-feed-secret"  # noqa: S105 - the name of a place in the session


@may("rota.mine")
@never_cache
@require_GET
def my_shifts(request: Allowed) -> HttpResponse:
    month, me, now = month_of(request.GET.get("month", "")), request.user, timezone.now()
    secret = request.session.pop(NEW_SECRET, "")
    duties = list(duty_rows(me, month, now))
    feed = Feed.objects.standing().filter(person=me).first()
    shown = {
        "lede": _where(request),
        "asked": list(asked_swaps(me)),
        "next": next_duty(me, now),
        "month_title": month_words(month),
        "before": month_value(month_after(month, -1)),
        "after": month_value(month_after(month)),
        "duties": [one for one in duties if not one["over"]],
        "past": [one for one in duties if one["over"]],
        "wishes": list(wish_rows(me, timezone.localdate())),
        "leaves": list(leave_rows(me, timezone.localdate())),
        "balance": balance_words(LedgerEntry.objects.filter(person=me)),
        "feed": feed,
        "secret": secret and request.build_absolute_uri(reverse("rota:calendar", args=[secret])),
    }
    return render(request, "rota/mine.html", shown)


@may("rota.mine")
def new_wish(request: Allowed) -> HttpResponse:
    form = WishForm(request.POST or None, person=request.user, initial={"wanted": "no"})

    def say(facts: dict[str, Any]) -> object:
        return actions.wish(request.user, **facts, by=request.user)

    heading = _("Say a wish")
    lede = _("The engine heeds it where the rules and everybody else's wishes allow.")
    return _own_form(request, form, say, heading, lede)


@may("rota.mine")
@require_POST
def wish_end(request: Allowed, wish_id: int) -> HttpResponse:
    actions.unwish(get_object_or_404(Wish, pk=wish_id, person=request.user), by=request.user)
    messages.success(request, _("The wish is taken back."))
    return redirect("rota:mine")


@may("rota.mine")
def new_leave(request: Allowed) -> HttpResponse:
    form = LeaveForm(request.POST or None, initial={"first": timezone.localdate()})

    def ask(facts: dict[str, Any]) -> object:
        return actions.ask_leave(request.user, **facts, by=request.user)

    heading = _("Ask for leave")
    lede = _("Whoever leads your centre answers; until then your shifts stay as they are.")
    return _own_form(request, form, ask, heading, lede)


@may("rota.mine")
@require_POST
def leave_end(request: Allowed, leave_id: int) -> HttpResponse:
    leave = get_object_or_404(Leave, pk=leave_id, person=request.user)
    actions.withdraw_leave(leave, by=request.user)
    messages.success(request, _("It is withdrawn."))
    return redirect("rota:mine")


@may("rota.mine")
@require_GET
def my_ledger(request: Allowed) -> HttpResponseBase:
    entries = LedgerEntry.objects.filter(person=request.user)
    shown: dict[str, object] = {"balance": balance_words(entries)}
    return MyLedgerTable(request, entries).answer("rota/my_ledger.html", shown)


@may("rota.mine")
@require_POST
def my_feed(request: Allowed) -> HttpResponse:
    """A new secret address, shown once on the next page; or none any more."""
    if request.POST.get("feed") == "close":
        for feed in Feed.objects.standing().filter(person=request.user):
            actions.close_feed(feed, by=request.user)
        messages.success(request, _("The address is closed; nobody reads your shifts there."))
    else:
        _feed, request.session[NEW_SECRET] = actions.open_feed(request.user, by=request.user)
    return redirect(f"{reverse('rota:mine')}#feed")


def _own_form(request: Allowed, form: Any, act: Any, heading: str, lede: str) -> HttpResponse:
    """The form, kept as typed beside what is wrong with it; once done, back to my shifts."""
    if form.is_valid():
        try:
            act(dict(form.cleaned_data))
        except Refused as no:
            form.add_error(no.field if no.field in form.fields else None, no.words)
        else:
            messages.success(request, _("It is recorded."))
            return redirect("rota:mine")
    shown = {
        "form": form, "heading": heading, "lede": lede, "back": reverse("rota:mine"),
        "above": [(reverse("rota:mine"), _("My shifts"))],
    }  # fmt: skip
    return render(request, "rota/form.html", shown, status=409 if form.errors else 200)


def _where(request: Allowed) -> str:
    today: datetime.date = timezone.localdate()
    posting = Posting.objects.on(today).filter(person=request.user).select_related("centre").first()
    return f"{posting.centre} · {posting.job}" if posting else _("You are posted nowhere today.")
