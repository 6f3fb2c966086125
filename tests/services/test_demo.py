"""The demo's service hall, told on a ground of two centres instead of the whole district."""

from __future__ import annotations

import pytest

from jiamenkou.demo.ground import COMMUNITY
from jiamenkou.demo.planning import STREET
from jiamenkou.demo.services import tell_services
from jiamenkou.services.models import BadRating, Case, Offer, ServiceItem, State
from tests import make

pytestmark = pytest.mark.django_db


def test_the_demo_has_cases_in_every_state_and_a_bad_rating_under_way() -> None:
    area = make.area(code=COMMUNITY)
    centres = [make.centre(area=area), make.centre(area=make.area(code=STREET))]
    for username, kind in (("clerk", "clerk"), ("manager", "manager"), ("clerk2", "clerk")):
        make.posting(centre=centres[0], person=make.user(username=username, kind=kind, area=area))
    parent = make.resident(area=area)
    make.guardianship(minor=make.child(area=area), guardian=parent)
    tell_services()
    assert set(Case.objects.values_list("state", flat=True)) == set(State.values)
    assert set(BadRating.objects.values_list("state", flat=True)) == {"closed", "verified"}
    assert Offer.objects.count() == 2 * ServiceItem.objects.count()
