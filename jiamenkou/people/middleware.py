"""What is looked at on every request of somebody signed in."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from jiamenkou.people.actions import note_use
from jiamenkou.people.sessions import note_seen, stolen_or_old

Answering = Callable[[HttpRequest], HttpResponse]
LIVE = "/live/"


def sessions_end(get_response: Answering) -> Answering:
    """A session carried by another browser, or too old, ends; one in use is kept from idling."""

    def answering(request: HttpRequest) -> HttpResponse:
        if "agent" in request.session and SESSION_KEY in request.session:
            if stolen_or_old(request):
                return _sent_to_the_door(request)
            if not request.path.startswith(LIVE):  # a stream runs by itself, nobody is there
                note_seen(request)
        return get_response(request)

    return answering


def roles_are_used(get_response: Answering) -> Answering:
    """A page that a role opened is a day on which the role was used."""

    def answering(request: HttpRequest) -> HttpResponse:
        answer = get_response(request)
        action = getattr(request, "action", None)
        if action is not None and request.user.is_authenticated:
            note_use(request.user.roles_for(action), on=timezone.localdate())
        return answer

    return answering


def _sent_to_the_door(request: HttpRequest) -> HttpResponse:
    logout(request)
    messages.info(request, _("For your safety, please sign in again."))
    return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")
