"""The phone list: people without phone apps, called one by one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from jiamenkou.lib.refusal import Refused
from jiamenkou.notices import actions
from jiamenkou.notices.forms import CallForm
from jiamenkou.notices.models import Message
from jiamenkou.notices.quiet import is_quiet
from jiamenkou.notices.shown import kind_label, masked
from jiamenkou.web.access import Allowed, may
from jiamenkou.web.columns import Column
from jiamenkou.web.formats import when
from jiamenkou.web.tables import Table


class CallTable(Table[Message]):
    """Who waits for a call, the longest first; numbers stay masked until somebody rings."""

    name = "calls"
    columns = (
        Column(
            name="name",
            label=gettext_lazy("Person"),
            value=lambda one: masked(one.name),
            href=lambda one: reverse("calls:call", args=[one.pk]),
        ),
        Column(
            name="address",
            label=gettext_lazy("Telephone"),
            value=lambda one: masked(one.address),
        ),
        Column(name="kind", label=gettext_lazy("Notice"), value=kind_label),
        Column(name="asked_at", label=gettext_lazy("Asked"), show=when),
        Column(name="attempts", label=gettext_lazy("Tries"), numeric=True),
    )
    order = "pk"
    empty = gettext_lazy("Nobody waits for a call.")


@may("notices.call")
@require_GET
def call_list(request: Allowed) -> HttpResponseBase:
    now = timezone.now()
    waiting = Message.objects.within(request.reach).to_call(now)
    return CallTable(request, waiting).answer("notices/calls.html", {"quiet": is_quiet(now)})


@may("notices.call")
def call_page(request: Allowed, message_id: int) -> HttpResponse:
    """The number and the words in clear, because somebody is about to ring; that is logged."""
    within = Message.objects.within(request.reach).filter(channel=Message.Channel.CALL)
    message = get_object_or_404(within, pk=message_id)
    form = CallForm(request.POST or None)
    if form.is_valid():
        try:
            actions.note_call(message, outcome=form.cleaned_data["outcome"], by=request.user)
        except Refused as no:
            form.add_error(None, no.words)
        else:
            messages.success(request, _("It is recorded."))
            return redirect("calls:list")
    actions.look_at_number(message, by=request.user)
    shown = {"message": message, "kind": kind_label(message), "form": form}
    status = 409 if form.errors else 200
    return render(request, "notices/call.html", shown, status=status)
