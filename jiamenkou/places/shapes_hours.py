"""Opening hours as programs read them."""

import datetime
from typing import Annotated

from ninja import Schema
from pydantic import Field

from jiamenkou.places.nearest import OpenCentre
from jiamenkou.places.opening import Opening
from jiamenkou.web.api.fields import AreaCode, Day, Moment, Shown

LONGEST = 92
MOST_NEAR = 100


class OpeningsAsked(Schema):
    """Which days."""

    first: Annotated[Day | None, Field(description="From 2000 to 2100; without it, today.")] = None
    days: Annotated[int, Field(ge=1, le=LONGEST, description="How many days.")] = 14


class OpeningShown(Shown):
    """A time of opening, and the layer of hours that says so, with its name if it has one."""

    day: datetime.date
    begin: datetime.datetime
    end: datetime.datetime
    layer: str
    name: str
    service: str
    by_appointment: bool
    offers: str
    provisional: bool

    @classmethod
    def of(cls, one: Opening) -> "OpeningShown":
        return cls(
            day=one.hours.date,
            begin=one.begin,
            end=one.end,
            layer=one.hours.layer or "",
            name=one.hours.rule.name if one.hours.rule else "",
            service=one.span.service,
            by_appointment=one.span.by_appointment,
            offers=one.span.offers,
            provisional=one.hours.day.status == "provisional",
        )


class OpeningsShown(Shown):
    """The openings of the days asked for, in order."""

    items: list[OpeningShown]


class NearAsked(Schema):
    """From where and when."""

    lon: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False, description="WGS-84.")]
    lat: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False, description="WGS-84.")]
    at: Annotated[Moment | None, Field(description="Now, or a moment of the next fortnight.")] = (
        None
    )
    under: Annotated[AreaCode | None, Field(description="Only in this area.")] = None
    limit: Annotated[int, Field(ge=1, le=MOST_NEAR, description="Centres to name.")] = 20


class NearShown(Shown):
    """A centre that is open, `metres` away by the straight line, without a break until `until`."""

    centre: int
    area: str
    name: str
    lon: float
    lat: float
    metres: int
    until: datetime.datetime
    layer: str
    service: str
    by_appointment: bool
    offers: str

    @classmethod
    def of(cls, one: OpenCentre) -> "NearShown":
        return cls(
            centre=one.id,
            area=one.area,
            name=one.name,
            lon=one.lon,
            lat=one.lat,
            metres=round(one.metres),
            until=one.until,
            layer=one.layer,
            service=one.service,
            by_appointment=one.by_appointment,
            offers=one.offers,
        )


class OpenShown(Shown):
    """Who is open at a moment, the nearest first; `at` is the moment they were asked for."""

    at: datetime.datetime
    items: list[NearShown]
