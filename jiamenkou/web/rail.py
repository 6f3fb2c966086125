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
    """One entry: its first page, and the URL namespaces that belong to it."""

    label: StrOrPromise
    icon: str
    first_page: str
    namespaces: tuple[str, ...] = ()
    action: str = ""  # shown to those who may do it; empty: to everybody


CHAPTERS = (
    Chapter(label=_("Today"), icon="home", first_page="today"),
    Chapter(
        label=_("Network"),
        icon="map",
        first_page="places:network",
        namespaces=("places",),
        action="places.see",
    ),
    Chapter(
        label=_("Residents"),
        icon="users",
        first_page="people:residents",
        action="people.see_residents",
    ),
    Chapter(
        label=_("Planning"),
        icon="route",
        first_page="siting:scenarios",
        namespaces=("siting",),
        action="siting.see",
    ),
    Chapter(
        label=_("Accounts"),
        icon="user",
        first_page="people:roles",
        action="people.see_accounts",
    ),
    Chapter(
        label=_("Audit"),
        icon="file-text",
        first_page="audit:events",
        namespaces=("audit",),
        action="audit.read",
    ),
    Chapter(
        label=_("Operations"),
        icon="settings",
        first_page="jobs:list",
        namespaces=("jobs", "outbox"),
        action="operations.run",
    ),
)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A chapter as the page shows it."""

    label: StrOrPromise
    icon: str
    href: str
    here: bool


def rail(request: HttpRequest) -> Iterator[Entry]:
    """The chapters whose first page exists and is open to this person; no dead links."""
    match = request.resolver_match
    for chapter in CHAPTERS:
        if chapter.action and not _may(request, chapter.action):
            continue
        try:
            href = reverse(chapter.first_page)
        except NoReverseMatch:
            continue
        here = match is not None and (
            match.view_name == chapter.first_page or match.namespace in chapter.namespaces
        )
        yield Entry(label=chapter.label, icon=chapter.icon, href=href, here=here)


def _may(request: HttpRequest, action: str) -> bool:
    return request.user.is_authenticated and request.user.may(action)
