"""Charts on paper: where bars, points and ticks go, as numbers for SVG."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from jiamenkou.web.charts import Chart

CHART_WIDTH, CHART_HEIGHT = 420, 240
LEFT, RIGHT, TOP, BOTTOM = 62, 14, 16, 46
SIDE = 22


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


def drawn_chart(
    chart: Chart,
    *,
    show: Callable[[float | None], str],
    show_x: Callable[[Any], str] = str,
) -> Drawing:
    """Bars stand on zero; a line begins near its lowest value. `show` words values, `show_x` x.

    A scatter is joined by a line, its points as far apart as their x are.
    """
    values = [value for one in chart.series for value in one.values if value is not None]
    low, high, step = _scale(values, from_zero=chart.kind == "bar")
    ticks = [low + i * step for i in range(round((high - low) / step) + 1)]
    paper = _Paper(chart=chart, low=low, high=high, show=show, show_x=show_x)
    return Drawing(
        chart=chart,
        table=[(show_x(x), [show(value) for value in row]) for x, row in chart.rows],
        ticks=[(short(paper.y(tick)), show(tick)) for tick in ticks],
        names=paper.names(),
        series=[paper.drawn(number) for number in range(len(chart.series))],
    )


@dataclass(frozen=True, kw_only=True)
class _Paper:
    """The inside of a chart's axes."""

    chart: Chart
    low: float
    high: float
    show: Callable[[float | None], str]
    show_x: Callable[[Any], str]

    @property
    def slot(self) -> float:
        return (CHART_WIDTH - LEFT - RIGHT) / max(len(self.chart.x), 1)

    def x(self, i: int) -> float:
        if self.chart.kind != "scatter":
            return LEFT + self.slot * (i + 0.5)
        numbers = [float(x) for x in self.chart.x]
        share = (numbers[i] - min(numbers)) / ((max(numbers) - min(numbers)) or 1)
        return LEFT + SIDE + share * (CHART_WIDTH - LEFT - RIGHT - 2 * SIDE)

    def names(self) -> list[tuple[str, str]]:
        """The words under the axis, leaving out those that would touch the one before."""
        kept: list[tuple[str, str]] = []
        free = 0.0
        for i, x in enumerate(self.chart.x):
            words = self.show_x(x)
            half = sum(12 if ord(letter) > 0x2E80 else 6.5 for letter in words) / 2
            if self.x(i) - half >= free:
                kept.append((short(self.x(i)), words))
                free = self.x(i) + half + 3
        return kept

    def y(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return CHART_HEIGHT - BOTTOM - share * (CHART_HEIGHT - BOTTOM - TOP)

    def drawn(self, number: int) -> Drawn:
        one = self.chart.series[number]
        marks = [
            self._mark(number, i, value) for i, value in enumerate(one.values) if value is not None
        ]
        line = [
            f"{short(self.x(i))},{short(self.y(value))}"
            for i, value in enumerate(one.values)
            if value is not None
        ]
        return Drawn(name=str(one.name), tone=one.tone, marks=marks, points=" ".join(line))

    def _mark(self, number: int, i: int, value: float) -> Mark:
        bar = self.chart.kind == "bar"
        wide = self.slot * 0.78 / len(self.chart.series)
        left = self.x(i) + wide * (number - len(self.chart.series) / 2) if bar else self.x(i)
        return Mark(
            x=short(left),
            y=short(self.y(value)),
            width=short(wide * 0.94),
            height=short(CHART_HEIGHT - BOTTOM - self.y(value)),
            words=f"{self.show_x(self.chart.x[i])}: {self.show(value)}",
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


def short(value: float) -> str:
    """A tenth of a unit is as fine as paper needs."""
    return f"{value:.1f}".removesuffix(".0")
