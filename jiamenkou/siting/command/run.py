"""`jiamenkou plan`: from files to files, without a database."""

from __future__ import annotations

import argparse
import os
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import django
from django.apps import apps
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from jiamenkou.engines.siting import Infeasible, Plan, Stop, solve, violations
from jiamenkou.siting.command.answering import SPREAD, other_plans, report_of
from jiamenkou.siting.command.asking import Question, ask
from jiamenkou.siting.command.showing import (
    infeasible_words,
    print_question,
    print_report,
    say,
    warn,
    watching,
)
from jiamenkou.siting.layers import BadInput
from jiamenkou.siting.reports import Choice, Report, write_geojson, write_page, write_xlsx

DONE, CANNOT, BAD_INPUT, STOPPED = 0, 1, 2, 130
FRONTIER_GAP = 0.005
LANGUAGES = {"zh": "zh-hans", "en": "en"}


def plan_from_files(given: argparse.Namespace) -> int:
    """Plan as the options say: 0 files written, 1 no plan, 2 bad input, 130 stopped."""
    _start_django()
    with override(LANGUAGES[given.lang]):
        question = None
        try:
            _refuse_out(given.out)
            with say.status(_("Reading and measuring walks …")):
                question = ask(given)
            print_question(question)
            _plan_and_write(question, given)
        except BadInput as bad:
            for problem in bad.problems:
                warn.print(problem, style="red", markup=False)
            return BAD_INPUT
        except Infeasible as none:
            warn.print(infeasible_words(none, question), style="red", markup=False)
            return CANNOT
        except KeyboardInterrupt:
            warn.print(_("Stopped; nothing was written."))
            return STOPPED
    return DONE


def _plan_and_write(question: Question, given: argparse.Namespace) -> None:
    with _interruptible() as asked, watching(asked) as progress:
        stop = Stop(gap=given.gap, seconds=given.seconds)
        plan = solve(question.problem, stop=stop, seed=given.seed, progress=progress)
    _refuse_broken(question, plan)
    choices = _frontier(question, plan, given) if not asked() else []
    with say.status(_("Writing …")):
        report = report_of(question, plan, choices, given)
        _write(report, given.out)
    print_report(report, given.out)


def _refuse_broken(question: Question, plan: Plan) -> None:
    """The engine's judge, which knows nothing of solving, sees every plan before it is written."""
    if broken := violations(question.problem, plan):
        words = "; ".join(violation.words for violation in broken)
        raise Infeasible(
            _("This plan breaks a rule it was given and is not written: %(words)s.")
            % {"words": words}
        )


def _frontier(question: Question, plan: Plan, given: argparse.Namespace) -> list[Choice]:
    """Plans for more and for fewer, together in no more time than the plan was given."""
    if not given.frontier:
        return []
    stop = Stop(gap=max(given.gap, FRONTIER_GAP), seconds=given.seconds / len(SPREAD))
    with _interruptible() as asked, say.status(_("Plans for more and for fewer …")):
        return other_plans(question, plan, stop=stop, progress=lambda _progress: asked())


def _write(report: Report, folder: Path) -> None:
    """All three files or none: written aside, then moved into place."""
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


def _start_django() -> None:
    """Templates and languages and nothing else: no models, no database, no secret key."""
    package = Path(__file__).parents[2]
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
