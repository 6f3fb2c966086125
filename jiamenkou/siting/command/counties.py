"""A province taken apart: each county with its own rows and its share of centres or yuan."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from jiamenkou.lib.columns import CellProblem, problem_at, text
from jiamenkou.lib.sheets import Given, Sheet
from jiamenkou.siting.command.asking import Layers, opened
from jiamenkou.siting.command.sharing import share_budget, share_number
from jiamenkou.siting.command.wishes import check_walks, columns_given, crs_given, goal_of
from jiamenkou.siting.layers import BadInput, Layer, no_header, people_in, refuse, standing_in

Rows = list[tuple[int, tuple[Given, ...]]]


@dataclass(frozen=True, kw_only=True)
class County:
    """A task of its own: `given` asks for its share; `layers` hold its rows and no others."""

    name: str
    given: argparse.Namespace
    layers: Layers

    @property
    def folder(self) -> str:
        """What the folder of its files is called."""
        return re.sub(r"[^\w -]", "_", self.name)

    @property
    def sites(self) -> int:
        """Rows of sites, those standing today included."""
        return sum(len(layer.sheet.rows) for layer in (*self.layers.sites, *self._standing))

    @property
    def people(self) -> int:
        """People in the rows that can be read."""
        return people_in(self.layers.demand, columns_given(self.given)["demand"])

    @property
    def kept(self) -> int:
        """Centres that stand today and stay."""
        if self.given.may_close:
            return 0
        columns = columns_given(self.given)["sites"]
        marked = sum(standing_in(layer, columns) for layer in self.layers.sites)
        return marked + sum(len(layer.sheet.rows) for layer in self._standing)

    @property
    def _standing(self) -> tuple[Layer, ...]:
        return (self.layers.standing,) if self.layers.standing else ()


def counties_of(given: argparse.Namespace) -> list[County]:
    """The counties of the files, in their order, each with its share. Raises BadInput."""
    if not given.by:
        raise BadInput(_("--dask plans county by county: name their column with --by COLUMN."))
    check_walks(given, goal_of(given))
    crs_given(given.crs)
    counties = list(_apart(opened(given), given))
    _refuse_one_folder(counties)
    return _with_shares(counties, given)


def _apart(whole: Layers, given: argparse.Namespace) -> Iterator[County]:
    layers = [whole.demand, *whole.sites, *([whole.standing] if whole.standing else [])]
    apart = [_rows_by_county(layer.sheet, given.by) for layer in layers]
    for name in dict.fromkeys(name for rows in apart for name in rows):
        demand, *sites = (
            replace(layer, sheet=replace(layer.sheet, rows=tuple(rows.get(name, ()))))
            for layer, rows in zip(layers, apart, strict=True)
        )
        standing = sites.pop() if whole.standing else None
        yield County(
            name=name,
            given=given,
            layers=Layers(demand=demand, sites=tuple(sites), standing=standing),
        )


def _rows_by_county(sheet: Sheet, by: str) -> dict[str, Rows]:
    """A row that names no county is refused: nobody could tell whose it is."""
    if by not in sheet.headers:
        raise BadInput(no_header(sheet.file, by, sheet.headers))
    at = sheet.headers.index(by)
    found: dict[str, Rows] = {}
    nameless: list[CellProblem] = []
    for number, cells in sheet.rows:
        if name := text(cells[at]):
            found.setdefault(name, []).append((number, cells))
        else:
            words = "This cell is empty; a value is needed here."
            nameless.append(problem_at(sheet, number, by, words))
    refuse(nameless)
    return found


def _refuse_one_folder(counties: Sequence[County]) -> None:
    """Two counties must not write over each other."""
    seen: dict[str, str] = {}
    for county in counties:
        other = seen.setdefault(county.folder.casefold(), county.name)
        if other != county.name:
            names = {"one": other, "other": county.name, "folder": county.folder}
            raise BadInput(
                _("“%(one)s” and “%(other)s” would both be written to %(folder)s; rename one.")
                % names
            )


def _with_shares(counties: Sequence[County], given: argparse.Namespace) -> list[County]:
    """A county without people or without sites has no share; it is told so when its turn comes."""
    able = [county for county in counties if county.sites and county.layers.demand.sheet.rows]
    people = [county.people for county in able]
    numbers: Sequence[int | None] = [None] * len(able)
    budgets: Sequence[int | None] = [None] * len(able)
    if given.number is not None:
        numbers = _numbers(given.number, able, people)
    if given.budget is not None:
        budgets = share_budget(given.budget, people)
    shares = {
        county.name: {"number": number, "budget": budget}
        for county, number, budget in zip(able, numbers, budgets, strict=True)
    }
    return [
        replace(county, given=_given(county.name, given, shares.get(county.name, {})))
        for county in counties
    ]


def _numbers(number: int, able: Sequence[County], people: Sequence[int]) -> list[int]:
    most = [county.sites for county in able]
    least = [max(1, county.kept) for county in able]
    facts = {"number": number, "least": sum(least), "sites": sum(most), "counties": len(able)}
    if number > sum(most):
        raise BadInput(_("--number %(number)d: there are only %(sites)d sites.") % facts)
    if number < sum(least):
        raise BadInput(
            _(
                "--number %(number)d: %(counties)d counties need %(least)d together, one each and "
                "those that stand today."
            )
            % facts
        )
    return share_number(number, people, least, most)


def _given(
    name: str, given: argparse.Namespace, share: dict[str, int | None]
) -> argparse.Namespace:
    title = _("Where centres should stand: %(city)s") % {"city": name}
    if given.title:
        title = f"{given.title} · {name}"
    return argparse.Namespace(**{**vars(given), **share, "title": title})
