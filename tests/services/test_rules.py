"""Every rule of the tables, broken on purpose: the database itself says no."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from jiamenkou.lib.constraints import refusing
from jiamenkou.lib.refusal import Refused
from jiamenkou.services.models import (
    BadRating,
    Case,
    CaseFile,
    CaseMaterial,
    CaseNotice,
    CaseStep,
    Invitation,
    ItemVersion,
    Material,
    Offer,
    Rating,
    Skill,
    Transfer,
)
from tests import make

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 6, 1)


def broken(rule: str, attempt: Callable[[], object]) -> None:
    tables = (
        BadRating, Case, CaseFile, CaseMaterial, CaseNotice, CaseStep, Invitation, ItemVersion,
        Material, Offer, Rating, Skill, Transfer,
    )  # fmt: skip
    with pytest.raises(Refused) as no, transaction.atomic(), refusing(*tables):
        attempt()
    assert no.value.rule == rule


def changed(case: Case, **facts: Any) -> Callable[[], object]:
    return lambda: Case.objects.filter(pk=case.pk).update(**facts)


def test_versions_materials_and_offers() -> None:
    item, centre = make.item(), make.centre()
    offer, version = make.offer(item=item, centre=centre), item.versions.get()
    versions, offers = ItemVersion.objects, Offer.objects
    broken("an_item_has_one_version_at_a_time", lambda: make.item(code=item.code))
    broken("a_version_counts_from_a_day", lambda: versions.update(during=DateRange(None, DAY)))
    broken("a_promise_is_no_longer_than_the_law", lambda: versions.update(statutory_days=1))
    broken(
        "a_version_lists_its_materials_in_order",
        lambda: Material.objects.create(version=version, position=1, name="证", form="copy"),
    )
    broken("a_material_is_valid_for_some_months", lambda: Material.objects.update(valid_months=0))
    broken("a_centre_offers_an_item_once_at_a_time", lambda: make.offer(item=item, centre=centre))
    broken("an_offer_begins_on_a_day", lambda: offers.update(during=DateRange(None, DAY)))
    assert offer.lies_in == centre.area_id


def test_cases() -> None:
    case, other, now = make.case(), make.case(), timezone.now()
    broken("a_case_has_its_number_alone", changed(case, number=other.number))
    Case.objects.filter(pk=other.pk).update(key="k")
    broken("a_key_opens_one_case", changed(case, key="k"))
    broken("a_case_past_its_draft_was_submitted", changed(case, submitted_at=None))
    broken("a_case_taken_on_has_a_clerk", changed(case, state="accepted"))
    taken = {"due_on": None, "accepted_at": now}
    broken("a_decided_case_says_what_came_of_it", changed(case, state="decided", **taken))
    decided = {**taken, "decided_at": now, "result": "好"}
    broken("a_delivered_case_says_how_and_to_whom", changed(case, state="delivered", **decided))
    broken(
        "a_rejected_case_says_why_and_what_can_be_done",
        changed(case, state="rejected", due_on=None, ended_at=now),
    )
    broken("a_case_that_ended_early_says_when", changed(case, state="withdrawn", due_on=None))
    broken("a_running_case_is_due_on_a_day", changed(case, due_on=None))


def test_who_was_asked_first_is_never_changed() -> None:
    case, other = make.case(), make.user(kind="clerk")
    with pytest.raises(IntegrityError, match="the_first_clerk_stays"), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(first_clerk=other)


def test_steps_and_transfers() -> None:
    case, colleague, now = make.case(), make.user(kind="clerk"), timezone.now()
    facts = {"case": case, "at": now, "after": "submitted", "key": "k"}
    CaseStep.objects.create(**facts)
    broken("a_key_takes_one_step", lambda: CaseStep.objects.create(**facts))
    said = {"case": case, "sender": case.clerk, "why": "休假", "offered_at": now}
    Transfer.objects.create(to=colleague, **said)
    broken(
        "a_case_is_offered_to_one_at_a_time",
        lambda: Transfer.objects.create(to=colleague, **said),
    )
    broken("a_case_is_offered_to_somebody_else", lambda: Transfer.objects.update(to=case.clerk))
    broken("an_answered_transfer_says_when", lambda: Transfer.objects.update(state="accepted"))


def test_papers_and_notices() -> None:
    case, now = make.case(), timezone.now()
    broken(
        "a_paper_is_asked_for_once_a_case",
        lambda: CaseMaterial.objects.create(case=case, name="身份证"),
    )
    broken("a_received_paper_says_when", lambda: CaseMaterial.objects.update(state="received"))
    CaseNotice.objects.create(case=case, number=1, at=now, lines=[])
    broken(
        "a_notice_has_its_number_once_a_case",
        lambda: CaseNotice.objects.create(case=case, number=1, at=now, lines=[], answered_at=now),
    )
    broken(
        "a_case_waits_for_one_notice",
        lambda: CaseNotice.objects.create(case=case, number=2, at=now, lines=[]),
    )


def test_skills() -> None:
    person, item = make.user(kind="clerk"), make.item()
    make.skill(person=person, item=item)
    broken("a_skill_is_certified_once_at_a_time", lambda: make.skill(person=person, item=item))
    broken(
        "a_skill_is_certified_before_it_expires",
        lambda: Skill.objects.update(expires_on=datetime.date(2025, 1, 1)),
    )
    broken("a_score_is_out_of_a_hundred", lambda: Skill.objects.update(score=101))


def test_ratings() -> None:
    one, other = make.delivered(make.case()), make.delivered(make.case())
    rating, now = make.rating(case=one, level=1), timezone.now()
    bad = BadRating.objects
    broken("a_rating_is_one_of_five_levels", lambda: Rating.objects.update(level=6))
    broken("who_served_does_not_call_back", lambda: bad.update(called_by=rating.bad.clerk))
    broken(
        "who_served_does_not_rule_on_their_appeal",
        lambda: bad.update(ruled_by=rating.bad.clerk),
    )
    broken("a_closed_bad_rating_was_called_back", lambda: bad.update(state="closed"))
    broken("a_mistaken_rating_was_ruled_so", lambda: bad.update(state="mistaken"))
    facts = {"secret_hash": b"1" * 32, "made_at": now, "until": now}
    Invitation.objects.create(case=one, **facts)
    broken(
        "an_invitation_has_a_secret_of_its_own",
        lambda: Invitation.objects.create(case=other, **facts),
    )
