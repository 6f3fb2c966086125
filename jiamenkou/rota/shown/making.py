"""How a generation goes and went, in words and as a line."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from jiamenkou.rota.kept import troubles_of, unmet_of
from jiamenkou.rota.models import Generation
from jiamenkou.rota.shown.remarks import Remark, RemarkGroup, grouped, remark
from jiamenkou.rota.words import trouble_words
from jiamenkou.web.charts import Chart, Series

State = Generation.State
TONES = {State.SOLVED: "ok", State.STOPPED: "ok", State.INFEASIBLE: "late", State.FAILED: "late"}


def doing_words(run: Generation) -> str:
    if run.state == State.QUEUED:
        return _("Waiting for a worker")
    return _("Looking for a better month") if run.trace else _("Looking for a first month")


def outcome_tone(run: Generation) -> str:
    return TONES.get(State(run.state), "info")


def outcome_words(run: Generation) -> str:
    if run.proven:
        return _("Proven: no month keeps these rules and wishes better.")
    if run.answered and (run.gap or 0) >= 1:
        return _("The best found in the time there was; how good it is, is not proven.")
    if run.answered:
        gap = {"gap": max(0.01, 100 * (run.gap or 0))}
        return _("Within %(gap).2f %% of the best there can be.") % gap
    return run.words or _("The shifts cannot be filled as the rules stand.")


def figures(run: Generation) -> list[tuple[str, str]]:
    if not run.answered:
        return []
    return [
        (_("Penalty points for rules and wishes not met"), f"{run.objective:,}"),
        (_("No month has fewer than"), f"{run.bound:,.0f}"),
        (_("Took"), _("%(seconds).1f s") % {"seconds": run.seconds}),
    ]


def unmet(run: Generation) -> tuple[list[Remark], list[RemarkGroup]]:
    """What must hold and does not, and what should."""
    found = unmet_of(run)
    soft = grouped((one, "") for one in found if not one.hard)
    return [remark(one) for one in found if one.hard], soft


def troubles(run: Generation) -> list[str]:
    return [trouble_words(one) for one in troubles_of(run)]


def trace_chart(run: Generation) -> Chart | None:
    """The best found and what nothing can be better than, second by second."""
    steps: list[dict[str, Any]] = run.trace
    if len(steps) < 2:
        return None
    return Chart(
        title=_("How good so far"),
        kind="line",
        x=[f"{step['seconds']:.1f}" for step in steps],
        x_label=_("seconds"),
        y_label=_("penalty points"),
        series=[
            Series(name=_("best found"), values=[step["objective"] for step in steps]),
            Series(
                name=_("no month is better"),
                values=[step["bound"] for step in steps],
                tone="quiet",
            ),
        ],
    )
