"""The pages of the audit: everything that was done within an auditor's reach, and one act of it."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from jiamenkou.audit.models import Event
from jiamenkou.audit.tables import EventTable
from jiamenkou.audit.verifying import state_of
from jiamenkou.audit.words import actor_words, fact_words, thing_words, verb_words
from jiamenkou.web.access import Allowed, may


@may("audit.read")
@require_GET
def events(request: Allowed) -> HttpResponseBase:
    table = EventTable(request, Event.objects.within(request.reach))
    return table.answer("audit/events.html", {})


@may("audit.read")
@require_GET
def event_page(request: Allowed, event_id: int) -> HttpResponse:
    known = Event.objects.within(request.reach).select_related("by")
    event = get_object_or_404(known, pk=event_id)
    fits, link, follows = state_of(event)
    shown = {
        "event": event,
        "what": verb_words(event),
        "who": actor_words(event),
        "to_what": thing_words(event),
        "facts": fact_words(event),
        "others": urlencode({"thing": event.thing, "q": event.thing_key}),
        "fits": fits,
        "link": link,
        "follows": follows,
    }
    return render(request, "audit/event.html", shown)
