"""plan.xlsx: the figures, the centres, every demand point, the frontier and how it was made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import xlsxwriter
from django.utils.translation import gettext as _

from jiamenkou.engines.reach import NOWHERE
from jiamenkou.siting.points import band_words
from jiamenkou.siting.reports.figures import change_metres, served_at, walks_by_band
from jiamenkou.siting.reports.headline import headline
from jiamenkou.siting.reports.report import Report
from jiamenkou.siting.reports.words import action_word, choice_rows, made_how

Cell: TypeAlias = str | int | float | None
SAFE = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
"""Text stays text, whatever it begins with; memory does not grow with the rows."""


def write_xlsx(report: Report, file: Path) -> None:
    """Write the workbook; words are in the language that is active."""
    with xlsxwriter.Workbook(str(file), SAFE) as book:
        _add(
            book,
            _("Summary"),
            [_("Figure"), _("Unit"), _("Plan"), _("As it stands")],
            _summary(report),
        )
        _add(book, _("Centres"), _site_header(), _site_rows(report))
        _add(book, _("People"), _demand_header(report), _demand_rows(report))
        if report.frontier:
            titles, *choices = choice_rows(report)
            _add(book, _("Frontier"), titles, choices)
        _add(book, _("How it was made"), [_("What"), _("Value")], made_how(report))


def _add(book: Any, name: str, header: Sequence[Cell], rows: Iterable[Sequence[Cell]]) -> None:
    sheet = book.add_worksheet(name[:31])
    bold = book.add_format({"bold": True, "bottom": 1})
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(header) - 1, 18)
    for column, title in enumerate(header):
        sheet.write_string(0, column, str(title), bold)
    for number, row in enumerate(rows, start=1):
        _write_row(sheet, number, row)
    sheet.autofilter(0, 0, 0, len(header) - 1)


def _write_row(sheet: Any, number: int, row: Sequence[Cell]) -> None:
    for column, value in enumerate(row):
        if isinstance(value, str):
            sheet.write_string(number, column, value)
        elif value is not None:
            sheet.write_number(number, column, value)


def _summary(report: Report) -> Iterator[Sequence[Cell]]:
    for figure in headline(report):
        yield figure.label, figure.unit, figure.plan, figure.today
    for name, walks in walks_by_band(report).items():
        label = _("Mean walk at age %(band)s") % {"band": band_words(name)}
        yield label, _("metres"), round(walks.mean, 1), _rounded(walks.mean_before)


def _site_header() -> list[str]:
    return [
        _("Number"), _("Id"), _("Name"), _("What happens"), _("Longitude"), _("Latitude"),
        _("Cost, yuan"), _("Floor area, m²"), _("Missing, m²"), _("Capacity"), _("People served"),
        _("Mean walk, metres"), _("Longest walk, metres"), _("Walk less"), _("Walk more"),
    ]  # fmt: skip


def _site_rows(report: Report) -> Iterator[Sequence[Cell]]:
    for number, (site, served) in enumerate(
        zip(report.sites, served_at(report), strict=True), start=1
    ):
        yield (
            number, site.id, site.name, action_word(site.action), site.lon, site.lat,
            site.cost, site.area_m2, site.missing_m2, site.capacity, served.people,
            round(served.mean, 1), served.farthest, served.less, served.more,
        )  # fmt: skip


def _demand_header(report: Report) -> list[str]:
    bands = [_("Aged %(band)s") % {"band": band_words(name)} for name in report.demand.bands]
    households = [_("Households")] if report.demand.households is not None else []
    return [
        _("Id"), _("Longitude"), _("Latitude"), _("People"), *households, *bands,
        _("Centre"), _("Walk, metres"), _("Walk today, metres"), _("Change, metres"),
    ]  # fmt: skip


def _demand_rows(report: Report) -> Iterator[Sequence[Cell]]:
    demand, before = report.demand, report.metres_before
    change = change_metres(report)
    facts = [demand.people, *([] if demand.households is None else [demand.households])]
    facts += list(demand.bands.values())
    for i, name in enumerate(demand.ids):
        at = report.served_by[i]
        yield (
            name, float(demand.lon[i]), float(demand.lat[i]),
            *(int(fact[i]) for fact in facts),
            report.sites[at].id if at >= 0 else None,
            _walk(report.metres[i]),
            None if before is None else _walk(before[i]),
            None if before is None else float(change[i]),
        )  # fmt: skip


def _walk(metres: int) -> int | None:
    return None if metres == NOWHERE else int(metres)


def _rounded(metres: float | None) -> float | None:
    return None if metres is None else round(metres, 1)
