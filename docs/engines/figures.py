"""Draws the figures of siting.md: `python docs/engines/figures.py`. Same seed, same files.

The bound in the first two is worked out here in a few lines, without the engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FOLDER = Path(__file__).parent / "figures"
DOOR, JADE, SLATE, HOME, INK, QUIET = (
    "#b3261e", "#23694b", "#2b567f", "#c98a5b", "#1f2328", "#8d8375",
)  # fmt: skip
WIDTH, HEIGHT = 560, 260
CENTRES, STEPS = 5, 120

Floats = NDArray[np.float64]


def main() -> None:
    """Write every figure."""
    costs, people = invented_town()
    ascent(costs, people)
    fixing(costs, people)
    pay()
    radius()
    knapsack()
    yuan()


def invented_town() -> tuple[Floats, Floats]:
    """Walks of 60 groups of homes to 24 sites, strewn at random, and the people of each."""
    draw = np.random.default_rng(4)
    homes, sites = draw.uniform(0, 1000, (60, 2)), draw.uniform(0, 1000, (24, 2))
    walks = np.rint(np.linalg.norm(homes[:, None] - sites[None], axis=2))
    return walks, draw.integers(1, 60, 60).astype(float)


def bounds(costs: Floats, people: Floats, optimum: float) -> Iterable[tuple[float, float, Floats]]:
    """Subgradient steps: the bound, the plan its prices choose, and the prices of the sites."""
    pay = np.sort(costs, axis=1)[:, 1]
    for step in range(STEPS):
        prices = np.minimum(costs - pay[:, None], 0).T @ people
        chosen = np.argsort(prices)[:CENTRES]
        bound = float(people @ pay + prices[chosen].sum())
        yield bound, float(people @ costs[:, chosen].min(axis=1)), prices
        slope = 1 - (costs[:, chosen] < pay[:, None]).sum(axis=1)
        size = max(float(people @ slope**2), 1.0)
        pay = np.maximum(pay + 0.97**step * 1.5 * (optimum - bound) / size * slope, 0)


def best_plan(costs: Floats, people: Floats) -> float:
    """By trying every choice."""
    choices = combinations(range(costs.shape[1]), CENTRES)
    return min(float(people @ costs[:, chosen].min(axis=1)) for chosen in map(list, choices))


def ascent(costs: Floats, people: Floats) -> None:
    """The bound rises, the best plan falls, and between them the answer lies."""
    optimum = best_plan(costs, people)
    seen = list(bounds(costs, people, optimum))
    low = np.maximum.accumulate([bound for bound, _plan, _prices in seen])
    high = np.minimum.accumulate([plan for _bound, plan, _prices in seen])
    top, floor = float(high[0]), float(low[0])

    def at(step: int, value: float) -> tuple[float, float]:
        return 40 + 480 * step / (STEPS - 1), 30 + 190 * (top - value) / (top - floor)

    write(
        "ascent",
        line([at(i, v) for i, v in enumerate(high)], DOOR),
        line([at(i, v) for i, v in enumerate(low)], JADE),
        line([at(0, optimum), at(STEPS - 1, optimum)], QUIET, dashed=True),
        text(300, 26, "best plan so far", DOOR),
        text(120, 215, "best bound so far", JADE),
        text(500, at(0, optimum)[1] - 8, "optimum", QUIET, "end"),
        text(520, 250, "steps", QUIET, "end"),
    )


def fixing(costs: Floats, people: Floats) -> None:
    """How much each site lifts the bound when it must open; beyond the room it goes."""
    optimum = best_plan(costs, people)
    bound, _plan, prices = max(bounds(costs, people, optimum), key=lambda seen: seen[0])
    ranked = np.sort(prices)
    rise = np.maximum(ranked - ranked[CENTRES - 1], 0)
    room = max(1.02 * optimum - bound, 1.0)
    tall = np.minimum(rise / room, 3)
    bars = [
        bar(30 + 21 * i, 220 - max(55 * t, 2), 15, max(55 * t, 2), QUIET if t > 1 else JADE)
        for i, t in enumerate(tall)
    ]
    write(
        "fixing",
        *bars,
        line([(25, 165), (535, 165)], DOOR, dashed=True),
        text(28, 157, "room: best plan − bound", DOOR),
        text(30, 242, "sites that stay in play", JADE),
        text(530, 242, "no better plan opens these", QUIET, "end"),
    )


def pay() -> None:
    """One point's walks: listed, cut, and pay by which nothing beyond the cut earns."""
    walks = [30, 52, 70, 98, 120, 150, 158, 176, 185]
    listed, paid = 5, 132
    marks = []
    for i, walk in enumerate(walks):
        x, inside = 50 + 52 * i, i < listed
        marks.append(bar(x, 220 - walk, 30, walk, HOME if inside else "#e5ded3"))
        if inside:
            marks.append(bar(x, 220 - paid, 30, paid - walk, JADE, 0.35))
    write(
        "pay",
        *marks,
        line([(40, 220 - paid), (520, 220 - paid)], DOOR),
        line([(306, 28), (306, 225)], INK, dashed=True),
        text(44, 220 - paid - 7, "pay", DOOR),
        text(300, 40, "cut: unlisted places begin here", INK, "end"),
        text(50, 242, "listed walks; green: what each place earns", QUIET),
        text(530, 242, "not listed: earns 0", QUIET, "end"),
    )


