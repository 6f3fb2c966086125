"""Opening hours for programs: of one centre, and of whoever is open near a place."""

import datetime
from typing import Annotated

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router

from jiamenkou.places.calendar import the_calendar
from jiamenkou.places.hours import openings_of, rules_of
from jiamenkou.places.models import Centre
from jiamenkou.places.models.area import DIGITS, level_of
from jiamenkou.places.nearest import open_near
from jiamenkou.places.shapes_hours import (
    NearAsked,
    NearShown,
    OpeningsAsked,
    OpeningShown,
    OpeningsShown,
    OpenShown,
)
from jiamenkou.web.access import Allowed, may
from jiamenkou.web.api.fields import Key
from jiamenkou.web.api.problems import Problem

router = Router(tags=["places"])
YEARS = range(2000, 2101)


@router.get(
    "/centres/{centre_id}/openings",
    response=OpeningsShown,
    url_name="openings-of-centre",
    summary="When a centre is open",
)
@may("places.see")
def list_openings(
    request: Allowed, centre_id: Key, asked: Annotated[OpeningsAsked, Query()]
) -> OpeningsShown:
    """Every opening with the layer that says so; none on days that are closed."""
    centre = get_object_or_404(Centre.objects.within(request.reach), pk=centre_id)
    first = asked.first or timezone.localdate()
    if first.year not in YEARS:
        words = _("Ask for a day between 2000 and 2100.")
        raise Problem("not-found", words, errors=(("first", words),))
    last = first + datetime.timedelta(days=asked.days - 1)
    rules = rules_of([centre.pk]).get(centre.pk, [])
    found = openings_of(rules, first, last, the_calendar())
    return OpeningsShown(items=[OpeningShown.of(one) for one in found])


@router.get(
    "/openings",
    response=OpenShown,
    url_name="openings-near",
    summary="Who is open near a place",
)
@may("places.see")
def list_open_near(request: Allowed, asked: Annotated[NearAsked, Query()]) -> OpenShown:
    """The nearest that are open at a moment, by the straight line; none beyond a fortnight."""
    reach = request.reach
    if asked.under:
        reach = reach.narrowed(asked.under[: DIGITS[level_of(asked.under)]])
    at = asked.at or timezone.localtime()
    found = open_near(lon=asked.lon, lat=asked.lat, at=at, reach=reach, most=asked.limit)
    return OpenShown(at=at, items=[NearShown.of(one) for one in found])
