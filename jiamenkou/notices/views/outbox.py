"""The outbox, for operators: what is on its way, what got stuck, and what becomes of it."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jiamenkou.notices import actions
from jiamenkou.notices.forms import DecisionForm
from jiamenkou.notices.models import Message
from jiamenkou.notices.outbox_table import OutboxTable
from jiamenkou.notices.shown import TONES, kind_label, masked_recipient, masked_title, tone_of
from jiamenkou.web.access import Allowed, may

State = Message.State
FIRST = (State.FAILED, State.UNCERTAIN, State.QUEUED, State.SENDING, State.SENT, State.WITHDRAWN)
VERBS = {
    DecisionForm.AGAIN: actions.send_again,
    DecisionForm.SENT: actions.count_as_sent,
    DecisionForm.WITHDRAWN: actions.withdraw,
}


@may("operations.run")
@require_GET
def message_list(request: Allowed) -> HttpResponseBase:
    within = Message.objects.within(request.reach)
    counted = dict(within.values_list("state").annotate(number=Count("pk")).order_by())
    figures = [(state, counted.get(state, 0), TONES[state]) for state in FIRST]
    shown = {"figures": figures, "now": timezone.now()}
    return OutboxTable(request, within).answer("notices/outbox.html", shown)


@may("operations.run")
@require_GET
def message_page(request: Allowed, message_id: int) -> HttpResponse:
    message = _found(request, message_id)
    shown = {
        "message": message,
        "tone": tone_of(message),
        "kind": kind_label(message),
        "recipient": masked_recipient(message),
        "title": masked_title(message),
        "body": message.body if message.user else "",
        "decisions": _decisions(message),
    }
    return render(request, "notices/outbox_message.html", shown)


@may("operations.run")
@require_POST
def decision(request: Allowed, message_id: int) -> HttpResponse:
    message, form = _found(request, message_id), DecisionForm(request.POST)
    if form.is_valid():
        VERBS[form.cleaned_data["state"]](message, by=request.user)
        messages.success(request, _("It is recorded."))
    return redirect("outbox:message", message_id)


def _found(request: Allowed, message_id: int) -> Message:
    within = Message.objects.within(request.reach).select_related("user")
    return get_object_or_404(within, pk=message_id)


def _decisions(message: Message) -> list[tuple[str, str]]:
    """What can be decided now; a message on its way is nobody's to decide."""
    if message.state == State.SENDING:
        return []
    steps = message.steps - ({State.SENT} if message.state == State.QUEUED else set())
    return [one for one in DecisionForm().fields["state"].choices if one[0] in steps]  # type: ignore[attr-defined]
