"""One thing on the first page that waits for somebody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, kw_only=True)
class Item:
    """One thing to do: how it presses, what it is, and the page where it is done."""

    tone: Literal["late", "due", "info", "ok", "plain"]
    word: StrOrPromise
    title: str
    detail: str
    href: str
    action: str
