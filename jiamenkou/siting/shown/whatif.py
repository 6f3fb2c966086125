"""What a plan would be with a few changes: figures beside it and beside today, rules it breaks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from jiamenkou.engines.siting import Violation, rules_broken
from jiamenkou.siting.outcome import Outcome
from jiamenkou.siting.reports.figures import NEAR_METRES, Walks, walks_by_band, walks_of
from jiamenkou.siting.solving import Case
from jiamenkou.web.formats import NOTHING, m2, metres, money, people, percent


@dataclass(frozen=True, kw_only=True)
class Line:
    """One figure of several plans, worded by `show`; `less_is_better` None where it is neither."""

    label: str
    values: tuple[float | None, ...]
    show: Callable[[float | None], str]
    less_is_better: bool | None = None
    show_change: Callable[[float | None], str] | None = None

    @property
    def shown(self) -> list[str]:
        return [self.show(value) for value in self.values]

    @property
    def change(self) -> str:
        """How the last differs from the one before it."""
        before, after = self.values[-2:]
        if before is None or after is None or self.show(before) == self.show(after):
            return NOTHING
        show = self.show_change or self.show
        return ("+" if after > before else "−") + show(abs(after - before))

    @property
    def tone(self) -> str:
        before, after = self.values[-2:]
        if self.less_is_better is None or before is None or after is None or before == after:
            return ""
        return "ok" if (after < before) == self.less_is_better else "late"


def lines(summaries: list[dict[str, Any]]) -> list[Line]:
    """The figures of plans side by side, today's first where something stands today."""
    today = summaries[0]["all"]["mean_before"] is not None
    return [*_walk_lines(summaries, today=today), *_other_lines(summaries, today=today)]


def heads(summaries: list[dict[str, Any]], names: list[str]) -> list[str]:
    """What the columns of `lines` are called: today's first where there is one."""
    today = summaries[0]["all"]["mean_before"] is not None
    return [_("today"), *names] if today else names


def _walk_lines(summaries: list[dict[str, Any]], *, today: bool) -> Iterator[Line]:
    first = summaries[0]
    yield Line(
        label=_("Mean walk"), show=metres, less_is_better=True,
        values=_row(first["all"]["mean_before"], [one["all"]["mean"] for one in summaries], today),
    )  # fmt: skip
    yield Line(
        label=_("Mean walk of people of 70 and over"), show=metres, less_is_better=True,
        values=_row(
            older_mean(first, "mean_before"), [older_mean(one, "mean") for one in summaries], today
        ),
    )  # fmt: skip
    for at, radius in enumerate(NEAR_METRES):
        yield Line(
            label=_("People within %(metres)d m") % {"metres": radius}, show=percent,
            less_is_better=False, show_change=_points,
            values=_row(
                first["near"][at]["before"], [one["near"][at]["after"] for one in summaries], today
            ),
        )  # fmt: skip


def _other_lines(summaries: list[dict[str, Any]], *, today: bool) -> Iterator[Line]:
    before = summaries[0]["area"]["before"]
    for label, name, show, less in (
        (_("Centres"), "centres", people, None),
        (_("Centres large enough"), "large_enough", people, False),
        (_("Space for 100 households"), "per_100_households", m2, False),
    ):
        after = [one["area"]["after"][name] for one in summaries]
        yield Line(label=label, values=_row(before[name], after, today), show=show,
                   less_is_better=less)  # fmt: skip
    costs = [sum(one["cost"].values()) for one in summaries]
    yield Line(label=_("Cost"), values=_row(0, costs, today), show=money)
    more = [one["all"]["more"] for one in summaries]
    yield Line(
        label=_("People who walk more than today"), values=_row(None, more, today), show=people,
        less_is_better=True,
    )  # fmt: skip
    yield Line(
        label=_("People no centre reaches"), show=people, less_is_better=True,
        values=_row(None, [one["unserved"] for one in summaries], today),
    )  # fmt: skip


def _points(share: float | None) -> str:
    return _("%(points).1f points") % {"points": (share or 0) * 100}


def _row(before: float | None, after: list[Any], today: bool) -> tuple[float | None, ...]:  # noqa: FBT001
    return (before, *after) if today else tuple(after)


def older_mean(summary: dict[str, Any], which: str) -> float | None:
    """The mean walk of people of 70 and over; None where ages are not known."""
    older = [summary["bands"][name] for name in ("age_70_79", "age_80_up")
             if name in summary["bands"]]  # fmt: skip
    count = sum(band["people"] for band in older)
    if not count or any(band[which] is None for band in older):
        return None
    return float(sum(band["people"] * band[which] for band in older) / count)


def beside(before: Outcome, after: Outcome) -> Walks:
    """Who walks less and who more under `after` than under `before`; one case, two plans."""
    return walks_of(replace(after.report, metres_before=before.plan.metres))


def beside_by_band(before: Outcome, after: Outcome) -> dict[str, Walks]:
    return walks_by_band(replace(after.report, metres_before=before.plan.metres))


def broken_rules(outcome: Outcome) -> list[str]:
    """The rules this choice breaks, each in words."""
    found = rules_broken(outcome.case.problem, outcome.plan)
    many = Counter(one.rule for one in found)["uncovered"]
    said = [_words(outcome, one) for one in found if one.rule != "uncovered"]
    if many:
        said.append(
            _("%(count)s places where people live are not near any centre.")
            % {"count": people(many)}
        )
    return said


def _words(outcome: Outcome, one: Violation) -> str:
    case, at = outcome.case, one.where or 0
    if one.rule == "number":
        least, most = case.problem.count_range
        facts = {"count": len(outcome.plan.chosen), "least": least, "most": most}
        return _("%(count)d centres would stand; %(least)d to %(most)d are allowed.") % facts
    if one.rule == "budget":
        over = outcome.plan.cost - (case.problem.budget or 0)
        return _("It costs %(over)s more than the budget.") % {"over": money(over)}
    return {
        "required": _("%(site)s may not close in this scenario."),
        "site": _("%(site)s is chosen twice."),
        "place": _("Two centres would stand at %(site)s."),
    }[one.rule] % {"site": _name(case, at)}


def _name(case: Case, at: int) -> str:
    return case.places[at].name
