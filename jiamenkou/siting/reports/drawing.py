"""Where everything goes on paper: the map and the charts of the page, as numbers for SVG."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jiamenkou.engines.reach import NOWHERE
from jiamenkou.siting.points import Floats, Ints
from jiamenkou.siting.reports.report import Report, Site
from jiamenkou.web.charts import Chart

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
        radius=_number(report.radius_metres * frame.scale),
        scale_metres=step,
        scale_end=_number(SCALE_X + step * frame.scale),
        scale_y=_number(frame.height - 16),
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
            x=_number(x[i]),
            y=_number(y[i]),
            r=_number(max(r[i], 0.6)),
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
        return Door(number=number, x=_number(at_x[0]), y=_number(at_y[0]), site=site)
    from_x, from_y = frame.place(*(np.array([degrees]) for degrees in site.moved_from))
    return Door(
        number=number,
        x=_number(at_x[0]),
        y=_number(at_y[0]),
        site=site,
        from_x=_number(from_x[0]),
        from_y=_number(from_y[0]),
    )


CHART_WIDTH, CHART_HEIGHT = 480, 250
LEFT, RIGHT, TOP, BOTTOM = 66, 14, 16, 46


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A bar or a point of a line, with the words that name it."""

    x: str
    y: str
    width: str
    height: str
    words: str
    marked: bool


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """One series: its tone, its marks, and the line through them."""

    name: str
    tone: str
    marks: list[Mark]
    points: str


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """A chart on paper and the table that says the same."""

    chart: Chart
    table: list[tuple[str, list[str]]]
    ticks: list[tuple[str, str]]
    names: list[tuple[str, str]]
    series: list[Drawn]
    width: int = CHART_WIDTH
    height: int = CHART_HEIGHT
    left: int = LEFT
    right: int = CHART_WIDTH - RIGHT
    floor: int = CHART_HEIGHT - BOTTOM


def drawn_chart(chart: Chart, *, show: Callable[[float | None], str]) -> Drawing:
    """Bars stand on zero; a line begins near its lowest value. `show` words the values."""
    values = [value for one in chart.series for value in one.values if value is not None]
    low, high, step = _scale(values, from_zero=chart.kind == "bar")
    ticks = [low + i * step for i in range(round((high - low) / step) + 1)]
    paper = _Paper(chart=chart, low=low, high=high, show=show)
    every = math.ceil(len(chart.x) / 12)
    return Drawing(
        chart=chart,
        table=[(str(x), [show(value) for value in row]) for x, row in chart.rows],
        ticks=[(_number(paper.y(tick)), show(tick)) for tick in ticks],
        names=[(_number(paper.x(i)), str(x)) for i, x in enumerate(chart.x) if i % every == 0],
        series=[paper.drawn(number) for number in range(len(chart.series))],
    )


@dataclass(frozen=True, kw_only=True)
class _Paper:
    """The inside of a chart's axes."""

    chart: Chart
    low: float
    high: float
    show: Callable[[float | None], str]

    @property
    def slot(self) -> float:
        return (CHART_WIDTH - LEFT - RIGHT) / max(len(self.chart.x), 1)

    def x(self, i: int) -> float:
        return LEFT + self.slot * (i + 0.5)

    def y(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return CHART_HEIGHT - BOTTOM - share * (CHART_HEIGHT - BOTTOM - TOP)

    def drawn(self, number: int) -> Drawn:
        one = self.chart.series[number]
        marks = [
            self._mark(number, i, value) for i, value in enumerate(one.values) if value is not None
        ]
        line = [
            f"{_number(self.x(i))},{_number(self.y(value))}"
            for i, value in enumerate(one.values)
            if value is not None
        ]
        return Drawn(name=str(one.name), tone=one.tone, marks=marks, points=" ".join(line))

    def _mark(self, number: int, i: int, value: float) -> Mark:
        bar = self.chart.kind == "bar"
        wide = self.slot * 0.78 / len(self.chart.series)
        left = self.x(i) + wide * (number - len(self.chart.series) / 2) if bar else self.x(i)
        return Mark(
            x=_number(left),
            y=_number(self.y(value)),
            width=_number(wide * 0.94),
            height=_number(CHART_HEIGHT - BOTTOM - self.y(value)),
            words=f"{self.chart.x[i]}: {self.show(value)}",
            marked=i == self.chart.marked,
        )


def _scale(values: list[float], *, from_zero: bool) -> tuple[float, float, float]:
    """Lowest and highest tick and the round step between them, about five in all."""
    low, high = min(values, default=0.0), max(values, default=1.0)
    if from_zero or low < 0.25 * high:
        low = min(low, 0.0)
    span = (high - low) or abs(high) or 1.0
    step = _round_above(span / 5)
    bottom = math.floor(low / step + 1e-9) * step
    top = max(math.ceil(high / step - 1e-9) * step, bottom + step)
    return bottom, top, step


def _round_above(value: float) -> float:
    size: float = 10 ** math.floor(math.log10(value))
    return next(times * size for times in (1, 2, 2.5, 5, 10) if times * size >= value * 0.999)


def _round_below(value: float) -> int:
    size = 10 ** math.floor(math.log10(value))
    return int(max(times * size for times in (1, 2, 5) if times * size <= value))


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
