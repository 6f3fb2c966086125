"""The alarm: shifts of the next seven days that are open, told to who keeps the roster."""

from __future__ import annotations

import datetime
from collections import defaultdict

from jiamenkou.notices.actions import tell
from jiamenkou.places.models import Centre
from jiamenkou.rota.days import ONE_DAY
from jiamenkou.rota.gaps import Gap, gaps
from jiamenkou.rota.keepers import keepers_of
from jiamenkou.rota.models import Roster, ShiftPattern

DAYS_AHEAD = 7
CENTRES_AT_ONCE = 200


def warn_of_gaps(today: datetime.date) -> int:
    """Every night: tell of each day's open shifts once; how many people were told something new.

    A day is told again when other shifts of it are open than before.
    """
    first, until = today + ONE_DAY, today + (DAYS_AHEAD + 1) * ONE_DAY
    using = ShiftPattern.objects.between(first, until).values_list("centre", flat=True)
    centres = sorted(set(using))
    return sum(
        _warn(centres[n : n + CENTRES_AT_ONCE], first, until, today)
        for n in range(0, len(centres), CENTRES_AT_ONCE)
    )


def _warn(keys: list[int], first: datetime.date, until: datetime.date, today: datetime.date) -> int:
    by_day: defaultdict[tuple[int, datetime.date], list[Gap]] = defaultdict(list)
    for gap in gaps(keys, first, until):
        by_day[gap.centre_id, gap.day].append(gap)
    known = Centre.objects.select_related("area").in_bulk({centre for centre, _day in by_day})
    keepers = {key: keepers_of(centre.area, on=today) for key, centre in known.items()}
    months = [day.replace(day=1) for _centre, day in by_day]
    rosters = Roster.objects.filter(centre__in=known, month__in=months)
    by_month = {(one.centre_id, one.month): one for one in rosters}
    told = 0
    for (centre, day), found in by_day.items():
        shifts = "、".join(f"{gap.shift} {gap.there}/{gap.needed}" for gap in found)
        key = f"gap-{centre}-{day}-{'-'.join(str(gap.pattern_id) for gap in found)}"
        for keeper in keepers[centre]:
            about = by_month.get((centre, day.replace(day=1)))
            facts = {"centre": str(known[centre]), "day": day.isoformat(), "shifts": shifts}
            told += bool(tell(keeper, "rota.gap", about=about, key=key, **facts))
    return told
