"""Addresses with words behind them."""

from __future__ import annotations

from django.urls import reverse
from django.utils.http import urlencode


def door(page: str, *args: object, **words: object) -> str:
    """The address of a page, asked with these words."""
    said = urlencode({name: str(value) for name, value in words.items()})
    address = reverse(page, args=args)
    return f"{address}?{said}" if said else address


def on_day(roster: int, day: object) -> str:
    """A day of a roster's page."""
    return f"{reverse('rota:roster', args=[roster])}#day-{day}"
