"""Which parts of a free Chinese text tell who somebody is, and the text without them."""

from jiamenkou.engines.privacy.found import Found, Kind
from jiamenkou.engines.privacy.solve import Cleared, cleared, found_in

__all__ = ["Cleared", "Found", "Kind", "cleared", "found_in"]
