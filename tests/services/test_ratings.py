"""Ratings: once a case, by whom it is about; the bad ones looked into, mended, called back."""

from __future__ import annotations

import datetime

import pytest
from django.test import override_settings
from django.utils import timezone

from jiamenkou.notices.models import Message
from jiamenkou.people.models import User
from jiamenkou.services import actions
from jiamenkou.services.models import BadRating, Case, Rating
from tests import make
from tests.services.test_cases import refused

pytestmark = pytest.mark.django_db


def bad(level: int = 1) -> BadRating:
    return make.rating(case=make.delivered(make.case()), level=level).bad


def boss() -> User:
    return make.user(kind="manager")


def of_days_ago(days: int) -> Case:
    resident = make.resident(phone=make.PHONE, channel="sms")
    case = make.delivered(make.case(resident=resident))
    ended = timezone.now() - datetime.timedelta(days=days)
    Case.objects.filter(pk=case.pk).update(delivered_at=ended)
    return case


def test_a_case_is_rated_once_and_not_before_it_ended() -> None:
    case = make.case()
    refused("a_case_is_rated_once_it_ended", lambda: make.rating(case=case))
    make.delivered(case)
    make.rating(case=case, level=5, reasons=["kind"])
    refused("a_case_is_rated_once", lambda: make.rating(case=case))


def test_a_rating_for_somebody_elses_visit_is_refused() -> None:
    mine, other = make.user(kind=""), make.user(kind="")
    case = make.delivered(make.case(resident=make.resident(account=mine)))
    refused("a_rating_is_for_ones_own_visit", lambda: make.rating(case=case, by=other))
    assert make.rating(case=case, by=mine).level == 5


def test_a_clerk_writes_down_no_rating_of_their_own_work() -> None:
    case = make.delivered(make.case())
    refused("nobody_rates_their_own_work", lambda: make.rating(case=case, by=case.clerk))
    assert make.rating(case=case, by=boss(), via="counter").via == "counter"


def test_who_said_nothing_for_three_days_is_asked_once_and_the_link_opens_their_case() -> None:
    case, _fresh = of_days_ago(4), of_days_ago(1)
    now = timezone.now()
    assert actions.invite_unrated(now, site="http://here") == 1
    assert actions.invite_unrated(now, site="http://here") == 0
    said = Message.objects.get(kind="services.please_rate").body
    secret = said.rstrip("/").rpartition("/")[2]
    assert actions.invited(secret, now=now) == case
    assert actions.invited("other", now=now) is None
    assert actions.invited(secret, now=now + datetime.timedelta(days=31)) is None


@override_settings(BAD_RATING_DAYS=5)
@pytest.mark.parametrize(("level", "opens"), [(1, True), (2, True), (3, False)])
def test_the_two_lowest_levels_open_a_bad_rating(level: int, opens: bool) -> None:
    make.rating(case=make.delivered(make.case()), level=level)
    assert BadRating.objects.filter(state="open").exists() == opens


def test_a_bad_rating_is_looked_into_mended_and_called_back_by_somebody_else() -> None:
    one, manager = bad(), boss()
    assert one.clerk
    actions.verify(one, finding="等了四十分钟", by=manager)
    actions.mend(one, remedy="午间增开一个窗口", by=manager)
    refused(
        "who_served_does_not_call_back",
        lambda: actions.call_back(one, answer="可以", content=True, by=one.clerk),  # type: ignore[arg-type]
    )
    assert actions.call_back(one, answer="还不满意", content=False, by=manager).state == "verified"
    actions.mend(one, remedy="当面道歉", by=manager)
    assert actions.call_back(one, answer="可以了", content=True, by=manager).state == "closed"


def test_a_bad_rating_skips_no_step_and_is_seen_to_in_words() -> None:
    one, manager = bad(), boss()
    refused("a_bad_rating_skips_no_step", lambda: actions.mend(one, remedy="好", by=manager))
    refused(
        "a_bad_rating_is_seen_to_in_words",
        lambda: actions.verify(one, finding=" ", by=manager),
        "finding",
    )
    assert one.clerk
    refused(
        "nobody_looks_into_their_own_rating",
        lambda: actions.verify(one, finding="没有的事", by=one.clerk),  # type: ignore[arg-type]
    )


def test_a_rating_given_by_mistake_is_kept_and_counted_apart() -> None:
    one, manager = bad(), boss()
    clerk = one.clerk
    assert clerk
    refused("an_appeal_is_of_who_served", lambda: actions.appeal(one, why="按错", by=manager))
    actions.appeal(one, why="老人按错了", by=clerk)
    refused(
        "who_served_does_not_rule_on_their_appeal",
        lambda: actions.rule(one, mistaken=True, ruling="是", by=clerk),
    )
    assert actions.rule(one, mistaken=True, ruling="电话核实，按错", by=manager).state == "mistaken"
    assert not Rating.objects.counting().exists()
    refused(
        "an_appeal_is_ruled_on_once",
        lambda: actions.rule(one, mistaken=False, ruling="否", by=manager),
    )
