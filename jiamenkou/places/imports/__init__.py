"""Sheets of the register, tried before anything is written: each bad cell named."""

from jiamenkou.places.imports.centres import try_centres
from jiamenkou.places.imports.headcounts import try_headcounts
from jiamenkou.places.imports.rooms import try_rooms
from jiamenkou.places.imports.trial import Entry, Trial

__all__ = ["Entry", "Trial", "try_centres", "try_headcounts", "try_rooms"]
