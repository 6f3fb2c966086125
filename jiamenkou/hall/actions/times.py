"""Where a visit's time goes: one interval ends, the next begins at the same moment."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from jiamenkou.hall.models import Counter, Ticket
from jiamenkou.lib.prepared import planned
from jiamenkou.people.models import User

INSTANT = datetime.timedelta(microseconds=1)
"""No interval is shorter, even where a clock was put back."""
TURN = """
WITH ended AS (
    UPDATE hall_interval
    SET during = tstzrange(
        lower(during), GREATEST(%(now)s::timestamptz, lower(during) + interval '1 microsecond')
    )
    WHERE ticket_id = %(ticket)s::bigint AND upper_inf(during)
    RETURNING upper(during) AS at
)
INSERT INTO hall_interval (ticket_id, kind, counter_id, clerk_id, during)
SELECT %(ticket)s::bigint, %(kind)s::text, %(counter)s::bigint, %(clerk)s::bigint,
    tstzrange(COALESCE((SELECT at FROM ended), %(now)s::timestamptz), NULL)
WHERE %(kind)s::text IS NOT NULL
"""


def now_or_after(moment: datetime.datetime | None) -> datetime.datetime:
    """Now, or just after a moment that lies ahead."""
    now = timezone.now()
    return max(now, moment + INSTANT) if moment else now


def after(now: datetime.datetime, moment: datetime.datetime | None) -> datetime.datetime:
    return max(now, moment) if moment else now


def turn(
    ticket: Ticket,
    kind: str | None,
    *,
    now: datetime.datetime,
    counter: Counter | None = None,
    clerk: User | None = None,
) -> None:
    """What was going on with the ticket ends; `kind` begins (None: the visit is over)."""
    asked: dict[str, Any] = {"ticket": ticket.pk, "kind": kind, "now": now}
    asked |= {"counter": counter.pk if counter else None, "clerk": clerk.pk if clerk else None}
    with planned() as cursor:
        cursor.execute(TURN, asked)
