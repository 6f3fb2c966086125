"""Who may serve what, and where too few of those on duty may."""

from __future__ import annotations

import datetime

import pytest

from jiamenkou.lib.scope import Reach
from jiamenkou.notices.models import Message
from jiamenkou.services import actions
from jiamenkou.services.cover import thin
from jiamenkou.services.models import Skill, able, able_on_duty
from tests import make
from tests.services.test_cases import refused

pytestmark = pytest.mark.django_db
DAY = make.JUNE + datetime.timedelta(days=1)
EVERYWHERE = Reach(prefixes=("",))


def test_who_is_able_works_there_with_a_certificate_that_has_not_run_out() -> None:
    centre, item = make.centre(), make.item()
    fit, lapsed, elsewhere = (make.posting(centre=centre).person for _one in range(3))
    make.skill(person=fit, item=item)
    make.skill(person=lapsed, item=item, until=DAY)
    make.skill(person=elsewhere, item=make.item())
    make.skill(person=make.posting().person, item=item)
    assert list(able(item, centre, DAY)) == [fit]


def test_a_service_with_one_able_clerk_on_duty_is_warned_of_once() -> None:
    centre, item = make.centre(), make.item(name="低保")
    keeper = make.user(kind="manager", area=centre.area)
    make.offer(item=item, centre=centre)
    people = [make.posting(centre=centre).person for _one in range(2)]
    roster, pattern = make.roster(centre=centre), make.pattern(centre=centre, needed_workday=2)
    for person in people:
        make.skill(person=person, item=item)
    make.duty(roster=roster, person=people[0], pattern=pattern, day=DAY)
    make.published(roster)
    assert list(able_on_duty(item, centre, DAY)) == [people[0]]
    (found,) = thin(EVERYWHERE, DAY)
    assert (found.centre, found.served) == (centre, [(item, 1)])
    for _morning in range(2):
        actions.warn_of_thin_cover(DAY)
    assert Message.objects.filter(kind="services.thin_cover", user=keeper).count() == 1


def test_a_certificate_ends_once() -> None:
    skill = make.skill(person=make.posting().person, item=make.item())
    actions.end_skill(skill, on=DAY, by=None)
    refused("a_skill_ends_once", lambda: actions.end_skill(skill, on=DAY, by=None), "on")
    assert not Skill.objects.on(DAY).exists()
