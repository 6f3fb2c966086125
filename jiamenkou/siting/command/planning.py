"""From a question to a plan the judge has seen, and to the plans beside it."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from django.utils.translation import gettext as _

from jiamenkou.engines.reach import Reach
from jiamenkou.engines.siting import (
    Infeasible,
    Plan,
    Progress,
    Stop,
    solve_growing,
    violations,
)
from jiamenkou.siting.command.answering import SPREAD, other_plans
from jiamenkou.siting.command.asking import Question
from jiamenkou.siting.layers import BadInput
from jiamenkou.siting.points import Ints
from jiamenkou.siting.reports import Choice, Report, write_geojson, write_page, write_xlsx

FRONTIER_GAP = 0.005
WRITERS: dict[str, Callable[[Report, Path], None]] = {
    "plan.xlsx": write_xlsx,
    "plan.geojson": write_geojson,
    "plan.html": write_page,
}


def best_plan(
    question: Question, given: argparse.Namespace, progress: Callable[[Progress], bool]
) -> tuple[Question, Plan]:
    """The plan, seen by the engine's judge, which knows nothing of solving. Raises Infeasible.

    The question comes back with the lists it was solved on: longer where the answer leant on it.
    """
    stop = Stop(gap=given.gap, seconds=given.seconds)
    homes, sites = question.demand.lonlat, question.sites.lonlat

    def lengthen(rows: Ints, listed: int) -> Reach:
        return question.walker.reach(homes[rows], sites, listed)

    problem, plan = solve_growing(
        question.problem, lengthen, stop=stop, seed=given.seed, progress=progress
    )
    if broken := violations(problem, plan):
        words = "; ".join(violation.words for violation in broken)
        raise Infeasible(
            _("This plan breaks a rule it was given and is not written: %(words)s.")
            % {"words": words}
        )
    return replace(question, problem=problem), plan


def frontier_of(
    question: Question,
    plan: Plan,
    given: argparse.Namespace,
    progress: Callable[[Progress], bool],
) -> list[Choice]:
    """Plans for more and for fewer, together in no more time than the plan was given."""
    if not given.frontier:
        return []
    stop = Stop(gap=max(given.gap, FRONTIER_GAP), seconds=given.seconds / len(SPREAD))
    return other_plans(question, plan, stop=stop, progress=progress)


def files_of(report: Report) -> dict[str, bytes]:
    """The three files of a plan by name."""
    with tempfile.TemporaryDirectory(prefix="jiamenkou-plan-") as aside:
        for name, write in WRITERS.items():
            write(report, Path(aside) / name)
        return {name: (Path(aside) / name).read_bytes() for name in WRITERS}


def write_files(files: Mapping[str, bytes], folder: Path) -> None:
    """All files or none: written aside, then moved into place."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".plan-") as aside:
        for name, content in files.items():
            (Path(aside) / name).write_bytes(content)
        for name in files:
            (Path(aside) / name).replace(folder / name)


def refuse_out(folder: Path) -> None:
    """Raises BadInput where the files cannot go."""
    if folder.exists() and not folder.is_dir():
        raise BadInput(_("--out %(folder)s is a file; a folder is needed.") % {"folder": folder})
