"""Sessions: rows that know whose they are; how one begins, is recognised, and ends."""

from __future__ import annotations

import hashlib
import re
import time
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY, login
from django.contrib.sessions.backends.db import SessionStore as Rows
from django.http import HttpRequest
from django.utils import timezone
from django.utils.timezone import get_default_timezone

from jiamenkou.lib.sealing import blind
from jiamenkou.people.models import Session, User
from jiamenkou.web.access import TWICE

SEEN_STEP_SECONDS = 60
"""A session notes at most once a minute that it was used."""
HALF = "half_signed_in"
HALF_SECONDS = 600
BROWSERS = ("MicroMessenger", "Edg", "Firefox", "Chrome", "Safari")
SYSTEMS = ("HarmonyOS", "Android", "iPhone", "iPad", "Windows", "Mac OS X", "Linux")
SPOKEN = {"MicroMessenger": "WeChat", "Edg": "Edge", "Mac OS X": "macOS"}


class SessionStore(Rows):
    """Django's own, in our table."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row: Session = super().create_model_instance(data)  # type: ignore[assignment]
        row.holder_id = data.get(SESSION_KEY)
        row.number = number_of(row.session_key)
        row.agent = data.get("agent_words", "")
        row.began_at, row.seen_at = _moment(data.get("began")), _moment(data.get("seen"))
        return row


def begin(request: HttpRequest, account: User, *, way: str, twice: bool) -> None:
    """Sign in under a new key; what lay in the old session of somebody else is gone."""
    request.session.pop(HALF, None)
    login(request, account)
    by_phone = way == "phone"
    request.session[TWICE] = twice
    request.session["way"] = way
    request.session.set_expiry(settings.RESIDENT_IDLE_SECONDS if by_phone else None)
    _bind(request)


def _bind(request: HttpRequest) -> None:
    """To this browser, from now."""
    now = int(time.time())
    agent = request.headers.get("User-Agent", "")
    marks = {"agent": digest(agent), "agent_words": words_of(agent), "began": now, "seen": now}
    request.session.update(marks)


def begin_half(request: HttpRequest, account: User, *, way: str) -> None:
    """The first factor was right; whoever was signed in here no longer is."""
    request.session.flush()
    request.session[HALF] = {"account": account.pk, "way": way, "at": int(time.time())}


def half(request: HttpRequest) -> User | None:
    """Who gave the password within the last minutes and no second factor yet."""
    waiting = request.session.get(HALF)
    if not waiting or waiting["at"] + HALF_SECONDS < time.time():
        return None
    return User.objects.filter(pk=waiting["account"], is_active=True).first()


def stolen_or_old(request: HttpRequest) -> bool:
    """Whether another browser carries this session, or it has run as long as any may."""
    session = request.session
    most = (
        settings.RESIDENT_MOST_SECONDS if session.get("way") == "phone" else settings.MOST_SECONDS
    )
    changed = session["agent"] != digest(request.headers.get("User-Agent", ""))
    return bool(changed or session["began"] + most < time.time())


def note_seen(request: HttpRequest) -> None:
    now = int(time.time())
    if request.session["seen"] + SEEN_STEP_SECONDS <= now:
        request.session["seen"] = now


def number_of(key: str) -> str:
    return blind(key, purpose="people_session.number").hex()[:24]


def digest(agent: str) -> str:
    """The browser without its versions, which change under a session's feet."""
    return hashlib.sha256(re.sub(r"[\d._]+", "", agent).encode()).hexdigest()[:16]


def words_of(agent: str) -> str:
    """The browser and the system, as a person calls them."""
    named = (next((one for one in kind if one in agent), "") for kind in (BROWSERS, SYSTEMS))
    return " · ".join(SPOKEN.get(one, one) for one in named if one)


def ends_at(request: HttpRequest) -> datetime:
    """When it ends if nothing more is done."""
    return timezone.localtime(request.session.get_expiry_date())


def _moment(seconds: int | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, get_default_timezone()) if seconds else None
