"""Random walks of verbs over a case: it never skips a step, and its clock agrees with a recount."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jiamenkou.engines.workdays import workdays_between
from jiamenkou.lib.refusal import Refused
from jiamenkou.places.calendar import the_calendar
from jiamenkou.services import actions
from jiamenkou.services.clock import clock_of
from jiamenkou.services.models import Case, State
from jiamenkou.services.models.case import NEXT
from tests import make

VERBS: dict[str, Callable[[Any], object]] = {
    "accept": lambda case: actions.accept_case(case, by=case.clerk),
    "work": lambda case: actions.begin_work(case, by=case.clerk),
    "notice": lambda case: actions.give_notice(case, by=case.clerk),
    "papers": make.with_papers,
    "lose": lambda case: actions.tick(
        case,
        ticks=[actions.Tick(paper=one.pk, state="missing") for one in case.materials.all()[:1]],
        by=case.clerk,
    ),
    "decide": lambda case: actions.decide(case, result="已办结", by=case.clerk),
    "deliver": lambda case: actions.deliver(case, how="post", to="agent", by=case.clerk),
    "reject": lambda case: actions.reject(case, reason="不符", remedy="复核", by=case.clerk),
    "withdraw": lambda case: actions.withdraw(case, by=case.clerk),
}
WALKS = st.lists(st.sampled_from(sorted(VERBS)), max_size=12)


@pytest.mark.django_db
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(walk=WALKS)
def test_no_sequence_of_verbs_skips_a_step(walk: list[str]) -> None:
    with transaction.atomic():
        case = make.case({"name": "身份证"}, {"name": "户口簿"})
        for verb in walk:
            with suppress(Refused), transaction.atomic():
                VERBS[verb](Case.objects.get(pk=case.pk))
            stands(Case.objects.get(pk=case.pk))
        transaction.set_rollback(True)


def stands(case: Case) -> None:
    """What must hold of a case wherever it is."""
    for step in case.steps.exclude(before=""):
        before, after = State(step.before), State(step.after)
        assert after in NEXT[before] or before == after
    assert (case.due_on is not None) == case.runs
    clock = clock_of(case)
    if case.due_on and clock:
        run = workdays_between(the_calendar(), clock.start, case.due_on, paused=clock.paused)
        assert run.n == clock.n
