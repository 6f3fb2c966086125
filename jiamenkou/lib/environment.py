"""Settings that are more than a word: read from what the environment says, before Django is."""

import datetime
from typing import Any
from urllib.parse import unquote, urlsplit

MAIL_TIMEOUT_SECONDS = 60
MAIL_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
BACKENDS = "django.core.mail.backends"


def hours_of(words: str) -> tuple[datetime.time, datetime.time] | None:
    """`22:00-07:00` as two times, '' as None. Raises ValueError that says what is right."""
    if not words:
        return None
    try:
        begin, end = (datetime.time.fromisoformat(word.strip()) for word in words.split("-"))
    except ValueError as fault:
        raise ValueError(f"JIAMENKOU_QUIET_HOURS is “{words}”; write 22:00-07:00") from fault
    return begin, end


def mail_server(url: str) -> dict[str, Any]:
    """Django's settings for `smtp://`, `smtp+tls://` or `smtps://user:password@host:port`.

    '' prints mail on the console. Raises ValueError that says what is right.
    """
    if not url:
        return {"EMAIL_BACKEND": f"{BACKENDS}.console.EmailBackend"}
    parts = urlsplit(url)
    if parts.scheme not in MAIL_PORTS or not parts.hostname:
        raise ValueError("JIAMENKOU_MAIL is smtp://, smtp+tls:// or smtps:// and a host")
    return {
        "EMAIL_BACKEND": f"{BACKENDS}.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or MAIL_PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": MAIL_TIMEOUT_SECONDS,
    }