def radius() -> None:
    """A walk as a staircase: one variable a step, paid when nothing so near is open."""
    walks = [40, 85, 85, 130, 175]
    steps = sorted(set(walks))
    stairs = [(60.0, 220.0)]
    for i, walk in enumerate(steps):
        stairs += [(60 + 90 * i, 220 - walk), (150 + 90 * i, 220 - walk)]
    marks = [
        text(56 + 90 * i, 220 - walk + 26, f"z{i}", SLATE, "end")
        for i, walk in enumerate(steps)
        if i
    ]
    write(
        "radius",
        line(stairs, HOME),
        *marks,
        text(60, 242, "each distinct walk of a point is a step", QUIET),
        text(60, 30, "z = 1: nothing open is as near as the step before,", SLATE),
        text(60, 48, "so this rise is walked too", SLATE),
    )


def knapsack() -> None:
    """A centre takes those who earn it most per unit of load until it is full."""
    load = [60, 90, 50, 80, 70, 60]
    earning = [160, 130, 105, 80, 45, 20]
    room, x, marks = 245, 50.0, []
    for width, high in zip(load, earning, strict=True):
        inside = min(max(room + 50 - x, 0), width)
        marks.append(bar(x, 220 - high, width - 2, high, "#e5ded3"))
        marks.append(bar(x, 220 - high, max(inside - 2, 0), high, JADE, 0.8))
        x += width
    write(
        "knapsack",
        *marks,
        line([(50 + room, 40), (50 + room, 226)], DOOR, dashed=True),
        text(56 + room, 52, "full: the last one is split,", DOOR),
        text(56 + room, 70, "which only lowers the bound", DOOR),
        text(50, 242, "width: load of a point, height: earnings a unit of load", QUIET),
    )


def yuan() -> None:
    """Choices by cost and walking; a price of a yuan touches them from below."""
    draw = np.random.default_rng(9)
    spent = draw.uniform(120, 500, 40)
    walked = 30 + 13000 / spent + draw.uniform(0, 60, 40)
    dots = [
        f'<circle cx="{x:.1f}" cy="{230 - y:.1f}" r="4" fill="{HOME}"/>'
        for x, y in zip(spent, walked, strict=True)
    ]
    budget = 255.0
    price, height = touching(spent, walked, budget)
    ends = [(x, 230 - (height - price * (x - budget))) for x in (120.0, 480.0)]
    write(
        "yuan",
        *dots,
        line(ends, JADE),
        line([(budget, 20), (budget, 232)], DOOR, dashed=True),
        bar(budget - 4, 226 - height, 8, 8, JADE),
        text(budget + 8, 32, "budget", DOOR),
        text(330, 225, "slope: what a yuan is worth", JADE),
        text(60, 252, "yuan", QUIET),
        text(40, 30, "walking", QUIET),
    )


def touching(spent: Floats, walked: Floats, budget: float) -> tuple[float, float]:
    """The price of a yuan whose line below all choices is highest at the budget."""
    prices = np.linspace(0, 2, 4001)
    heights = (walked + np.outer(prices, spent - budget)).min(axis=1)
    best = int(np.argmax(heights))
    return float(prices[best]), float(heights[best])


def line(points: Sequence[tuple[float, float]], tone: str, *, dashed: bool = False) -> str:
    """A line through the points."""
    through = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dashes = ' stroke-dasharray="6 5"' if dashed else ""
    return f'<polyline points="{through}" fill="none" stroke="{tone}" stroke-width="2.5"{dashes}/>'


def bar(x: float, y: float, width: float, height: float, tone: str, fill: float = 1) -> str:
    """A filled box."""
    size = f'width="{width:.1f}" height="{height:.1f}"'
    return f'<rect x="{x:.1f}" y="{y:.1f}" {size} fill="{tone}" fill-opacity="{fill}"/>'


def text(x: float, y: float, words: str, tone: str, anchor: str = "start") -> str:
    """Words."""
    return f'<text x="{x:.0f}" y="{y:.0f}" fill="{tone}" text-anchor="{anchor}">{words}</text>'


def write(name: str, *marks: str) -> None:
    """One figure on paper."""
    body = "\n".join((bar(0, 0, WIDTH, HEIGHT, "#fbf8f3"), *marks))
    (FOLDER / f"{name}.svg").write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'font-family="sans-serif" font-size="14">\n{body}\n</svg>\n',
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
