"""What a report says in words: what happens, how good the answer is, how it was made."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from jiamenkou.engines.siting import Goal
from jiamenkou.siting.reports.report import Answer, Report
from jiamenkou.web import formats


def action_word(action: str) -> str:
    """What happens to a site, in a word."""
    return {
        "keep": _("keep"),
        "extend": _("extend"),
        "relocate": _("relocate"),
        "open": _("open"),
        "close": _("close"),
    }[action]


def quality_words(report: Report) -> str:
    """How far the plan can be from the best there is, as a sentence."""
    answer = report.answer
    if answer.proven:
        return _("Proven: no plan does better. %(limit)s") % {"limit": _limit_words(report)}
    gap = {"gap": f"{max(answer.gap, 0.0001):.2%}", "limit": _limit_words(report)}
    return _("Certified: this plan is at most %(gap)s away from the best. %(limit)s") % gap


def _limit_words(report: Report) -> str:
    answer, people = report.answer, max(report.demand.total, 1)
    if answer.goal is Goal.WALK:
        mean = {"metres": f"{answer.bound / people:,.1f}"}
        return _("The mean walk cannot be brought below %(metres)s m.") % mean
    if answer.goal is Goal.COVER:
        return _("No plan covers more than %(people)s people.") % {"people": f"{answer.bound:,.0f}"}
    if answer.goal is Goal.FEWEST:
        least = {"number": f"{answer.bound:,.0f}"}
        return _("No fewer than %(number)s centres will do.") % least
    if answer.goal is Goal.FARTHEST:
        least = {"metres": f"{answer.bound:,.0f}"}
        return _("The longest walk cannot be brought below %(metres)s m.") % least
    mean = {"metres": f"{answer.bound / people:,.1f}"}
    return _("Walks and charges together cannot be brought below %(metres)s m a person.") % mean


def run_words(report: Report) -> str:
    """Time, seed and what holds the plan back."""
    answer = report.answer
    said = _("%(seconds)s s, seed %(seed)d.") % {
        "seconds": f"{answer.seconds:.1f}",
        "seed": answer.seed,
    }
    if held := binding_words(answer):
        said = f"{said} " + _("What holds it back: %(rules)s.") % {"rules": held}
    return said


def binding_words(answer: Answer) -> str:
    """The rules that bind, as a list."""
    words = {
        "number": _("the number of centres"),
        "budget": _("the budget"),
        "radius": _("the radius"),
        "capacity": _("the capacity of centres"),
        "required": _("centres that must stay"),
    }
    return _(", ").join(words.get(rule, rule) for rule in answer.binding)


def goal_words(goal: Goal) -> str:
    """What the plan makes large or small."""
    return {
        Goal.WALK: _("the least walking for everybody together"),
        Goal.COVER: _("the most people within the radius"),
        Goal.FEWEST: _("the fewest centres with everybody within the radius"),
        Goal.FARTHEST: _("the shortest longest walk"),
        Goal.BUDGET: _("the least walking, and few people far away, within the budget"),
    }[goal]


def choice_rows(report: Report) -> list[list[str | int | float]]:
    """The frontier as a table, its header first."""
    header: list[str | int | float] = [
        _("Centres"),
        _("Cost, yuan"),
        _("Mean walk, metres"),
        _("Share within %(metres)d m") % {"metres": report.radius_metres},
        _("Gap"),
    ]
    return [header] + [
        [
            choice.centres,
            choice.cost,
            round(choice.mean_metres, 1),
            round(choice.share_within, 4),
            round(choice.gap, 6),
        ]
        for choice in report.frontier
    ]


def made_how(report: Report) -> list[tuple[str, str]]:
    """Files, settings and result of the run, so that it can be repeated."""
    return [*_result(report), *report.parameters, *_files(report), *_notes(report)]


def _result(report: Report) -> Iterator[tuple[str, str]]:
    answer = report.answer
    yield _("Goal"), goal_words(answer.goal)
    yield _("Objective"), f"{answer.objective:,}"
    yield _("Bound"), f"{answer.bound:,.1f}"
    yield _("Gap"), f"{answer.gap:.4%}"
    yield _("Proven best"), _("yes") if answer.proven else _("no")
    yield _("What holds it back"), binding_words(answer) or formats.NOTHING
    yield _("Seconds"), f"{answer.seconds:.1f}"
    yield _("Seed"), str(answer.seed)
    yield _("Made"), report.made_at.isoformat(" ", "seconds")
    yield _("Version"), f"Jiamenkou {report.version}"


def _files(report: Report) -> Iterator[tuple[str, str]]:
    for read in report.reads:
        yield (
            f"{read.role}: {read.name}",
            _("%(rows)s rows, SHA-256 %(sha256)s")
            % {
                "rows": f"{read.rows:,}",
                "sha256": read.sha256,
            },
        )
        if read.columns:
            taken = ", ".join(f"{role} = {column}" for role, column in read.columns)
            yield _("Columns of %(file)s") % {"file": read.name}, taken


def _notes(report: Report) -> Iterator[tuple[str, str]]:
    for note in report.notes:
        yield _("Note"), note
