"""What `jiamenkou plan` says while it works and when it is done."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.utils.translation import gettext as _
from rich.console import Console
from rich.live import Live
from rich.table import Table

from jiamenkou.engines.siting import Infeasible, Progress, needed_mib
from jiamenkou.siting.command.asking import Question
from jiamenkou.siting.command.doubts import some_of
from jiamenkou.siting.reports import Report
from jiamenkou.siting.reports.headline import headline, whole_metres
from jiamenkou.siting.reports.summary import Figures, Summary
from jiamenkou.siting.reports.words import binding_words, quality_words

say = Console(highlight=False, soft_wrap=True)


warn = Console(highlight=False, soft_wrap=True, stderr=True)


@contextmanager
def watching(asked: Callable[[], bool]) -> Iterator[Callable[[Progress], bool]]:
    """A table of bound, incumbent and gap that grows while the solver runs."""
    seen: list[Progress] = []
    began = time.monotonic()

    def progress(now: Progress) -> bool:
        seen.append(now)
        live.update(_progress_table(seen, time.monotonic() - began))
        return asked()

    with Live(console=say, refresh_per_second=4, transient=True) as live:
        yield progress


def _progress_table(seen: list[Progress], seconds: float) -> Table:
    """The latest lines, one for every change of incumbent or phase."""
    table = Table(title=_("%(seconds)d s · Ctrl-C keeps the best so far") % {"seconds": seconds})
    for name in (_("Seconds"), _("Phase"), _("Incumbent"), _("Bound"), _("Gap")):
        table.add_column(name, justify="right")
    turns = [
        now
        for now, later in zip(seen, [*seen[1:], None], strict=True)
        if later is None or (now.objective, now.phase) != (later.objective, later.phase)
    ]
    for now in turns[-8:]:
        table.add_row(
            f"{now.seconds:.1f}",
            now.phase,
            f"{now.objective:,}",
            f"{now.bound:,.0f}",
            f"{now.gap:.2%}",
        )
    return table


def print_question(question: Question) -> None:
    for read in question.reads:
        taken = ", ".join(f"{field} = {header}" for field, header in read.columns)
        say.print(f"{read.name}: {read.rows:,} · {taken}", markup=False)
    walked = {"walks": f"{len(question.problem.reach.place):,}"}
    say.print(_("%(walks)s walks measured.") % walked)
    needed = {"needed": f"{needed_mib(question.problem):,}"}
    say.print(_("Solving takes about %(needed)s MiB of memory.") % needed)
    for note in question.notes:
        say.print(note, style="yellow", markup=False)


def print_report(report: Report, folder: Path) -> None:
    table = Table(show_header=False, box=None)
    answer = report.answer
    rows = [(figure.label, figure.shown) for figure in headline(report)]
    rows += [
        (_("Objective"), f"{answer.objective:,}"),
        (_("Bound"), f"{answer.bound:,.1f}"),
        (_("Gap"), f"{answer.gap:.4%}"),
        (_("Seconds"), f"{answer.seconds:.1f}"),
        (_("Seed"), str(answer.seed)),
        (_("What holds it back"), binding_words(answer) or "—"),
    ]
    for row in rows:
        table.add_row(*row)
    say.print(table)
    say.print(quality_words(report), style="green", markup=False)
    for name in ("plan.xlsx", "plan.geojson", "plan.html"):
        say.print(os.fspath(folder / name), markup=False)


def print_county(county: str, figures: Figures | None, words: str, turn: str) -> None:
    """One line a county, as it is done."""
    said = f"{turn} {county}: "
    if figures is None:
        warn.print(said + words, style="red", markup=False)
        return
    words = _("%(centres)d centres, mean walk %(metres)s, gap %(gap)s") % {
        "centres": figures.centres,
        "metres": whole_metres(figures.mean_metres),
        "gap": f"{figures.gap:.4%}",
    }
    say.print(said + words, markup=False)


def print_summary(summary: Summary, folder: Path) -> None:
    """How many counties have a plan, which have none, and where to look."""
    counted = {"planned": len(summary.planned), "counties": len(summary.lines)}
    say.print(_("%(planned)d of %(counties)d counties planned.") % counted)
    if summary.failed:
        names = ", ".join(line.county for line in summary.failed)
        warn.print(_("No plan for: %(names)s.") % {"names": names}, style="red", markup=False)
    for name in ("summary.csv", "summary.html"):
        say.print(os.fspath(folder / name), markup=False)


def infeasible_words(none: Infeasible, question: Question | None) -> str:
    """Why no plan keeps the rules, who is left out, and the smallest change that would do."""
    said = [_("No plan keeps these rules.")]
    if question is not None and len(none.points):
        names = some_of([question.demand.ids[i] for i in none.points])
        said.append(_("Demand points left out: %(names)s.") % {"names": names})
    for value, words in (
        (none.radius_metres, _("The smallest radius that would do is %(enough)s m.")),
        (none.budget, _("The smallest budget that would do is %(enough)s yuan.")),
        (none.number, _("The smallest number of centres that would do is %(enough)s.")),
    ):
        if value is not None:
            said.append(words % {"enough": f"{value:,}"})
    return " ".join(said if len(said) > 1 else [*said, none.words])
