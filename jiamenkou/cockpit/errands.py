"""What waits for a person whatever their area: messages, calls to make, what broke."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from procrastinate.contrib.django.models import ProcrastinateJob

from jiamenkou.cockpit.item import Item
from jiamenkou.notices.models import Message
from jiamenkou.people.models import User

TO_DECIDE = (Message.State.FAILED, Message.State.UNCERTAIN)


def errands(user: User) -> list[Item]:
    """Each with the rows it was counted from."""
    return [*_broken_jobs(user), *_undelivered(user), *_calls(user), *_unread(user)]


def _broken_jobs(user: User) -> Iterator[Item]:
    if not user.may("operations.run"):
        return
    if count := ProcrastinateJob.objects.filter(status="failed").count():
        words = ngettext("%(count)d job failed", "%(count)d jobs failed", count)
        yield Item(
            tone="late",
            word=_("Failed"),
            title=words % {"count": count},
            detail=_("The page says what went wrong, and runs it again."),
            href=f"{reverse('jobs:list')}?status=failed",
            action=_("See"),
        )


def _undelivered(user: User) -> Iterator[Item]:
    waiting = Message.objects.within(user.reach("operations.run")).filter(state__in=TO_DECIDE)
    for state in TO_DECIDE:
        if count := waiting.filter(state=state).count():
            words = ngettext(
                "%(count)d message did not go out for certain",
                "%(count)d messages did not go out for certain",
                count,
            )
            yield Item(
                tone="late",
                word=state.label,
                title=words % {"count": count},
                detail=_("Send it again, or count it as sent."),
                href=f"{reverse('outbox:list')}?state={state.value}",
                action=_("Decide"),
            )


def _calls(user: User) -> Iterator[Item]:
    waiting = Message.objects.within(user.reach("notices.call")).to_call(timezone.now())
    if count := waiting.count():
        words = ngettext("%(count)d person to ring up", "%(count)d people to ring up", count)
        yield Item(
            tone="due",
            word=_("Call"),
            title=words % {"count": count},
            detail=_("They read no text messages; tell them by telephone."),
            href=reverse("calls:list"),
            action=_("The phone list"),
        )


def _unread(user: User) -> Iterator[Item]:
    if count := Message.objects.inbox(user).unread().count():
        words = ngettext("%(count)d unread message", "%(count)d unread messages", count)
        yield Item(
            tone="info",
            word=_("New"),
            title=words % {"count": count},
            detail="",
            href=reverse("notices:inbox"),
            action=_("Read"),
        )
