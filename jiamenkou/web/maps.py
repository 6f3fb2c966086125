"""Maps as facts: doors, shapes and dots in lon/lat (WGS 84), and the list that says the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from django.conf import settings

from jiamenkou.lib.crs import CRS, from_wgs84

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Tone = Literal["keep", "open", "move", "close", "ok", "due", "late", "info"]


@dataclass(frozen=True, kw_only=True)
class Door:
    """A centre or a site; `radius_metres` draws the circle it serves."""

    lon: float
    lat: float
    title: StrOrPromise
    tone: Tone = "keep"
    word: StrOrPromise = ""  # what the tone means, beside the colour
    note: StrOrPromise = ""
    href: str = ""
    radius_metres: float = 0

    def __post_init__(self) -> None:
        if not (-180 <= self.lon <= 180 and -90 <= self.lat <= 90):
            raise ValueError(f"lon, lat: degrees are meant, got {self.lon}, {self.lat}")


@dataclass(frozen=True, kw_only=True)
class Shape:
    """An area or a line: a GeoJSON geometry."""

    geometry: Mapping[str, object]
    title: StrOrPromise
    tone: Tone = "info"
    note: StrOrPromise = ""
    href: str = ""


@dataclass(frozen=True, kw_only=True)
class Dots:
    """Many small points, such as households: (lon, lat, weight) each; the weight sets the size."""

    points: Sequence[tuple[float, float, float]]
    title: StrOrPromise


@dataclass(frozen=True, kw_only=True)
class Legend:
    """A tone and what it means here."""

    tone: Tone
    words: StrOrPromise


@dataclass(frozen=True, kw_only=True)
class Map:
    """What a map shows. Doors and titled shapes are also its list."""

    title: StrOrPromise
    doors: Sequence[Door] = ()
    shapes: Sequence[Shape] = ()
    dots: Dots | None = None
    legend: Sequence[Legend] = ()

    @property
    def spec(self) -> dict[str, object]:
        """What the browser draws from."""
        return {
            "doors": [_door(one) for one in self.doors],
            "shapes": _collection([_shape(one) for one in self.shapes]),
            "dots": _dots(self.dots) if self.dots else [],
            "tiles": settings.JIAMENKOU_TILES_URL,
        }


def _door(one: Door) -> dict[str, object]:
    return {
        "at": _drawn([one.lon, one.lat]),
        "title": str(one.title),
        "tone": one.tone,
        "note": " · ".join(filter(None, (str(one.word), str(one.note)))),
        "href": one.href,
        "radius": one.radius_metres,
    }


def _shape(one: Shape) -> dict[str, object]:
    words = {"title": str(one.title), "tone": one.tone, "note": str(one.note), "href": one.href}
    geometry = {**one.geometry, "coordinates": _drawn(one.geometry["coordinates"])}
    return {"type": "Feature", "geometry": geometry, "properties": words}


def _collection(features: list[dict[str, object]]) -> dict[str, object]:
    return {"type": "FeatureCollection", "features": features}


def _dots(dots: Dots) -> list[list[float]]:
    places = _drawn([[lon, lat] for lon, lat, _weight in dots.points])
    return [[*place, dot[2]] for place, dot in zip(places, dots.points, strict=True)]


def _drawn(coordinates: Any) -> Any:
    """GeoJSON coordinates of any depth, as the tile server draws them; without one, as they are."""
    if not settings.JIAMENKOU_TILES_URL or settings.JIAMENKOU_TILES_CRS == CRS.WGS84:
        return coordinates
    if _depth(coordinates) > 2:
        return [_drawn(inner) for inner in coordinates]
    places = np.asarray(coordinates, dtype=float)
    moved = from_wgs84(places[..., 0], places[..., 1], CRS(settings.JIAMENKOU_TILES_CRS))
    return np.stack(moved, axis=-1).tolist()


def _depth(coordinates: Any) -> int:
    """1 for a position, 2 for a line of them, more for rings and groups of rings."""
    return 1 + _depth(coordinates[0]) if isinstance(coordinates, Sequence) and coordinates else 0
