"""Plans kept in this process: the arrays of the runs people looked at last."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from django.utils import timezone
from django.utils.translation import gettext as _

from jiamenkou.engines.siting import Goal
from jiamenkou.lib.refusal import Refused
from jiamenkou.siting.models import ScenarioRun
from jiamenkou.siting.outcome import Outcome
from jiamenkou.siting.points import Ints
from jiamenkou.siting.reports import Answer
from jiamenkou.siting.solving import load

MOST_KEPT = 4
"""At 100,000 points and 60 places each, a plan takes about 60 MB."""


def outcome_of(run: ScenarioRun) -> Outcome:
    """The plan of an answered run; read once, then kept. Raises Refused where its file is gone."""
    try:
        return _outcome(run.pk, run.arrays.name)
    except FileNotFoundError as error:
        words = _("The file of this plan is gone. Solve the scenario again to have it back.")
        raise Refused("a_plan_has_its_arrays", words) from error


def outcome_with(outcome: Outcome, chosen: Ints) -> Outcome:
    """What the same case would be with other levels chosen, int32, any order."""
    return replace(outcome, chosen=chosen)


@lru_cache(maxsize=MOST_KEPT)
def _outcome(run_id: int, _file: str) -> Outcome:
    """By its file as well: the same run solved anew has another."""
    run = ScenarioRun.objects.with_answer().get(pk=run_id)
    with run.arrays.open("rb") as file:
        case, chosen = load(file)
    return Outcome(
        case=case,
        chosen=chosen,
        title=run.parameters["name"],
        made_at=timezone.localtime(run.ended_at),
        answer=answer(run),
    )


def answer(run: ScenarioRun) -> Answer:
    """How good the engine said the plan is."""
    return Answer(
        goal=Goal(run.parameters["goal"]),
        objective=run.objective or 0,
        bound=run.bound or 0.0,
        gap=run.gap or 0.0,
        proven=run.proven,
        seconds=run.seconds or 0.0,
        seed=run.seed,
        binding=tuple(run.binding),
    )
