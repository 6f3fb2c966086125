"""Where a visit's time goes: one interval ends, the next begins at the same moment."""

from __future__ import annotations

import datetime

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from jiamenkou.hall.models import Counter, Interval, Ticket
from jiamenkou.lib.prepared import planned
from jiamenkou.people.models import User

INSTANT = datetime.timedelta(microseconds=1)
"""No interval is shorter, even where a clock was put back."""
END = """
UPDATE hall_interval
SET during = tstzrange(
    lower(during), GREATEST(%s::timestamptz, lower(during) + interval '1 microsecond')
)
WHERE ticket_id = %s AND upper_inf(during)
RETURNING upper(during)
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
    with planned() as cursor:
        cursor.execute(END, [now, ticket.pk])
        ended = cursor.fetchone()
    if kind is not None:
        begins = ended[0] if ended else now
        Interval.objects.create(
            ticket=ticket,
            kind=kind,
            counter=counter,
            clerk=clerk,
            during=DateTimeTZRange(begins, None),
        )
