"""Charts as facts: what is drawn, and the table that says the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Kind = Literal["line", "bar", "stacked", "scatter"]
Tone = Literal["door", "jade", "amber", "slate", "ink", "quiet"]


@dataclass(frozen=True, kw_only=True)
class Series:
    """One value for each place on the chart's x axis; None where there is none."""

    name: StrOrPromise
    values: Sequence[float | None]
    tone: Tone = "door"


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A chart in one sentence (`title`), its axes worded, its numbers as `show` words them.

    On a scatter `x` holds numbers; elsewhere words or numbers, drawn evenly spaced.
    `marked` is the position on `x` that the page speaks of.
    """

    title: StrOrPromise
    kind: Kind
    x: Sequence[str | float]
    x_label: StrOrPromise
    y_label: StrOrPromise
    series: Sequence[Series]
    marked: int | None = None

    def __post_init__(self) -> None:
        for one in self.series:
            if len(one.values) != len(self.x):
                raise ValueError(
                    f"series: {one.name} has {len(one.values)} values, x has {len(self.x)}"
                )

    @property
    def spec(self) -> dict[str, object]:
        """What the browser draws from."""
        series = [{**asdict(one), "name": str(one.name)} for one in self.series]
        words = {name: str(getattr(self, name)) for name in ("title", "x_label", "y_label")}
        return {"kind": self.kind, "x": self.x, "series": series, "marked": self.marked, **words}

    @property
    def rows(self) -> list[tuple[str | float, list[float | None]]]:
        return [(x, [one.values[i] for one in self.series]) for i, x in enumerate(self.x)]
