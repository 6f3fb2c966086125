"""What can be done with runs: solve a scenario, stop and keep, solve again, find the frontier."""

from __future__ import annotations

import io
import logging
from dataclasses import asdict, replace
from typing import Any

import numpy as np
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Model
from django.forms.models import model_to_dict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from jiamenkou.audit.actions import record
from jiamenkou.engines.siting import Goal, Infeasible, Plan, Problem, Progress, Stop, TooLarge
from jiamenkou.engines.siting import frontier as engine_frontier
from jiamenkou.engines.siting import solve as engine_solve
from jiamenkou.lib.constraints import refusing
from jiamenkou.lib.jobs import WORDS_LANGUAGE, job
from jiamenkou.lib.refusal import Refused
from jiamenkou.siting.memory import too_large_words
from jiamenkou.siting.models import PlanSite, Scenario, ScenarioRun
from jiamenkou.siting.outcome import Outcome, answer_of
from jiamenkou.siting.solving import Case, case_of, load, save
from jiamenkou.web.live import tell

State = ScenarioRun.State
LOG = logging.getLogger(__name__)
MOST_POINTS_NAMED = 200
AFTER_SOLVING = -10
"""The frontier waits until nobody waits for a plan."""
FRONTIER_SECONDS = 5
FRONTIER_SHARES = (0.0, 0.25, 0.5, 0.75, 1.25, 1.5, 2.0)


@transaction.atomic
def solve(scenario: Scenario, *, by: Model | None) -> ScenarioRun:
    """Queue a solving of the scenario as it is now."""
    with refusing(ScenarioRun):
        run = ScenarioRun.objects.create(
            scenario=scenario, seed=scenario.seed, parameters=_parameters(scenario)
        )
    record("siting.solve", run, by=by, scenario=scenario.pk)
    solve_run.defer(run_id=run.pk)
    return run


@transaction.atomic
def solve_again(run: ScenarioRun, *, by: Model | None) -> ScenarioRun:
    """A run that failed gets another try."""
    run = ScenarioRun.objects.select_for_update().get(pk=run.pk)
    if State.QUEUED not in ScenarioRun.NEXT.get(State(run.state), set()):
        words = _("Only a run that failed can be tried again.")
        raise Refused("only_a_failed_run_is_tried_again", words)
    run.state, run.words = State.QUEUED, ""
    run.stop_asked_at = run.ended_at = None
    with refusing(ScenarioRun):
        run.save(update_fields=["state", "words", "stop_asked_at", "ended_at"])
    record("siting.solve_again", run, by=by)
    solve_run.defer(run_id=run.pk)
    return run


@transaction.atomic
def ask_to_stop(run: ScenarioRun, *, by: Model | None) -> None:
    """Keep the best plan so far; the worker looks twice a second."""
    asked = ScenarioRun.objects.under_way().filter(pk=run.pk, stop_asked_at=None)
    if asked.update(stop_asked_at=timezone.now()):
        record("siting.ask_to_stop", run, by=by)
        tell(run.topic)


@job
def solve_run(run_id: int) -> None:
    """Solve and keep; taken up again after a crash it begins anew, once ended it does nothing."""
    run = ScenarioRun.objects.select_related("scenario").get(pk=run_id)
    if not run.under_way:
        return
    _change(run, state=State.SOLVING, started_at=timezone.now(), trace=[])
    try:
        with override(WORDS_LANGUAGE):
            case = case_of(run.scenario)
            plan = engine_solve(
                case.problem, stop=_stop_of(run.scenario), seed=run.seed, progress=_listener(run)
            )
            _keep(run, case, plan)
        find_frontier.configure(priority=AFTER_SOLVING).defer(run_id=run.pk)
    except Infeasible as reason:
        _keep_infeasible(run, case, reason)
    except TooLarge as large:
        with override(WORDS_LANGUAGE):
            words = too_large_words(large)
        _change(run, state=State.FAILED, words=words, ended_at=timezone.now())
    except Refused as refusal:
        _change(run, state=State.INFEASIBLE, words=refusal.words, ended_at=timezone.now())
    except Exception as fault:  # whatever it was, the page must say that it ended
        LOG.exception("Run %s failed", run.pk)
        words = f"{type(fault).__name__}: {fault}"
        _change(run, state=State.FAILED, words=words, ended_at=timezone.now())


