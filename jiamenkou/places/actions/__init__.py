"""What can be done with areas, centres and norms."""

from jiamenkou.places.actions.areas import draw_boundary, load_areas, record_headcount
from jiamenkou.places.actions.calendar import announce_days
from jiamenkou.places.actions.centres import (
    add_room,
    agree_sharing,
    amend_centre,
    close_centre,
    end_sharing,
    measure_floor_area,
    open_centre,
    record_walks,
)
from jiamenkou.places.actions.hours import (
    drop_hours,
    keep_hours,
    load_hours,
    renew_openings,
)
from jiamenkou.places.actions.imports import import_centres, import_headcounts, import_rooms
from jiamenkou.places.actions.norms import diagnose, load_norms

__all__ = [
    "add_room",
    "agree_sharing",
    "amend_centre",
    "announce_days",
    "close_centre",
    "diagnose",
    "draw_boundary",
    "drop_hours",
    "end_sharing",
    "import_centres",
    "import_headcounts",
    "import_rooms",
    "keep_hours",
    "load_areas",
    "load_hours",
    "load_norms",
    "measure_floor_area",
    "open_centre",
    "record_headcount",
    "record_walks",
    "renew_openings",
]
