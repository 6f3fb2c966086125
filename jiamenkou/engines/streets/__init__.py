"""How far is the walk? From many points to many places within a limit, by street or straight."""

from jiamenkou.engines.streets.network import Streets, connect
from jiamenkou.engines.streets.osm import read_osm
from jiamenkou.engines.streets.snapping import Snap, snap
from jiamenkou.engines.streets.straight import straight_line
from jiamenkou.engines.streets.walking import nodes_within, snapped_walks, walks

__all__ = [
    "Snap",
    "Streets",
    "connect",
    "nodes_within",
    "read_osm",
    "snap",
    "snapped_walks",
    "straight_line",
    "walks",
]
