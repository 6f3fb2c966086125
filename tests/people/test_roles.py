import datetime

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from jiamenkou.lib.refusal import Refused
from jiamenkou.people import actions
from jiamenkou.people.models import Role, User
from tests import make

pytestmark = pytest.mark.django_db
STREET, COMMUNITY, OTHER = "361102001000", "361102001001", "361102002016"
NEW_YEAR, MAY = datetime.date(2026, 1, 1), datetime.date(2026, 5, 1)


def again(user: User) -> User:
    """As a new request would meet them."""
    return User.objects.get(pk=user.pk)


def test_a_role_reaches_its_area_and_all_below() -> None:
    officer = make.user(kind="street", area=make.area(code=STREET))
    assert officer.reach("places.see").holds(COMMUNITY)
    assert not officer.reach("places.see").holds(OTHER)
    assert not officer.reach("audit.read")


def test_a_role_counts_from_its_first_day_until_before_its_last() -> None:
    user = make.user(kind="")
    make.role(holder=user, begins=datetime.date(2020, 1, 1), ends=datetime.date(2021, 1, 1))
    make.role(holder=user, kind="clerk", begins=datetime.date(2999, 1, 1))
    assert not again(user).current_roles


def test_a_role_inside_a_wider_one_adds_nothing_to_the_reach() -> None:
    user = make.user(kind="street", area=make.area(code=STREET))
    make.role(holder=user, kind="manager", area=make.area(code=COMMUNITY))
    assert again(user).reach("places.see").prefixes == ("361102001",)


def test_the_same_role_twice_at_a_time_is_refused() -> None:
    user = make.user(kind="clerk", area=make.area())
    with pytest.raises(Refused) as refused:
        make.role(holder=user, kind="clerk", area=make.area(), begins=MAY)
    assert refused.value.rule == "a_role_is_held_once_at_a_time"


def test_a_role_that_ends_before_it_begins_is_refused_by_verb_and_database() -> None:
    user = make.user(kind="")
    with pytest.raises(Refused) as refused:
        make.role(holder=user, begins=MAY, ends=NEW_YEAR)
    assert (refused.value.rule, refused.value.field) == ("a_role_begins_before_it_ends", "ends")
    with pytest.raises(IntegrityError, match="a_role_begins_before_it_ends"), transaction.atomic():
        Role.objects.create(holder=user, kind="clerk", during=DateRange(None, MAY))


def test_a_role_that_ended_has_its_day() -> None:
    role = make.role(holder=make.user(kind=""))
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        Role.objects.filter(pk=role.pk).update(end="ended")
    assert "a_role_that_ended_has_its_day" in str(broken.value)


def test_a_role_is_given_only_from_above_and_inside_ones_own_area() -> None:
    manager = make.user(kind="manager", area=make.area(code=COMMUNITY))
    new = make.user(kind="")
    actions.give_role(new, kind="clerk", area=make.area(code=COMMUNITY), begins=MAY, by=manager)
    for kind, area in (("manager", COMMUNITY), ("clerk", OTHER), ("clerk", STREET)):
        with pytest.raises(Refused, match="a_role_is_given_from_above"):
            actions.give_role(new, kind=kind, area=make.area(code=area), begins=MAY, by=manager)


def test_a_role_handed_over_ends_for_one_and_begins_for_the_other() -> None:
    first, second = make.user(kind=""), make.user(kind="")
    role = make.role(holder=first, kind="steward", area=make.area(), ends=datetime.date(2027, 1, 1))
    handed = actions.hand_over(role, to=second, on=MAY, by=None)
    assert Role.objects.get(pk=role.pk).during == DateRange(NEW_YEAR, MAY)
    assert handed.during == DateRange(MAY, datetime.date(2027, 1, 1))
    with pytest.raises(Refused, match="a_role_goes_to_another"):
        actions.hand_over(handed, to=second, on=MAY, by=None)


def test_a_role_ends_once() -> None:
    role = make.role(holder=make.user(kind=""))
    actions.end_role(role, on=MAY, by=None)
    with pytest.raises(Refused, match="a_role_ends_once"):
        actions.end_role(role, on=MAY, by=None)


def test_ending_a_role_never_makes_it_longer() -> None:
    role = make.role(holder=make.user(kind=""), ends=MAY)
    with pytest.raises(Refused, match="a_role_ends_once"):
        actions.end_role(role, on=datetime.date(2026, 6, 1), by=None)
    assert Role.objects.get(pk=role.pk).during == DateRange(NEW_YEAR, MAY)
