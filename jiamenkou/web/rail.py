"""The staff rail: the chapters of the work, in their order. A later app adds its line here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, kw_only=True)
class Chapter:
    """One entry: its first page, with all below it, and what else belongs to it."""

    label: StrOrPromise
    icon: str
    page: str
    action: str = ""  # shown to those who may do it; empty: to everybody
    also: tuple[str, ...] = ()


CHAPTERS = (
    Chapter(label=_("Today"), icon="home", page="today"),
    Chapter(
        label=_("At my counter"), icon="volume", page="hall:desk", action="hall.serve",
        also=("/hall/tickets/",),
    ),
    Chapter(label=_("Halls"), icon="clock", page="hall:halls", action="hall.see"),
    Chapter(label=_("Network"), icon="map", page="places:network", action="places.see"),
    Chapter(label=_("Duty rosters"), icon="calendar", page="rota:months", action="rota.see"),
    Chapter(
        label=_("Cases"), icon="file-text", page="cases:list", action="services.see",
        also=("/skills/",),
    ),
    Chapter(
        label=_("Ratings"), icon="message", page="ratings:list", action="services.see_ratings"
    ),
    Chapter(
        label=_("Residents"), icon="users", page="people:residents", action="people.see_residents",
        also=("/people/households/", "/people/retention/"),
    ),
    Chapter(label=_("Planning"), icon="route", page="siting:scenarios", action="siting.see"),
    Chapter(
        label=_("Accounts"), icon="user", page="people:roles", action="people.see_accounts",
        also=("/people/accounts/", "/operations/sign-in/"),
    ),
    Chapter(label=_("Audit"), icon="file-text", page="audit:events", action="audit.read"),
    Chapter(
        label=_("Operations"), icon="settings", page="jobs:list", action="operations.run",
        also=("/outbox/", "/calendar/notice/"),
    ),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A chapter as the page shows it."""

    label: StrOrPromise
    icon: str
    href: str
    here: bool


def rail(request: HttpRequest) -> list[Entry]:
    """The chapters whose first page exists and is open to this person; no dead links.

    Where one chapter's pages lie below another's, the nearer one is where we are.
    """
    known = [(one, tuple(_starts(one))) for one in CHAPTERS if _may(request, one.action)]
    within = [start for _one, starts in known for start in starts if request.path.startswith(start)]
    nearest = max(within, key=len, default=None)
    return [
        Entry(label=one.label, icon=one.icon, href=starts[0], here=nearest in starts)
        for one, starts in known
        if starts
    ]


def _starts(chapter: Chapter) -> Iterator[str]:
    """How the addresses of its pages begin; nothing where its app is not there."""
    try:
        yield reverse(chapter.page)
    except NoReverseMatch:
        return
    yield from chapter.also


def _may(request: HttpRequest, action: str) -> bool:
    return not action or (request.user.is_authenticated and request.user.may(action))
