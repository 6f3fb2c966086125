"""People in figures: by age, and as dots on a map."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from django.utils.translation import gettext as _

from jiamenkou.siting.points import Counts, Floats, band_words
from jiamenkou.web.charts import Chart, Series
from jiamenkou.web.maps import Dots

MOST_DOTS = 3_000
CELLS_ACROSS = 55
LARGEST_DOT = 8.0


def age_chart(bands: Mapping[str, int]) -> Chart:
    """How many people of each age."""
    return Chart(
        title=_("People by age"),
        kind="bar",
        x=[band_words(name) for name in bands],
        x_label=_("age"),
        y_label=_("people"),
        series=[Series(name=_("people"), values=list(bands.values()), tone="slate")],
    )


def dots_of(lon: Floats, lat: Floats, people: Floats | Counts) -> Dots:
    """A dot for each point where people live; of very many, one for each cell of a grid."""
    title = _("People, a dot for each point")
    if len(lon) > MOST_DOTS:
        lon, lat, people = _gathered(lon, lat, people.astype(np.float64))
        title = _("People, gathered into %(count)d cells") % {"count": len(lon)}
    weights = LARGEST_DOT * people / max(float(np.quantile(people, 0.98)), 1)
    points = np.column_stack((lon, lat, np.maximum(weights, 0.3))).round(5).tolist()
    return Dots(points=[(x, y, weight) for x, y, weight in points], title=title)


def _gathered(lon: Floats, lat: Floats, people: Floats) -> tuple[Floats, Floats, Floats]:
    """Cells of a grid, each at the middle of its people."""
    inhabited = people > 0
    lon, lat, people = lon[inhabited], lat[inhabited], people[inhabited]
    wide = max(float(np.ptp(lon)), float(np.ptp(lat)), 1e-6) / CELLS_ACROSS
    across, down = (np.floor((at - at.min()) / wide).astype(np.int64) for at in (lon, lat))
    _cells, cell = np.unique(across * (CELLS_ACROSS + 1) + down, return_inverse=True)
    total = np.bincount(cell, weights=people).astype(np.float64)
    return (
        np.bincount(cell, weights=people * lon) / total,
        np.bincount(cell, weights=people * lat) / total,
        total,
    )
