"""A case from opening to delivery: its steps, its papers, its clock, whose it is."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from django.db import transaction
from django.utils import timezone

from jiamenkou.audit.models import Event
from jiamenkou.lib.refusal import Refused
from jiamenkou.notices.models import Message
from jiamenkou.people.models import User
from jiamenkou.services import actions
from jiamenkou.services.models import Case, State
from tests import make

pytestmark = pytest.mark.django_db


def refused(rule: str, attempt: Callable[[], object], field: str | None = None) -> str:
    with pytest.raises(Refused) as no, transaction.atomic():
        attempt()
    assert (no.value.rule, no.value.field) == (rule, field or no.value.field)
    return no.value.words


def of(case: Case) -> User:
    """Whose it is."""
    assert case.clerk
    return case.clerk


def now(case: Case) -> Case:
    case.refresh_from_db()
    return case


# ── steps ───────────────────────────────────────────────────────────────────────────────────────


def test_a_case_is_served_from_the_counter_to_the_hand_over() -> None:
    case = make.delivered(make.case(resident=make.resident()))
    steps = [step.after for step in case.steps.all() if step.after != step.before]
    assert steps == ["draft", "submitted", "accepted", "in_progress", "decided", "delivered"]
    assert now(case).due_on is None
    assert Event.objects.filter(verb="services.deliver", area_code=case.area_code).exists()


def test_a_case_skips_no_step() -> None:
    case = make.case()
    clerk = of(case)
    words = refused("a_case_skips_no_step", lambda: actions.decide(case, result="好", by=clerk))
    assert case.number in words


def test_a_step_is_taken_once_however_often_the_button_is_pressed() -> None:
    case = make.with_papers(make.case())
    assert case.clerk
    for _click in range(3):
        actions.accept_case(case, by=case.clerk, key="k1")
    assert case.steps.filter(after=State.ACCEPTED).count() == 1


def test_a_case_is_opened_once_a_key() -> None:
    clerk, centre, item = make.user(kind="clerk"), make.centre(), make.item()
    make.offer(item=item, centre=centre)
    cases = [
        actions.open_case(item, centre=centre, resident=None, by=clerk, key="k") for _n in range(2)
    ]
    assert cases[0] == cases[1]
    other = make.user(kind="clerk")
    assert actions.open_case(item, centre=centre, resident=None, by=other, key="k") != cases[0]


def test_a_case_lacking_papers_is_not_accepted_and_all_are_named() -> None:
    case = make.case({"name": "身份证"}, {"name": "户口簿"}, {"name": "照片", "may_follow": True})
    clerk = of(case)
    words = refused("a_case_has_its_papers", lambda: actions.accept_case(case, by=clerk))
    assert "身份证、户口簿" in words
    assert "照片" not in words


def test_a_minor_comes_with_a_guardian_who_is_on_record() -> None:
    centre, item = make.centre(), make.item(guardian_for_minors=True)
    make.offer(item=item, centre=centre)
    child, parent = make.child(), make.resident()
    clerk = make.user(kind="clerk")

    def opened(**facts: object) -> Case:
        return actions.open_case(item, centre=centre, resident=child, by=clerk, **facts)  # type: ignore[arg-type]

    refused("a_minor_comes_with_a_guardian", opened, "guardian")
    refused("a_guardian_is_on_record", lambda: opened(guardian=parent), "guardian")
    make.guardianship(minor=child, guardian=parent)
    assert opened(guardian=parent).guardian == parent


# ── papers ──────────────────────────────────────────────────────────────────────────────────────


def test_the_notice_names_all_that_is_missing_and_the_clock_stands() -> None:
    case = make.case(
        {"name": "身份证"}, {"name": "户口簿"}, resident=make.resident(phone=make.PHONE)
    )
    assert case.clerk
    notice = actions.give_notice(case, by=case.clerk)
    assert notice.names == ["身份证", "户口簿"]
    assert (now(case).state, case.due_on) == (State.NEEDS_MATERIALS, None)
    assert "身份证、户口簿" in Message.objects.get(kind="services.papers_missing").body
    make.with_papers(case)
    assert (now(case).state, case.due_on is None) == (State.SUBMITTED, False)


def test_a_second_notice_names_nothing_the_first_could_have_named() -> None:
    case = make.case({"name": "身份证"}, {"name": "户口簿"})
    clerk, first = case.clerk, case.materials.all()[0]
    assert clerk
    actions.tick(case, ticks=[actions.Tick(paper=first.pk, state="received")], by=clerk)
    actions.give_notice(case, by=clerk)
    refused("what_is_missing_is_told_at_once", lambda: actions.ask_for(case, name="照片", by=clerk))
    case.materials.filter(pk=first.pk).update(state="missing")
    words = refused("what_is_missing_is_told_at_once", lambda: actions.give_notice(case, by=clerk))
    assert "身份证" in words


def test_a_paper_taken_back_after_the_notice_may_follow() -> None:
    case = make.case({"name": "身份证"}, {"name": "户口簿"})
    clerk, (first, second) = case.clerk, case.materials.all()
    assert clerk
    actions.tick(case, ticks=[actions.Tick(paper=first.pk, state="received")], by=clerk)
    actions.give_notice(case, by=clerk)
    said = [
        actions.Tick(paper=first.pk, state="missing"),
        actions.Tick(paper=second.pk, state="received"),
    ]
    assert actions.tick(case, ticks=said, by=clerk).state == State.SUBMITTED
    assert actions.accept_case(case, by=clerk).state == State.ACCEPTED


def test_an_expired_paper_is_refused_where_its_date_was_typed() -> None:
    case = make.case({"name": "体检表", "valid_months": 6})
    paper, clerk = case.materials.get(), case.clerk
    assert clerk
    old = timezone.localdate() - datetime.timedelta(days=200)
    tick = actions.Tick(paper=paper.pk, state="received", issued_on=old)
    field = f"issued-{paper.pk}"
    refused("a_paper_is_still_good", lambda: actions.tick(case, ticks=[tick], by=clerk), field)
    undated = actions.Tick(paper=paper.pk, state="received")
    refused(
        "a_paper_that_runs_out_is_dated",
        lambda: actions.tick(case, ticks=[undated], by=clerk),
        field,
    )


# ── whose it is ─────────────────────────────────────────────────────────────────────────────────


def test_who_was_asked_first_answers_until_somebody_able_accepts() -> None:
    case = make.case()
    first, centre = case.clerk, case.centre
    colleague = make.posting(centre=centre).person
    assert first
    refused(
        "a_case_goes_to_somebody_able",
        lambda: actions.offer_transfer(case, to=colleague, why="休假", by=first),
        "to",
    )
    make.skill(person=colleague, item=case.version.item)
    transfer = actions.offer_transfer(case, to=colleague, why="休假", by=first)
    assert now(case).clerk == first
    actions.accept_transfer(transfer, by=colleague)
    assert (now(case).clerk, case.first_clerk) == (colleague, first)
