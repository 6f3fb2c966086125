"""How long somebody will wait: a plain formula over what visits took in the last four weeks.

    wait = (what the counters that may serve them still have to do, and what those ahead need)
           ÷ how many such counters are open

What a visit needs is the time from its call to its end, without time on hold, taken for each item
as the median of the last four weeks at this centre; the range is the same sum with the first and
the third quarter instead. An item with fewer than ten visits goes by all items of the centre;
a centre with fewer than ten visits says nothing. Who is at a counter has needed a part already: the
rest is never taken for less than a quarter of the median. An appointment counts as one ahead once
it is due.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.db import connection
from django.utils import timezone

from jiamenkou.hall.models import Sitting, Ticket
from jiamenkou.hall.models.ticket import TicketQuerySet
from jiamenkou.places.models import Centre
from jiamenkou.services.models import Skill

FEWEST = 10
WEEKS = 4
REST = 0.25
MOST_IN_LINE = 1000
FRESH_SECONDS = 300
"""What visits took is read again after so long."""
EVERY_ITEM = 0
NEEDED = """
SELECT item_id, count(*), percentile_cont(ARRAY[0.25, 0.5, 0.75]) WITHIN GROUP (ORDER BY seconds)
FROM (
    SELECT t.item_id, EXTRACT(EPOCH FROM sum(upper(i.during) - lower(i.during))) AS seconds
    FROM hall_ticket t JOIN hall_interval i ON i.ticket_id = t.id
    WHERE t.centre_id = %s AND t.day BETWEEN %s AND %s AND t.state = 'done'
    AND i.kind IN ('called', 'serving') AND NOT upper_inf(i.during)
    GROUP BY t.id, t.item_id
) AS visits
GROUP BY GROUPING SETS ((item_id), ())
"""


@dataclass(frozen=True, kw_only=True)
class Needed:
    """Seconds a visit takes: how many were seen, and the three quarters of them."""

    visits: int
    quarters: tuple[float, float, float]


@dataclass(frozen=True, kw_only=True)
class Wait:
    """Minutes to wait; `ahead` are called before. Without minutes, `why` says why not."""

    ahead: int
    minutes: int | None = None
    least: int | None = None
    most: int | None = None
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Somebody in line, or at a counter for so many seconds."""

    ticket: int
    item: int
    counter: int | None = None
    wanted: int | None = None
    seconds: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Line:
    """A hall at a moment, as waits are told from it."""

    waiting: tuple[Place, ...]
    present: Mapping[int, Place]
    """By counter."""
    able: Mapping[int, frozenset[int]]
    """The items served at each open counter."""
    needed: Mapping[int, Needed]

    def wait_of(self, ticket: Ticket) -> Wait:
        before = [one.ticket for one in self.waiting]
        place = before.index(ticket.pk) if ticket.pk in before else len(before)
        return self._wait(ticket.item_id, self.waiting[:place], ticket.wanted_id)

    def wait_for(self, item: int) -> Wait:
        """Of who would take a number now."""
        return self._wait(item, self.waiting, None)

    def _wait(self, item: int, before: Iterable[Place], wanted: int | None) -> Wait:
        mine = {one for one, items in self.able.items() if item in items and wanted in {None, one}}
        ahead = [one for one in before if self._shares(one, mine)]
        if not mine:
            return Wait(ahead=len(ahead), why="nobody")
        busy = [self.present[one] for one in mine if one in self.present]
        if any(self._quarters(one.item) is None for one in (*ahead, *busy)):
            return Wait(ahead=len(ahead), why="few")
        least, likely, most = (
            (sum(self._need(one, quarter) for one in ahead)
             + sum(self._rest(one, quarter) for one in busy)) / len(mine)
            for quarter in range(3)
        )  # fmt: skip
        return Wait(
            ahead=len(ahead),
            minutes=round(likely / 60),
            least=math.floor(least / 60),
            most=math.ceil(most / 60),
        )

    def _shares(self, one: Place, mine: set[int]) -> bool:
        """Whether one of the counters that may serve me may be taken up by them."""
        if one.wanted is not None:
            return one.wanted in mine
        return any(one.item in self.able[counter] for counter in mine)

    def _quarters(self, item: int) -> tuple[float, float, float] | None:
        known = self.needed.get(item)
        if known is None or known.visits < FEWEST:
            known = self.needed.get(EVERY_ITEM)
        return known.quarters if known and known.visits >= FEWEST else None

    def _need(self, one: Place, quarter: int) -> float:
        quarters = self._quarters(one.item)
        return quarters[quarter] if quarters else 0.0

    def _rest(self, one: Place, quarter: int) -> float:
        quarters = self._quarters(one.item) or (0.0, 0.0, 0.0)
        return max(quarters[quarter] - one.seconds, quarters[1] * REST)


def line_at(centre: Centre, *, now: datetime.datetime) -> Line:
    """Four queries, one more when what visits took is read anew."""
    day = timezone.localdate(now)
    today = Ticket.objects.of_day(centre, day)
    return Line(
        waiting=tuple(_waiting(today, now)),
        present={one.counter: one for one in _present(today, now) if one.counter is not None},
        able=_able(centre, day),
        needed=needed_at(centre.pk, day, int(now.timestamp()) // FRESH_SECONDS),
    )


@lru_cache(maxsize=512)
def needed_at(centre: int, day: datetime.date, _fresh: int) -> Mapping[int, Needed]:
    """By item, and of all items together; the same for a few minutes."""
    since = day - datetime.timedelta(weeks=WEEKS)
    with connection.cursor() as cursor:
        cursor.execute(NEEDED, [centre, since, day])
        return {
            item or EVERY_ITEM: Needed(visits=visits, quarters=(three[0], three[1], three[2]))
            for item, visits, three in cursor.fetchall()
            if three
        }


def _waiting(today: TicketQuerySet, now: datetime.datetime) -> Iterable[Place]:
    rows = today.in_line().by_turn(now).values_list("pk", "item", "wanted")
    for pk, item, wanted in rows[:MOST_IN_LINE]:
        yield Place(ticket=pk, item=item, wanted=wanted)


def _present(today: TicketQuerySet, now: datetime.datetime) -> Iterable[Place]:
    rows = today.at_a_counter().values_list("pk", "item", "counter", "called_at")
    for pk, item, counter, called_at in rows:
        seconds = (now - called_at).total_seconds() if called_at else 0.0
        yield Place(ticket=pk, item=item, counter=counter, seconds=seconds)


def _able(centre: Centre, day: datetime.date) -> Mapping[int, frozenset[int]]:
    sitting = dict(Sitting.objects.open().at(centre).values_list("counter", "clerk"))
    skills = Skill.objects.on(day).filter(person__in=sitting.values())
    served: dict[int, set[int]] = {clerk: set() for clerk in sitting.values()}
    for clerk, item in skills.values_list("person", "item"):
        served[clerk].add(item)
    return {counter: frozenset(served[clerk]) for counter, clerk in sitting.items()}
