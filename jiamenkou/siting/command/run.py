"""`jiamenkou plan`: from files to files, without a database."""

from __future__ import annotations

import argparse
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from django.utils.translation import gettext as _
from django.utils.translation import override

from jiamenkou.engines.siting import Infeasible
from jiamenkou.siting.command.answering import report_of
from jiamenkou.siting.command.asking import Question, ask, opened
from jiamenkou.siting.command.planning import (
    best_plan,
    files_of,
    frontier_of,
    refuse_out,
    write_files,
)
from jiamenkou.siting.command.province import plan_by_county
from jiamenkou.siting.command.showing import (
    infeasible_words,
    print_question,
    print_report,
    say,
    warn,
    watching,
)
from jiamenkou.siting.command.starting import LANGUAGES, start_django
from jiamenkou.siting.layers import BadInput

DONE, CANNOT, BAD_INPUT, STOPPED = 0, 1, 2, 130


def plan_from_files(given: argparse.Namespace) -> int:
    """Plan as the options say: 0 files written, 1 no plan, 2 bad input, 130 stopped."""
    start_django()
    with override(LANGUAGES[given.lang]):
        try:
            refuse_out(given.out)
            if given.by or given.dask:
                return DONE if plan_by_county(given) else CANNOT
            return _plan_as_one(given)
        except BadInput as bad:
            for problem in bad.problems:
                warn.print(problem, style="red", markup=False)
            return BAD_INPUT
        except KeyboardInterrupt:
            warn.print(_("Stopped; nothing was written."))
            return STOPPED


def _plan_as_one(given: argparse.Namespace) -> int:
    question = None
    try:
        with say.status(_("Reading and measuring walks …")):
            question = ask(given, opened(given))
        print_question(question)
        _plan_and_write(question, given)
    except Infeasible as none:
        warn.print(infeasible_words(none, question), style="red", markup=False)
        return CANNOT
    return DONE


def _plan_and_write(question: Question, given: argparse.Namespace) -> None:
    with _interruptible() as asked, watching(asked) as progress:
        question, plan = best_plan(question, given, progress)
    choices = []
    if not asked():
        with _interruptible() as asked, say.status(_("Plans for more and for fewer …")):
            choices = frontier_of(question, plan, given, lambda _progress: asked())
    with say.status(_("Writing …")):
        report = report_of(question, plan, choices, given)
        write_files(files_of(report), given.out)
    print_report(report, given.out)


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
