"""The map of a report on paper: where dots, doors and circles go, as numbers for SVG."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jiamenkou.engines.reach import NOWHERE
from jiamenkou.siting.points import Floats, Ints
from jiamenkou.siting.reports.charting import short
from jiamenkou.siting.reports.report import Report, Site

METRES_A_DEGREE = 111_195
MAP_WIDTH = 720
MOST_DOTS = 4000
MARGIN = 26
SCALE_X = 16


@dataclass(frozen=True, kw_only=True)
class Dot:
    """People of one neighbourhood: where, how large, and `near`, `far` or `none`."""

    x: str
    y: str
    r: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class Door:
    """A site on the map, numbered as in the list."""

    number: int
    x: str
    y: str
    site: Site
    from_x: str = ""
    from_y: str = ""


@dataclass(frozen=True, kw_only=True)
class Map:
    """Everything drawn, in the units of a view box `width` wide and `height` high."""

    width: int
    height: int
    dots: list[Dot]
    dots_before: list[Dot]
    doors: list[Door]
    radius: str
    scale_metres: int
    scale_end: str
    scale_y: str


@dataclass(frozen=True, kw_only=True)
class Frame:
    """How degrees become paper: a flat map, true at its middle."""

    lon: float
    lat: float
    across: float
    scale: float
    height: int

    @classmethod
    def around(cls, lon: Floats, lat: Floats) -> Frame:
        """The frame that holds all points, at most 1.15 times as high as wide."""
        middle = float(lat.min() + lat.max()) / 2
        across = METRES_A_DEGREE * math.cos(math.radians(middle))
        wide = max(float(np.ptp(lon)) * across, 200.0)
        high = max(float(np.ptp(lat)) * METRES_A_DEGREE, 200.0)
        scale = min((MAP_WIDTH - 2 * MARGIN) / wide, (1.15 * MAP_WIDTH - 2 * MARGIN) / high)
        height = max(round(high * scale) + 2 * MARGIN, MAP_WIDTH // 2)
        return cls(
            lon=float(lon.min() + lon.max()) / 2,
            lat=middle,
            across=across,
            scale=scale,
            height=height,
        )

    def place(self, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
        """X and y on paper."""
        x = MAP_WIDTH / 2 + (lon - self.lon) * self.across * self.scale
        y = self.height / 2 - (lat - self.lat) * METRES_A_DEGREE * self.scale
        return x, y


def drawn_map(report: Report) -> Map:
    """The map of a report; more than `MOST_DOTS` points are drawn together by neighbourhood."""
    demand = report.demand
    peopled = demand.people > 0
    spots = [(site.lon, site.lat) for site in report.sites]
    frame = Frame.around(
        np.concatenate((demand.lon[peopled], [lon for lon, _ in spots])),
        np.concatenate((demand.lat[peopled], [lat for _, lat in spots])),
    )
    step = _round_below(MAP_WIDTH / 4 / frame.scale)
    before = report.metres_before
    return Map(
        width=MAP_WIDTH,
        height=frame.height,
        dots=_dots(report, frame, report.metres),
        dots_before=[] if before is None else _dots(report, frame, before),
        doors=[_door(frame, number, site) for number, site in enumerate(report.sites, start=1)],
        radius=short(report.radius_metres * frame.scale),
        scale_metres=step,
        scale_end=short(SCALE_X + step * frame.scale),
        scale_y=short(frame.height - 16),
    )


def _dots(report: Report, frame: Frame, metres: Ints) -> list[Dot]:
    """Large dots first, so that small ones stay in sight."""
    demand = report.demand
    peopled = np.flatnonzero(demand.people > 0)
    x, y = frame.place(demand.lon[peopled], demand.lat[peopled])
    people = demand.people[peopled].astype(np.float64)
    kind = np.where(metres <= report.radius_metres, 0, np.where(metres == NOWHERE, 2, 1))[peopled]
    if len(peopled) > MOST_DOTS:
        x, y, people, kind = _together(x, y, people, kind)
    room = math.sqrt(MAP_WIDTH * frame.height / max(len(people), 1))
    r = np.sqrt(people / max(people.max(initial=1), 1)) * min(max(0.55 * room, 2.0), 9.0)
    return [
        Dot(
            x=short(x[i]),
            y=short(y[i]),
            r=short(max(r[i], 0.6)),
            kind=("near", "far", "none")[kind[i]],
        )
        for i in np.argsort(-r)
    ]


def _together(
    x: Floats, y: Floats, people: Floats, kind: NDArray[np.int64]
) -> tuple[Floats, Floats, Floats, NDArray[np.int64]]:
    """Points of one kind in one square of the paper as one, at their people's middle."""
    side = MAP_WIDTH / math.sqrt(MOST_DOTS) * 1.1
    cell = (x // side).astype(np.int64) * 100_000 + (y // side).astype(np.int64)
    cells, group = np.unique(cell * 3 + kind, return_inverse=True)
    count = np.bincount(group, weights=people)
    middle_x = np.bincount(group, weights=people * x) / count
    middle_y = np.bincount(group, weights=people * y) / count
    return middle_x, middle_y, count.astype(np.float64), cells % 3


def _door(frame: Frame, number: int, site: Site) -> Door:
    at_x, at_y = frame.place(np.array([site.lon]), np.array([site.lat]))
    if site.moved_from is None:
        return Door(number=number, x=short(at_x[0]), y=short(at_y[0]), site=site)
    from_x, from_y = frame.place(*(np.array([degrees]) for degrees in site.moved_from))
    return Door(
        number=number,
        x=short(at_x[0]),
        y=short(at_y[0]),
        site=site,
        from_x=short(from_x[0]),
        from_y=short(from_y[0]),
    )


def _round_below(value: float) -> int:
    size = 10 ** math.floor(math.log10(value))
    return int(max(times * size for times in (1, 2, 5) if times * size <= value))
