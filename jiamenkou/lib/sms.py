"""The door to the SMS gateway: the setting JIAMENKOU_SMS names what carries a message out."""

from typing import Protocol
from uuid import uuid4

from django.conf import settings
from django.utils.module_loading import import_string
from rich.console import Console


class Gateway(Protocol):
    """Takes a telephone number, the words and the message's key; returns once it has them.

    It raises `Undeliverable` for what no other try would mend, TimeoutError where it cannot know
    whether the words went out (within a minute or two), anything else where they did not.
    One that knows a key again, and sends nothing twice, says so: `gateway.idempotent = True`.
    """

    def __call__(self, phone: str, words: str, *, key: str) -> None: ...


class Undeliverable(Exception):
    """There is no such number or address, or it takes no messages: trying again is no use."""


def send(phone: str, words: str, *, key: str = "") -> None:
    """Hand one message to the gateway, under `key` (default: a new one). Raises what it raises."""
    _gateway()(phone, words, key=key or uuid4().hex)


def is_idempotent() -> bool:
    """Whether the gateway sends once however often it is given the same key."""
    return getattr(_gateway(), "idempotent", False)


def console(phone: str, words: str, *, key: str) -> None:  # noqa: ARG001
    """Print it: the default, for a demo and for trying things out."""
    Console(highlight=False, soft_wrap=True).print(f"SMS → {phone}: {words}", markup=False)


def _gateway() -> Gateway:
    gateway: Gateway = import_string(settings.JIAMENKOU_SMS)
    return gateway
