"""Changes to a plan, drawn by hand: close, open, move a site or change its size."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from django.core.exceptions import BadRequest
from django.utils.translation import gettext as _

from jiamenkou.engines.siting import Action
from jiamenkou.siting.points import Ints
from jiamenkou.siting.solving import Case
from jiamenkou.web.formats import m2

WRITTEN = re.compile(r"(close|open|level|move)-(\d{1,7})(?:-(\d{1,7}))?", re.ASCII)
MOST_CHANGES = 50


@dataclass(frozen=True, kw_only=True)
class Change:
    """One change: `close` a site, `open` a place, choose a `level`, `move` a site `to` a place."""

    verb: str
    what: int
    to: int | None = None

    def __str__(self) -> str:
        """As the address says it: close-3, move-3-9."""
        return "-".join(str(part) for part in (self.verb, self.what, self.to) if part is not None)


def read_changes(written: Iterable[str], case: Case) -> list[Change]:
    """Changes from an address. Raises BadRequest where one means nothing in this case."""
    changes = [_read(one) for one in list(written)[:MOST_CHANGES]]
    for change in changes:
        _refuse_nonsense(change, case)
    return changes


def _read(written: str) -> Change:
    matched = WRITTEN.fullmatch(written)
    if not matched or (matched[1] == "move") != (matched[3] is not None):
        raise BadRequest("A change reads close-3, open-9, level-17 or move-3-9.")
    to = None if matched[3] is None else int(matched[3])
    return Change(verb=matched[1], what=int(matched[2]), to=to)


def _refuse_nonsense(change: Change, case: Case) -> None:
    levels, places = case.problem.levels, len(case.places)
    most = {"close": levels.sites, "move": levels.sites, "level": levels.count, "open": places}
    if change.what >= most[change.verb] or (change.to or 0) >= places:
        raise BadRequest("This change names a site, place or level that is not in the plan.")


def apply_changes(case: Case, chosen: Ints, changes: Sequence[Change]) -> Ints:
    """The levels after the changes, in their order, int32 ascending."""
    after = {int(level) for level in chosen}
    for change in changes:
        after = _applied(case, after, change)
    return np.array(sorted(after), dtype=np.int32)


def _applied(case: Case, chosen: set[int], change: Change) -> set[int]:
    if change.verb == "close":
        return _without_site(case, chosen, change.what)
    if change.verb == "level":
        site = int(case.problem.levels.site[change.what])
        return _without_site(case, chosen, site) | {change.what}
    if change.verb == "open":
        return chosen | _level_at(case, change.what)
    moved = _level_at(case, change.to or 0, of_site=change.what) or _level_at(case, change.to or 0)
    return _without_site(case, chosen, change.what) | moved


def _without_site(case: Case, chosen: set[int], site: int) -> set[int]:
    return {level for level in chosen if case.problem.levels.site[level] != site}


def _level_at(case: Case, place: int, of_site: int | None = None) -> set[int]:
    """The first level at a place: a site's own, or what simply stands or opens there."""
    levels = case.problem.levels
    here = levels.place == place
    here &= levels.action != Action.RELOCATE if of_site is None else levels.site == of_site
    return {int(level) for level in np.flatnonzero(here)[:1]}


def change_words(change: Change, case: Case) -> str:
    """The change for a reader."""
    if change.verb == "close":
        return _("close %(site)s") % {"site": case.places[change.what].name}
    if change.verb == "open":
        return _("open %(place)s") % {"place": case.places[change.what].name}
    if change.verb == "level":
        levels = case.problem.levels
        facts = {
            "site": case.places[levels.site[change.what]].name,
            "area": m2(int(levels.area_m2[change.what])),
        }
        return _("%(site)s with %(area)s") % facts
    facts = {"site": case.places[change.what].name, "place": case.places[change.to or 0].name}
    return _("move %(site)s to %(place)s") % facts
