"""The demo's residents: of every kind that services depend on, and plainly invented."""

import re

import pytest

from jiamenkou.demo.ground import COMMUNITY
from jiamenkou.demo.residents import NEIGHBOURS, settle
from jiamenkou.people.models import Consent, Household, Resident
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _settled() -> None:
    for code in (COMMUNITY, *NEIGHBOURS):
        make.area(code=code)
    settle(by=None)


def test_every_group_that_services_depend_on_is_there() -> None:
    residents = Resident.objects.filter(area=COMMUNITY)
    assert (Resident.objects.count(), residents.count()) == (60, 54)
    assert residents.aged(80, on=make.TODAY).living_alone(on=make.TODAY).count() >= 8
    assert residents.with_disability(on=make.TODAY).count() == 4
    assert residents.under_age(on=make.TODAY).count() == 8
    assert residents.needs_guardian(on=make.TODAY).count() == 1
    assert (Household.objects.count(), Consent.objects.count()) == (17, 1)


def test_everybody_is_plainly_invented() -> None:
    for one in Resident.objects.all():
        assert re.fullmatch(r".[甲乙丙丁戊己]", one.name)
        assert re.fullmatch(r"(138001380\d\d)?", one.phone)
        assert one.id_number in {"", make.WOMAN}
        assert "虚构" in one.address
