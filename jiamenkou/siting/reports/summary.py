"""summary.csv and summary.html: all counties of a province on one page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jiamenkou.engines.siting import Goal
from jiamenkou.lib.sheets import Cell, csv_lines
from jiamenkou.siting.reports.figures import mean_walk, share_within
from jiamenkou.siting.reports.page import house_tokens
from jiamenkou.siting.reports.report import Report
from jiamenkou.siting.reports.words import goal_words


@dataclass(frozen=True, kw_only=True)
class Figures:
    """One county's plan, or all together; fields as in `Report` and the engine's `Plan`."""

    goal: Goal
    people: int
    centres: int
    cost: int
    mean_metres: float
    share_within: float
    radius_metres: int
    objective: int
    bound: float
    proven: bool

    @property
    def gap(self) -> float:
        """|objective - bound| as a share of the larger, 0 to 1."""
        larger = max(self.objective, self.bound)
        return abs(self.objective - self.bound) / larger if larger > 0 else 0.0


@dataclass(frozen=True, kw_only=True)
class Line:
    """A county: its figures, or the words that say why it has no plan."""

    county: str
    folder: str
    figures: Figures | None
    words: str


@dataclass(frozen=True, kw_only=True)
class Summary:
    """A province, its counties in the order of the files."""

    title: str
    made_at: datetime
    version: str
    lines: tuple[Line, ...]

    @property
    def planned(self) -> list[Figures]:
        """The counties that have a plan."""
        return [line.figures for line in self.lines if line.figures is not None]

    @property
    def failed(self) -> list[Line]:
        """The counties that have none."""
        return [line for line in self.lines if line.figures is None]

    @property
    def together(self) -> Figures | None:
        """The planned counties as one, None where there is none.

        Bounds add up as objectives do: no plan that shares centres or yuan so is better.
        """
        return _together(self.planned) if self.planned else None


def figures_of(report: Report) -> Figures:
    """The figures of one county."""
    return Figures(
        goal=report.answer.goal,
        people=report.demand.total,
        centres=len(report.standing),
        cost=report.cost,
        mean_metres=mean_walk(report, report.metres),
        share_within=share_within(report, report.metres, report.radius_metres),
        radius_metres=report.radius_metres,
        objective=report.answer.objective,
        bound=report.answer.bound,
        proven=report.answer.proven,
    )


def summary_files(summary: Summary) -> dict[str, bytes]:
    """Both files by name; words are in the language that is active."""
    header, *rows = _rows(summary)
    table = "".join(csv_lines([str(title) for title in header], rows))
    facts = {
        "summary": summary,
        "language": get_language(),
        "tokens": house_tokens(),
        "goal": goal_words(summary.planned[0].goal) if summary.planned else "",
        "has_cost": any(figures.cost for figures in summary.planned),
    }
    page = render_to_string("siting/summary.html", facts)
    return {"summary.csv": table.encode(), "summary.html": page.encode()}


def _together(counties: list[Figures]) -> Figures:
    first = counties[0]
    total = max if first.goal is Goal.FARTHEST else sum
    people = sum(one.people for one in counties)
    walked = sum(one.mean_metres * one.people for one in counties)
    near = sum(one.share_within * one.people for one in counties)
    return Figures(
        goal=first.goal,
        people=people,
        centres=sum(one.centres for one in counties),
        cost=sum(one.cost for one in counties),
        mean_metres=walked / people if people else 0.0,
        share_within=near / people if people else 0.0,
        radius_metres=first.radius_metres,
        objective=total(one.objective for one in counties),
        bound=total(one.bound for one in counties),
        proven=all(one.proven for one in counties),
    )


def _rows(summary: Summary) -> Iterator[list[Cell]]:
    near = summary.planned[0].radius_metres if summary.planned else 0
    yield [
        _("County"), _("Folder"), _("People"), _("Centres"), _("Cost, yuan"),
        _("Mean walk, metres"), _("Share within %(metres)d m") % {"metres": near},
        _("Objective"), _("Bound"), _("Gap"), _("Proven best"), _("Why there is no plan"),
    ]  # fmt: skip
    for line in summary.lines:
        if line.figures is None:
            yield [line.county, None, *[None] * 9, line.words]
        else:
            yield [line.county, line.folder, *_cells(line.figures), None]


def _cells(figures: Figures) -> list[Cell]:
    return [
        figures.people, figures.centres, figures.cost, round(figures.mean_metres, 1),
        round(figures.share_within, 4), figures.objective, round(figures.bound, 1),
        round(figures.gap, 6), _("yes") if figures.proven else _("no"),
    ]  # fmt: skip
