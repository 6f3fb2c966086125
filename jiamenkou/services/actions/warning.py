"""The morning's warning: services with too few able clerks, told to who keeps the roster."""

from __future__ import annotations

import datetime

from jiamenkou.lib.scope import Reach
from jiamenkou.notices.actions import tell
from jiamenkou.rota.keepers import keepers_of
from jiamenkou.services.cover import thin

EVERYWHERE = Reach(prefixes=("",))
MOST_NAMED = 8


def warn_of_thin_cover(today: datetime.date) -> int:
    """Each keeper hears of a centre once a day; how many were told something new."""
    told = 0
    for one in thin(EVERYWHERE, today):
        names = "、".join(item.name for item, _able in one.served[:MOST_NAMED])
        if len(one.served) > MOST_NAMED:
            names = f"{names}…（{len(one.served)}）"
        for keeper in keepers_of(one.centre.area, on=today):
            key = f"cover-{one.centre.pk}-{today}"
            facts = {"centre": one.centre.name, "items": names}
            told += bool(tell(keeper, "services.thin_cover", about=None, key=key, **facts))
    return told
