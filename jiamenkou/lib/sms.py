"""The door to the SMS gateway: the setting JIAMENKOU_SMS names what carries a message out."""

from collections.abc import Callable

from django.conf import settings
from django.utils.module_loading import import_string
from rich.console import Console

Gateway = Callable[[str, str], None]
"""Takes a telephone number and the words; returns once the gateway has them, raises else."""


def send(phone: str, words: str) -> None:
    """Hand one message to the gateway. Raises what the gateway raises."""
    gateway: Gateway = import_string(settings.JIAMENKOU_SMS)
    gateway(phone, words)


def console(phone: str, words: str) -> None:
    """Print it: the default, for a demo and for trying things out."""
    Console(highlight=False, soft_wrap=True).print(f"SMS → {phone}: {words}", markup=False)
