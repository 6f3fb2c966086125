"""What can be done with the engine: let it fill a month, stop it; the job that does it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from jiamenkou.audit.actions import record
from jiamenkou.engines.roster import OFF, Infeasible, OutOfTime, Plan, Progress, Stop
from jiamenkou.lib.constraints import refusing
from jiamenkou.lib.jobs import WORDS_LANGUAGE, job
from jiamenkou.lib.refusal import Refused
from jiamenkou.people.models import User
from jiamenkou.rota.actions.locks import lock_roster, note_change
from jiamenkou.rota.case import Case, case_of, case_to_sunday
from jiamenkou.rota.judging import in_rows
from jiamenkou.rota.kept import break_facts, trouble_facts
from jiamenkou.rota.models import Duty, Generation, Roster
from jiamenkou.rota.watching import solve_watched
from jiamenkou.web.live import tell

State = Generation.State
LOG = logging.getLogger(__name__)
MOST_STEPS = 120


@transaction.atomic
def generate(
    roster: Roster,
    *,
    seconds: int = 20,
    rounds: int | None = None,
    seed: int = 1,
    with_gaps: bool = False,
    by: User | None,
) -> Generation:
    """Let the engine fill a draft around what is kept; `with_gaps`: shifts may stay open.

    By `rounds` instead of seconds the same month comes out each time.
    """
    roster = lock_roster(roster)
    if roster.published:
        words = _("This month is published: people rely on it. Change single days, or repair it.")
        raise Refused("a_published_month_is_not_made_anew", words)
    with refusing(Generation):
        run = Generation.objects.create(
            roster=roster, asked_at=timezone.now(), most_seconds=seconds,
            most_rounds=rounds, seed=seed, with_gaps=with_gaps,
        )  # fmt: skip
    record("rota.generate", run, by=by, roster=roster.pk, with_gaps=with_gaps)
    tell(roster.topic)
    make_roster.defer(generation_id=run.pk)
    return run


@transaction.atomic
def stop(generation: Generation, *, by: User | None) -> None:
    """Keep the best month so far; the worker looks at every step."""
    asked = Generation.objects.under_way().filter(pk=generation.pk, stop_asked_at=None)
    if asked.update(stop_asked_at=timezone.now()):
        record("rota.stop", generation, by=by)
        tell(generation.topic)


@job
def make_roster(generation_id: int) -> None:
    """Solve and keep; taken up again after a crash it begins anew, once ended it does nothing."""
    run = Generation.objects.select_related("roster__centre__area").get(pk=generation_id)
    if not run.under_way:
        return
    _change(run, state=State.SOLVING, started_at=timezone.now(), trace=[])
    try:
        with override(WORDS_LANGUAGE):
            _solve(run, case_to_sunday(run.roster), case_of(run.roster))
    except Refused as refusal:
        _change(run, state=State.FAILED, words=refusal.words, ended_at=timezone.now())
    except OutOfTime:
        with override(WORDS_LANGUAGE):
            words = _("It was stopped before a month was found.")
            if not _stop_asked(run):
                words = _("Nothing was found in %(seconds)s seconds: give it more time.")
        words = words % {"seconds": run.most_seconds}
        _change(run, state=State.FAILED, words=words, ended_at=timezone.now())
    except Exception as fault:  # whatever it was, the page must say that it ended
        LOG.exception("Generation %s failed", run.pk)
        words = f"{type(fault).__name__}: {fault}"
        _change(run, state=State.FAILED, words=words, ended_at=timezone.now())


def _solve(run: Generation, *cases: Case) -> None:
    """By the first of the cases that can be solved; why, if the last of them cannot be."""
    trouble: list[dict[str, Any]] = []
    for case in cases:
        try:
            keep_plan(run, case, _plan(run, case))
        except Infeasible as reason:
            trouble = [trouble_facts(case, one) for one in reason.conflicts]
        else:
            return
    words = "" if trouble else _("No month keeps all these rules.")
    _change(run, state=State.INFEASIBLE, trouble=trouble, words=words, ended_at=timezone.now())


def _plan(run: Generation, case: Case) -> Plan:
    stop = Stop(seconds=run.most_seconds, rounds=run.most_rounds)
    problem = case.for_solving(with_gaps=run.with_gaps)
    return solve_watched(problem, stop=stop, seed=run.seed, look=_looker(run))


def _looker(run: Generation) -> Callable[[Progress | None], bool]:
    """Writes down how far it is, tells the open pages, and asks whether to stop."""
    trace: list[dict[str, Any]] = []

    def look(progress: Progress | None) -> bool:
        if progress is not None and progress.objective is not None:
            trace.append(asdict(progress))
            _change(
                run,
                trace=_thinned(trace),
                objective=progress.objective,
                bound=progress.bound,
                gap=progress.gap,
                seconds=progress.seconds,
            )
        return _stop_asked(run)

    return look


def _stop_asked(run: Generation) -> bool:
    return Generation.objects.filter(pk=run.pk, stop_asked_at__isnull=False).exists()


def _thinned(trace: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """At most so many steps, evenly, the first and the newest among them."""
    if len(trace) <= MOST_STEPS:
        return trace
    step = (len(trace) - 1) / (MOST_STEPS - 1)
    return [trace[round(number * step)] for number in range(MOST_STEPS)]


@transaction.atomic
def _change(run: Generation, **facts: Any) -> None:
    for name, value in facts.items():
        setattr(run, name, value)
    run.save(update_fields=list(facts))
    tell(run.topic)


@transaction.atomic
def keep_plan(run: Generation, case: Case, plan: Plan) -> None:
    """The plan's duties stand in the draft; what a hand did meanwhile is not overwritten."""
    roster = lock_roster(run.roster)
    if roster.published or roster.changed_at != case.roster.changed_at:
        words = _("The month was changed by hand meanwhile. Let the engine fill it again.")
        raise Refused("a_month_is_kept_as_it_was_read", words)
    roster.duties.filter(fixed=False).delete()
    with refusing(Duty):
        Duty.objects.bulk_create(_duties(case, plan))
    note_change(roster)
    stopped = _stop_asked(run)
    unmet = sorted(in_rows(case, plan.breaks), key=lambda one: (-one.cost, one.days))
    _change(
        run,
        state=State.STOPPED if stopped and not plan.proven else State.SOLVED,
        objective=plan.objective,
        bound=plan.bound,
        gap=plan.gap,
        proven=plan.proven,
        seconds=plan.seconds,
        unmet=[break_facts(one) for one in unmet],
        trace=_thinned([asdict(step) for step in plan.trace]) or run.trace,
        ended_at=timezone.now(),
    )


def _duties(case: Case, plan: Plan) -> Iterator[Duty]:
    """Those the engine chose in the month; what was kept stands already."""
    here = case.roster.pk
    kept = {(one.person_id, one.day) for one in case.duties if one.fixed or one.roster_id != here}
    for number, staff in enumerate(case.staff):
        for day, shift in zip(case.days, plan.roster.shift[number].tolist(), strict=True):
            inside = day.date < case.roster.until
            if inside and shift != OFF and (staff.person_id, day.date) not in kept:
                pattern = case.patterns[shift]
                yield Duty(
                    roster=case.roster, person_id=staff.person_id, pattern=pattern, day=day.date,
                    during=pattern.span(day.date), origin=Duty.Origin.ENGINE,
                )  # fmt: skip
