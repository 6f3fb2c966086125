"""`jiamenkou plan`: from files to files, without a database."""

from __future__ import annotations

import argparse
import os
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from rich.console import Console
from rich.live import Live
from rich.table import Table

if TYPE_CHECKING:
    from jiamenkou.engines.siting import Infeasible, Plan, Progress
    from jiamenkou.siting.asking import Question
    from jiamenkou.siting.reports import Choice, Report

DONE, CANNOT, BAD_INPUT, STOPPED = 0, 1, 2, 130
FRONTIER_GAP = 0.005
LANGUAGES = {"zh": "zh-hans", "en": "en"}
say = Console(highlight=False, soft_wrap=True)
warn = Console(highlight=False, soft_wrap=True, stderr=True)


def plan_from_files(given: argparse.Namespace) -> int:
    """Plan as the options say: 0 files written, 1 no plan, 2 bad input, 130 stopped."""
    _start_django()
    from django.utils.translation import override

    from jiamenkou.engines.siting import Infeasible
    from jiamenkou.siting.asking import ask
    from jiamenkou.siting.layers import BadInput

    with override(LANGUAGES[given.lang]):
        question = None
        try:
            _refuse_out(given.out)
            with say.status(_("Reading and measuring walks …")):
                question = ask(given)
            _print_question(question)
            _plan_and_write(question, given)
        except BadInput as bad:
            for problem in bad.problems:
                warn.print(problem, style="red", markup=False)
            return BAD_INPUT
        except Infeasible as none:
            warn.print(_infeasible_words(none, question), style="red", markup=False)
            return CANNOT
        except KeyboardInterrupt:
            warn.print(_("Stopped; nothing was written."))
            return STOPPED
    return DONE


def _plan_and_write(question: Question, given: argparse.Namespace) -> None:
    from jiamenkou.engines.siting import Stop, solve
    from jiamenkou.siting.answering import report_of

    with _interruptible() as asked, _watching(asked) as progress:
        stop = Stop(gap=given.gap, seconds=given.seconds)
        plan = solve(question.problem, stop=stop, seed=given.seed, progress=progress)
    _refuse_broken(question, plan)
    choices = _frontier(question, plan, given) if not asked() else []
    with say.status(_("Writing …")):
        report = report_of(question, plan, choices, given)
        _write(report, given.out)
    _print_report(report, given.out)


def _refuse_broken(question: Question, plan: Plan) -> None:
    """The engine's judge, which knows nothing of solving, sees every plan before it is written."""
    from jiamenkou.engines.siting import Infeasible, violations

    if broken := violations(question.problem, plan):
        words = "; ".join(violation.words for violation in broken)
        raise Infeasible(
            _("This plan breaks a rule it was given and is not written: %(words)s.")
            % {"words": words}
        )


def _frontier(question: Question, plan: Plan, given: argparse.Namespace) -> list[Choice]:
    """Plans for more and for fewer, together in no more time than the plan was given."""
    from jiamenkou.engines.siting import Stop
    from jiamenkou.siting.answering import SPREAD, other_plans

    if not given.frontier:
        return []
    stop = Stop(gap=max(given.gap, FRONTIER_GAP), seconds=given.seconds / len(SPREAD))
    with _interruptible() as asked, say.status(_("Plans for more and for fewer …")):
        return other_plans(question, plan, stop=stop, progress=lambda _progress: asked())


def _write(report: Report, folder: Path) -> None:
    """All three files or none: written aside, then moved into place."""
    from jiamenkou.siting.reports import write_geojson, write_page, write_xlsx

    folder.mkdir(parents=True, exist_ok=True)
    writers: dict[str, Callable[[Report, Path], None]] = {
        "plan.xlsx": write_xlsx,
        "plan.geojson": write_geojson,
        "plan.html": write_page,
    }
    with tempfile.TemporaryDirectory(dir=folder, prefix=".plan-") as aside:
        for name, write in writers.items():
            write(report, Path(aside) / name)
        for name in writers:
            (Path(aside) / name).replace(folder / name)


def _refuse_out(folder: Path) -> None:
    from jiamenkou.siting.layers import BadInput

    if folder.exists() and not folder.is_dir():
        raise BadInput(_("--out %(folder)s is a file; a folder is needed.") % {"folder": folder})


@contextmanager
def _interruptible() -> Iterator[Callable[[], bool]]:
    """Ctrl-C asks to keep the best so far; a second one gives up."""
    asked = False

    def ask_to_stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal asked
        if asked:
            raise KeyboardInterrupt
        asked = True

    before = signal.signal(signal.SIGINT, ask_to_stop)
    try:
        yield lambda: asked
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _watching(asked: Callable[[], bool]) -> Iterator[Callable[[Progress], bool]]:
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


def _print_question(question: Question) -> None:
    for read in question.reads:
        taken = ", ".join(f"{field} = {header}" for field, header in read.columns)
        say.print(f"{read.name}: {read.rows:,} · {taken}", markup=False)
    walked = {"walks": f"{len(question.problem.reach.place):,}"}
    say.print(_("%(walks)s walks measured.") % walked)
    for note in question.notes:
        say.print(note, style="yellow", markup=False)


def _print_report(report: Report, folder: Path) -> None:
    from jiamenkou.siting.reports.words import binding_words, headline, quality_words

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


def _infeasible_words(none: Infeasible, question: Question | None) -> str:
    """Why no plan keeps the rules, who is left out, and the smallest change that would do."""
    from jiamenkou.siting.asking import some_of

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


def _start_django() -> None:
    """Templates and languages and nothing else: no models, no database, no secret key."""
    import django
    from django.apps import apps
    from django.conf import settings

    package = Path(__file__).parents[1]
    engine = {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [package / "siting" / "templates"],
        "OPTIONS": {"builtins": ["jiamenkou.web.templatetags.shell"]},
    }
    if not settings.configured:
        settings.configure(
            INSTALLED_APPS=["django.contrib.staticfiles", "jiamenkou.web"],
            TEMPLATES=[engine],
            LANGUAGES=[("zh-hans", "Chinese"), ("en", "English")],
            LOCALE_PATHS=[package / "locale"],
            TIME_ZONE=os.environ.get("JIAMENKOU_TIME_ZONE", "Asia/Shanghai"),
            STATIC_URL="/static/",
        )
    if not apps.ready:
        django.setup()


def _(words: str) -> str:
    """Translated when said: Django is not there yet when this module is read."""
    from django.utils.translation import gettext

    return gettext(words)
