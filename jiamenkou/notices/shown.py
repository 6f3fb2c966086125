"""How messages are shown: their colours, the page of what they are about, what is masked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import NoReverseMatch, reverse

from jiamenkou.notices.kinds import known_kinds
from jiamenkou.notices.models import Message

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

State = Message.State
TONES: dict[str, str] = {
    State.QUEUED: "due",
    State.SENDING: "info",
    State.SENT: "ok",
    State.FAILED: "late",
    State.UNCERTAIN: "late",
    State.WITHDRAWN: "plain",
}


def tone_of(message: Message) -> str:
    return TONES[message.state]


def kind_label(message: Message) -> StrOrPromise:
    """In words, or by name where a version that is gone wrote it."""
    kind = known_kinds().get(message.kind)
    return kind.label if kind else message.kind


def page_about(message: Message) -> str:
    """Where the thing is that it speaks of; none where that has no page."""
    kind = known_kinds().get(message.kind)
    if kind is None or not kind.page:
        return ""
    try:
        return reverse(kind.page, args=[message.about_key] if message.about_key else [])
    except NoReverseMatch:
        return ""


def masked(words: str) -> str:
    """Enough to know it again, too little to use: 138****00, 张**."""
    if len(words) < 7:
        return f"{words[:1]}**"
    return f"{words[:3]}****{words[-2:]}"


def masked_recipient(message: Message) -> str:
    """Staff by their name; somebody without an account masked."""
    if message.user:
        return str(message.user)
    return f"{masked(message.name)} · {masked(message.address)}"


def masked_title(message: Message) -> str:
    """What residents are told is not for operators."""
    return message.title if message.user else "••••"