@job
def find_frontier(run_id: int) -> None:
    """Plans for less and for more than this run's, to see what the next yuan or centre gives."""
    run = ScenarioRun.objects.with_answer().get(pk=run_id)
    with run.arrays.open("rb") as file:
        case, _chosen = load(file)
    plans = _frontier_plans(run, case)
    with override(WORDS_LANGUAGE):
        _change(run, frontier=[_frontier_point(run, case, plan) for plan in plans])


def _listener(run: ScenarioRun) -> Any:
    """Writes down how far it is, tells the open pages, and asks whether to stop."""
    trace: list[dict[str, Any]] = []

    def listen(progress: Progress) -> bool:
        trace.append(asdict(progress))
        _change(
            run,
            trace=_thinned(trace),
            objective=progress.objective,
            bound=progress.bound,
            gap=progress.gap,
            seconds=progress.seconds,
        )
        return ScenarioRun.objects.filter(pk=run.pk, stop_asked_at__isnull=False).exists()

    return listen


def _thinned(trace: list[dict[str, Any]], most: int = 120) -> list[dict[str, Any]]:
    """At most so many steps, the first and the newest among them."""
    if len(trace) <= most:
        return trace
    picked = np.unique(np.linspace(0, len(trace) - 1, most).round().astype(int))
    return [trace[i] for i in picked]


@transaction.atomic
def _change(run: ScenarioRun, **facts: Any) -> None:
    for name, value in facts.items():
        setattr(run, name, value)
    run.save(update_fields=list(facts))
    tell(run.topic)


@transaction.atomic
def _keep(run: ScenarioRun, case: Case, plan: Plan) -> None:
    outcome = Outcome(
        case=case,
        chosen=plan.chosen,
        title=str(run.scenario),
        made_at=timezone.localtime(),
        answer=answer_of(case, plan),
    )
    stored = io.BytesIO()
    save(case, plan.chosen, stored)
    stopped = ScenarioRun.objects.filter(pk=run.pk, stop_asked_at__isnull=False).exists()
    run.plan_sites.all().delete()
    PlanSite.objects.bulk_create(_plan_site(run, case, facts) for facts in outcome.sites)
    run.arrays.save(f"run-{run.pk}.npz", ContentFile(stored.getvalue()), save=False)
    _change(
        run,
        arrays=run.arrays.name,
        state=State.STOPPED if stopped and not plan.proven else State.SOLVED,
        inputs_hash=case.inputs_hash,
        objective=plan.objective,
        bound=plan.bound,
        gap=plan.gap,
        proven=plan.proven,
        seconds=plan.seconds,
        binding=list(plan.binding),
        trace=_thinned([asdict(step) for step in plan.trace]),
        summary={**outcome.summary, "notes": list(case.notes)},
        ended_at=timezone.now(),
    )


def _plan_site(run: ScenarioRun, case: Case, facts: dict[str, Any]) -> PlanSite:
    site, place = facts["site"], case.places[facts["place"]]
    return PlanSite(
        run=run,
        action=site.action,
        centre_id=facts["centre"],
        premises_id=place.premises,
        name=site.name,
        lon=site.lon,
        lat=site.lat,
        area_m2=site.area_m2,
        cost=site.cost,
        people=facts["people"],
        mean_metres=facts["mean_metres"] if facts["people"] else None,
        walk_less=facts["walk_less"],
        walk_more=facts["walk_more"],
        most_more_metres=facts["most_more_metres"],
        by_band=facts["by_band"],
    )


