"""plan.html: one page that opens anywhere, offline, and prints on A4."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jiamenkou.engines.siting import Goal
from jiamenkou.siting.points import band_words
from jiamenkou.siting.reports.charting import Drawing, drawn_chart
from jiamenkou.siting.reports.figures import (
    distribution,
    fair_step,
    served_at,
    walks_by_band,
    walks_of,
)
from jiamenkou.siting.reports.headline import headline, whole_metres
from jiamenkou.siting.reports.mapping import drawn_map
from jiamenkou.siting.reports.report import ACTIONS, Report
from jiamenkou.siting.reports.words import (
    action_word,
    choice_rows,
    made_how,
    quality_words,
    run_words,
)
from jiamenkou.web import formats
from jiamenkou.web.charts import Chart, Series

CLASSES = 10
MOST_NAMED = 12


def write_page(report: Report, file: Path) -> None:
    """Write the page; words are in the language that is active."""
    file.write_text(page(report), encoding="utf-8")


def page(report: Report) -> str:
    """The page as text, with everything it needs inside."""
    first, *figures = headline(report)
    facts = {
        "report": report,
        "language": get_language(),
        "tokens": house_tokens(),
        "first": first,
        "figures": figures,
        "everybody": walks_of(report),
        "map": drawn_map(report),
        "legend": _legend(report),
        "distance": drawn_chart(_distribution_chart(report), show=formats.people),
        "by_age": _by_age(report),
        "frontier": list(_frontier_charts(report)),
        "choices": choice_rows(report)[1:],
        "ages": [(band_words(name), walks) for name, walks in walks_by_band(report).items()],
        "sites": [
            (site, action_word(site.action), served)
            for site, served in zip(report.sites, served_at(report), strict=True)
        ],
        "has_names": any(site.name != site.id for site in report.sites),
        "has_cost": report.cost > 0,
        "has_area": any(site.area_m2 for site in report.sites),
        "unreached": _unreached(report),
        "quality": quality_words(report),
        "run": run_words(report),
        "sure": f"{100 * (1 - report.answer.gap):.2f}",
        "how": made_how(report),
    }
    return render_to_string("siting/report.html", facts)


def house_tokens() -> str:
    """The colours and sizes of the house, as every page has them."""
    found = finders.find("web/tokens.css")
    if found is None:
        raise FileNotFoundError("web/tokens.css")
    return Path(found).read_text(encoding="utf-8")


def _legend(report: Report) -> list[tuple[str, str, int]]:
    counted = [(action, [site.action for site in report.sites].count(action)) for action in ACTIONS]
    return [(action, action_word(action), count) for action, count in counted if count]


def _by_age(report: Report) -> Drawing | None:
    return drawn_chart(_age_chart(report), show=whole_metres) if report.demand.bands else None


def _distribution_chart(report: Report) -> Chart:
    step = fair_step(report)
    names = [f"{step * (i + 1):,}" for i in range(CLASSES)]
    series = [
        Series(
            name=_("People under the plan"),
            values=distribution(report, report.metres, step=step, steps=CLASSES),
            tone="door",
        )
    ]
    if report.metres_before is not None:
        today = distribution(report, report.metres_before, step=step, steps=CLASSES)
        series.insert(0, Series(name=_("People today"), values=today, tone="quiet"))
    return Chart(
        title=_("How far people walk"),
        kind="bar",
        x=[*names, _("farther")],
        x_label=_("Walk up to, metres"),
        y_label=_("People"),
        series=series,
    )


def _age_chart(report: Report) -> Chart:
    walks = walks_by_band(report)
    series = [
        Series(
            name=_("Mean walk under the plan"),
            values=[one.mean for one in walks.values()],
            tone="door",
        )
    ]
    if report.metres_before is not None:
        today = [one.mean_before for one in walks.values()]
        series.insert(0, Series(name=_("Mean walk today"), values=today, tone="quiet"))
    return Chart(
        title=_("How far people walk, by age"),
        kind="bar",
        x=[band_words(name) for name in walks],
        x_label=_("Age"),
        y_label=_("Metres"),
        series=series,
    )


def _frontier_charts(report: Report) -> Iterator[Drawing]:
    """More centres, or more money, against less walking and more people near one."""
    if not report.frontier:
        return
    centres = {choice.centres for choice in report.frontier}
    by_cost = report.answer.goal is Goal.BUDGET or len(centres) < len(report.frontier)
    x = [choice.cost if by_cost else choice.centres for choice in report.frontier]
    show_x = formats.money if by_cost else formats.people
    label = _("Cost") if by_cost else _("Centres")
    here = (len(report.standing), report.cost)
    at = [(choice.centres, choice.cost) for choice in report.frontier]
    marked = at.index(here) if here in at else None
    means = [choice.mean_metres for choice in report.frontier]
    shares = [choice.share_within for choice in report.frontier]
    near = _("People within %(metres)d m") % {"metres": report.radius_metres}
    for name, values, tone, show in (
        (_("Mean walk"), means, "door", whole_metres),
        (near, shares, "jade", formats.percent),
    ):
        chart = Chart(
            title=name,
            kind="scatter",
            x=x,
            x_label=label,
            y_label=name,
            series=[Series(name=name, values=values, tone=tone)],  # type: ignore[arg-type]
            marked=marked,
        )
        yield drawn_chart(chart, show=show, show_x=show_x)


def _unreached(report: Report) -> dict[str, object] | None:
    points = report.out_of_reach
    if len(points) == 0:
        return None
    largest = sorted(points, key=lambda i: -int(report.demand.people[i]))[:MOST_NAMED]
    return {
        "people": int(report.demand.people[points].sum()),
        "points": len(points),
        "named": [(report.demand.ids[i], int(report.demand.people[i])) for i in largest],
        "more": len(points) - len(largest),
    }
