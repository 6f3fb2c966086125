"""The figures of a report, the most important first, and what they are called."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from jiamenkou.siting.reports.figures import (
    NEAR_METRES,
    mean_walk,
    percentile_walk,
    share_within,
    walks_of,
)
from jiamenkou.siting.reports.report import Report
from jiamenkou.web import formats


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One number under the plan and, where it has one, today; `show` words it for a reader.

    `worse` marks what must not go unseen: somebody is worse off.
    """

    label: str
    plan: float
    today: float | None = None
    unit: str = ""
    worse: bool = False
    show: Callable[[float | None], str] = formats.people

    @property
    def shown(self) -> str:
        return self.show(self.plan)

    @property
    def shown_today(self) -> str:
        return self.show(self.today)


def headline(report: Report) -> list[Figure]:
    """The figures of the summary, the most important first."""
    return [*_walking(report), *_changing(report), *_counting(report)]


def _walking(report: Report) -> Iterator[Figure]:
    before = report.metres_before
    yield Figure(
        label=_("Mean walk"),
        unit=_("metres"),
        plan=round(mean_walk(report, report.metres), 1),
        today=None if before is None else round(mean_walk(report, before), 1),
        show=whole_metres,
    )
    for radius in sorted({report.radius_metres, *NEAR_METRES}, key=_first(report.radius_metres)):
        yield Figure(
            label=_("People within %(metres)d m") % {"metres": radius},
            plan=round(share_within(report, report.metres, radius), 4),
            today=None if before is None else round(share_within(report, before, radius), 4),
            unit=_("share"),
            show=formats.percent,
        )
    yield Figure(
        label=_("95 of 100 people walk at most"),
        unit=_("metres"),
        plan=percentile_walk(report, report.metres, 0.95),
        today=None if before is None else percentile_walk(report, before, 0.95),
        show=whole_metres,
    )


def _changing(report: Report) -> Iterator[Figure]:
    if report.metres_before is None:
        return
    walks = walks_of(report)
    yield Figure(label=_("People who walk less than today"), plan=walks.less)
    yield Figure(label=_("People who walk more than today"), plan=walks.more, worse=walks.more > 0)
    if walks.more == 0:
        return
    yield Figure(
        label=_("The most anyone walks more"),
        worse=True,
        unit=_("metres"),
        plan=walks.most_more,
        show=whole_metres,
    )


def _counting(report: Report) -> Iterator[Figure]:
    today = sum(site.action in {"keep", "extend", "close"} for site in report.sites)
    yield Figure(
        label=_("Centres"),
        plan=len(report.standing),
        today=None if report.metres_before is None else today,
    )
    yield Figure(label=_("People"), plan=report.demand.total)
    out = report.demand.people[report.out_of_reach]
    yield Figure(label=_("People no centre reaches"), plan=int(out.sum()), worse=len(out) > 0)
    if report.cost:
        yield Figure(label=_("Cost"), unit=_("yuan"), plan=report.cost, show=formats.money)
    if missing := sum(site.missing_m2 for site in report.standing):
        yield Figure(label=_("Floor area missing"), unit="m²", plan=missing, show=formats.m2)


def _first(radius: int) -> Callable[[int], tuple[bool, int]]:
    return lambda metres: (metres != radius, metres)


def whole_metres(distance: float | None) -> str:
    """Metres to the metre: 1,045 m."""
    if distance is None:
        return formats.NOTHING
    return _("%(metres)s m") % {"metres": f"{round(distance):,}"}
