"""One's own messages: the list, one of them, the live count, and how one wants to be told."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jiamenkou.notices import actions
from jiamenkou.notices.forms import PreferenceForm
from jiamenkou.notices.models import Message, Preference
from jiamenkou.notices.shown import page_about
from jiamenkou.web.access import SignedIn, signed_in
from jiamenkou.web.keyset import page
from jiamenkou.web.live import stream

MESSAGES_A_PAGE = 30


@signed_in
@require_GET
def message_list(request: SignedIn) -> HttpResponse:
    """The newest first; asked for the unread, those."""
    mine = Message.objects.inbox(request.user)
    unread = request.GET.get("show") == "unread"
    shown = page(
        mine.unread() if unread else mine,
        order="-pk",
        size=MESSAGES_A_PAGE,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    context = {
        "page": shown,
        "only_unread": unread,
        "calls": request.user.may("notices.call"),
    }
    return render(request, "notices/inbox.html", context)


@signed_in
@require_GET
def message_page(request: SignedIn, message_id: int) -> HttpResponse:
    """Opening it is reading it."""
    message = get_object_or_404(Message.objects.inbox(request.user), pk=message_id)
    actions.mark_read(message, by=request.user)
    shown = {"message": message, "about": page_about(message)}
    return render(request, "notices/message.html", shown)


@signed_in
@require_POST
def reading(request: SignedIn) -> HttpResponse:
    actions.mark_all_read(request.user, by=request.user)
    return redirect("notices:inbox")


@signed_in
@require_GET
def count(request: SignedIn) -> HttpResponse:
    return render(request, "notices/count.html")


@signed_in
async def live_count(request: HttpRequest) -> StreamingHttpResponse:
    """Wakes the open pages of one person, whoever asks: nobody hears of another's inbox."""
    user = await request.auser()
    return await stream(request, f"inbox-{user.pk}")


@signed_in
def preferences(request: SignedIn) -> HttpResponse:
    chosen = Preference.objects.filter(user=request.user).first()
    now = chosen or Preference(user=request.user, language=settings.LANGUAGE_CODE)
    form = PreferenceForm(request.POST or None, initial=PreferenceForm.initial_of(now))
    if form.is_valid():
        language = form.cleaned_data["language"]
        actions.choose_channels(request.user, language=language, muted=form.muted, by=request.user)
        messages.success(request, _("It is recorded."))
        return redirect("notices:preferences")
    status = 409 if form.errors else 200
    return render(request, "notices/preferences.html", {"form": form}, status=status)