def _keep_infeasible(run: ScenarioRun, case: Case, reason: Infeasible) -> None:
    demand, points = case.demand, np.asarray(reason.points)
    largest = points[np.argsort(-demand.people[points], kind="stable")][:MOST_POINTS_NAMED]
    named = [
        {"key": demand.ids[i], "lon": float(demand.lon[i]), "lat": float(demand.lat[i]),
         "people": int(demand.people[i])}
        for i in largest.tolist()
    ]  # fmt: skip
    trouble = {
        "points": named,
        "count": len(reason.points),
        "radius_metres": reason.radius_metres,
        "budget": reason.budget,
        "number": reason.number,
    }
    with override(WORDS_LANGUAGE):
        words = infeasible_words(trouble)
    _change(run, state=State.INFEASIBLE, words=words, trouble=trouble, ended_at=timezone.now())


def infeasible_words(trouble: dict[str, Any]) -> str:
    """Why no plan exists, and what would do."""
    said = [_("No plan keeps all these rules.")]
    if trouble["count"]:
        names = "、".join(point["key"] for point in trouble["points"][:5])
        words = _("%(count)d places where people live stay too far from any site: %(names)s …")
        said.append(words % {"count": trouble["count"], "names": names})
    if trouble["radius_metres"] is not None:
        said.append(_("A radius of %(metres)d m would do.") % {"metres": trouble["radius_metres"]})
    if trouble["budget"] is not None:
        said.append(_("A budget of %(yuan)s yuan would do.") % {"yuan": f"{trouble['budget']:,}"})
    if trouble["number"] is not None:
        said.append(_("%(number)d centres would do.") % {"number": trouble["number"]})
    return " ".join(said)


def _frontier_plans(run: ScenarioRun, case: Case) -> list[Plan]:
    problem = case.problem
    if problem.goal is Goal.FEWEST:
        problem = replace(problem, goal=Goal.COVER, number=_standing(run), at_least=0, at_most=None)
    stop = replace(_stop_of(run.scenario), seconds=FRONTIER_SECONDS)
    if problem.goal is Goal.BUDGET and problem.budget is not None:
        budgets = sorted({round(problem.budget * share) for share in (*FRONTIER_SHARES, 1.0)})
        return engine_frontier(problem, budgets=budgets, stop=stop, seed=run.seed)
    return engine_frontier(problem, numbers=_numbers_around(run, problem), stop=stop, seed=run.seed)


def _numbers_around(run: ScenarioRun, problem: Problem) -> list[int]:
    asked = problem.number or _standing(run)
    least = max(1, int(problem.required.sum()) if problem.required is not None else 1)
    most = min(problem.levels.sites, len(np.unique(problem.levels.place)))
    return [number for number in range(asked - 4, asked + 5) if least <= number <= most]


def _standing(run: ScenarioRun) -> int:
    return run.plan_sites.exclude(action=PlanSite.Action.CLOSE).count()


def _frontier_point(run: ScenarioRun, case: Case, plan: Plan) -> dict[str, Any]:
    outcome = Outcome(
        case=case,
        chosen=plan.chosen,
        title=str(run.scenario),
        made_at=timezone.localtime(),
        answer=answer_of(case, plan),
    )
    walks = outcome.summary["all"]
    return {
        "centres": len(plan.chosen),
        "cost": plan.cost,
        "mean_metres": walks["mean"],
        "share_within": walks["within"],
        "gap": plan.gap,
    }


def _stop_of(scenario: Scenario) -> Stop:
    return Stop(gap=scenario.gap, seconds=float(scenario.seconds))


def _parameters(scenario: Scenario) -> dict[str, Any]:
    """The scenario as it was when it was asked, rules for single centres included."""
    rules = [model_to_dict(rule, exclude=["id", "scenario"]) for rule in scenario.site_rules.all()]
    return {**model_to_dict(scenario, exclude=["id"]), "site_rules": rules}
