"""What an app keeps about a person: how it tells it, what stands in the way of forgetting, forgets.

The setting PERSON_PARTS lists the parts by dotted name; an app that keeps something of residents
writes an `about.py` with its `part` and adds one line there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from jiamenkou.people.models import Resident

Told = dict[str, list[dict[str, object]]]
"""Rows by what they are; the words of a row are its own names of columns."""


def nothing(_resident: Resident) -> Iterable[str]:
    return ()


@dataclass(frozen=True, kw_only=True)
class Part:
    """One app's part."""

    name: str
    tell: Callable[[Resident], Told]
    forget: Callable[[Resident], int]
    """Blank or delete all of it inside the caller's transaction; how many rows it touched."""
    obstacles: Callable[[Resident], Iterable[str]] = nothing
    """Sentences for people: what must be settled first."""


def parts() -> list[Part]:
    """Of every app, in the order of the setting."""
    return [import_string(name) for name in settings.PERSON_PARTS]
