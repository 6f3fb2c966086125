"""Areas, centres and what is known of them, as programs read and write them."""

import datetime
from collections.abc import Collection
from typing import Annotated, Any

from django.utils.translation import gettext as _
from pydantic import ConfigDict, Field, JsonValue

from jiamenkou.lib.refusal import Refused
from jiamenkou.lib.scope import Reach
from jiamenkou.places.models import Area, Centre, Headcount, Norm, Room
from jiamenkou.web.api.fields import (
    AreaCode,
    Count,
    Day,
    OneOf,
    Said,
    Shown,
    named,
    noted,
    unsaid,
)
from jiamenkou.web.api.pages import Asking

Floor = Annotated[int, Field(ge=-99, le=999, description="Ground floor 1, first below it −1.")]
Level = Annotated[str, OneOf(Centre.Level)]
Ownership = Annotated[str, OneOf(Centre.Ownership)]
Serves = Annotated[list[AreaCode], Field(max_length=200, description="Areas it serves.")]
SquareMetres = Annotated[float, Field(ge=0.01, le=999_999.99, allow_inf_nan=False)]
POINT: dict[str, JsonValue] = {"lon": 118.0, "lat": 28.4, "crs": "wgs84"}
CENTRE: dict[str, JsonValue] = {
    "name": "南门社区中心",
    "level": "community",
    "area": "361102001001",
    "point": POINT,
}


class Point(Said):
    """Where something stands, as somebody entered it."""

    lon: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
    lat: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
    crs: Annotated[str, OneOf(Centre.Crs)]


class Wgs84(Shown):
    """The same place in WGS-84."""

    lon: float
    lat: float


class AreaShown(Shown):
    """An area of the tree."""

    code: str
    name: str
    level: str
    parent: str | None

    @classmethod
    def of(cls, area: Area) -> "AreaShown":
        return cls(code=area.code, name=area.name, level=area.level, parent=area.parent_id)


class AreasAsked(Asking):
    """Which areas."""

    under: Annotated[AreaCode | None, Field(description="This area and all below it.")] = None
    level: Annotated[str, OneOf(Area.Level)] | None = None


class HeadcountSaid(Said):
    """A count of households, of people, or of both."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"as_of": "2026-06-01", "source": "street census", "households": 1120}]
        }
    )

    as_of: Day
    source: Annotated[str, named(120)]
    households: Count | None = None
    people: Count | None = None
    note: Annotated[str, noted(300)] = ""


class HeadcountShown(Shown):
    """A count, by whose word."""

    id: int
    area: str
    as_of: datetime.date
    households: int | None
    people: int | None
    source: str
    note: str

    @classmethod
    def of(cls, count: Headcount) -> "HeadcountShown":
        return cls(area=count.area_id, **_read(count, cls, but={"area"}))


class CentreSaid(Said):
    """A new centre."""

    model_config = ConfigDict(json_schema_extra={"examples": [CENTRE]})

    name: Annotated[str, named(80)]
    level: Level
    area: AreaCode
    point: Point
    serves: Serves = []
    address: Annotated[str, noted(200)] = ""
    phone: Annotated[str, noted(40)] = ""
    ownership: Ownership = "unknown"
    step_free: bool | None = None
    hall_floor: Floor | None = None
    has_lift: bool | None = None
    opened_on: Day | None = None


class CentreChange(Said):
    """What is to be different; what is not mentioned stays."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"phone": "0793-8200000"}]})

    name: Annotated[str, named(80)] = unsaid()
    level: Level = unsaid()
    area: AreaCode = unsaid()
    point: Point = unsaid()
    serves: Serves = unsaid()
    address: Annotated[str, noted(200)] = unsaid()
    phone: Annotated[str, noted(40)] = unsaid()
    ownership: Ownership = unsaid()
    step_free: bool | None = unsaid()
    hall_floor: Floor | None = unsaid()
    has_lift: bool | None = unsaid()
    opened_on: Day | None = unsaid()


class ClosingSaid(Said):
    """When a centre closes."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"on": "2026-12-31"}]})

    on: Annotated[Day, Field(description="The first day it is no longer open.")]


class CentreShown(Shown):
    """A centre of the register."""

    id: int
    name: str
    level: str
    area: str
    serves: list[str]
    point: Point
    wgs84: Wgs84
    address: str
    phone: str
    ownership: str
    step_free: bool | None
    hall_floor: int | None
    has_lift: bool | None
    opened_on: datetime.date | None
    closed_on: datetime.date | None

    @classmethod
    def of(cls, centre: Centre) -> "CentreShown":
        return cls(
            area=centre.area_id,
            serves=sorted(area.code for area in centre.serves.all()),
            point=entered(centre),
            wgs84=Wgs84(lon=centre.lon, lat=centre.lat),
            **_read(centre, cls, but={"area", "serves", "point", "wgs84"}),
        )


class CentresAsked(Asking):
    """Which centres."""

    under: Annotated[AreaCode | None, Field(description="Standing in this area or below.")] = None
    level: Level | None = None
    open_on: Annotated[Day | None, Field(description="Open on this day.")] = None


class RoomSaid(Said):
    """A new room."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"name": "大厅", "kind": "hall", "square_metres": 120}]}
    )

    name: Annotated[str, named(60)]
    kind: Annotated[str, OneOf(Room.Kind)]
    square_metres: Annotated[SquareMetres, Field(description="Kept to two decimals.")]
    floor: Floor = 1
    capacity: Count | None = None


class RoomShown(Shown):
    """A room of a centre."""

    id: int
    name: str
    kind: str
    floor: int
    square_metres: float
    capacity: int | None

    @classmethod
    def of(cls, room: Room) -> "RoomShown":
        return cls(**_read(room, cls))


class NormShown(Shown):
    """What a centre should have, by whose word."""

    id: int
    code: str
    criterion: str
    level: str
    threshold: float
    target: float | None
    unit: str
    radius_metres: int | None
    required_kinds: list[str]
    source: str
    source_note: str
    valid_from: datetime.date

    @classmethod
    def of(cls, norm: Norm) -> "NormShown":
        return cls(**_read(norm, cls))


def entered(placed: Any) -> Point:
    """Where a centre or premises stand, as it was entered; bounds were checked then."""
    return Point.model_construct(lon=placed.entered_lon, lat=placed.entered_lat, crs=placed.crs)


def facts_said(said: Said) -> dict[str, Any]:
    """What a body says, a point taken apart, as verbs take it."""
    facts = {name: getattr(said, name) for name in said.model_fields_set}
    point = facts.pop("point", None)
    return {**facts, **(point.model_dump() if point else {})}


def area_said(code: str, *, reach: Reach, field: str = "area") -> Area:
    """The area a body names; one beyond the asker's reach does not exist."""
    area = Area.objects.within(reach).filter(pk=code).first()
    if area is None:
        words = _("There is no area %(code)s.") % {"code": code}
        raise Refused("an_area_is_on_the_register", words, field=field)
    return area


def _read(row: Any, shape: type[Shown], *, but: Collection[str] = ()) -> dict[str, Any]:
    return {name: getattr(row, name) for name in shape.model_fields if name not in but}
