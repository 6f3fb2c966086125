"""How long somebody waits: from what visits took, and honest where too few are known."""

from __future__ import annotations

import datetime

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from jiamenkou.hall.models import Interval, Ticket
from jiamenkou.hall.shown.wording import wait_words
from jiamenkou.hall.waiting import Line, Needed, Place, line_at, needed_at
from tests.hall.halls import Hall, hall_of

pytestmark = pytest.mark.django_db
MINUTE = 60.0


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    needed_at.cache_clear()


def line(*waiting: int, counters: int = 1, visits: int = 10, seconds: float = 0.0) -> Line:
    """People waiting for item 1 (or 2), each of whose visits takes 4, 6 or 10 minutes."""
    present = {1: Place(ticket=99, item=1, counter=1, seconds=seconds)} if seconds else {}
    return Line(
        waiting=tuple(Place(ticket=n, item=item) for n, item in enumerate(waiting, start=1)),
        present=present,
        able={n: frozenset({1}) for n in range(1, counters + 1)},
        needed={0: Needed(visits=visits, quarters=(4 * MINUTE, 6 * MINUTE, 10 * MINUTE))},
    )


def test_each_one_ahead_takes_what_visits_take() -> None:
    wait = line(1, 1, 1).wait_for(1)
    assert (wait.ahead, wait.least, wait.minutes, wait.most) == (3, 12, 18, 30)


def test_two_counters_halve_it() -> None:
    assert line(1, 1, counters=2).wait_for(1).minutes == 6


def test_who_is_at_the_counter_has_needed_a_part_already() -> None:
    assert line(seconds=4 * MINUTE).wait_for(1).minutes == 2
    assert line(seconds=60 * MINUTE).wait_for(1).minutes == 2  # never less than a quarter


def test_who_waits_for_something_else_is_not_ahead() -> None:
    assert line(2, 2, 1).wait_for(1).ahead == 1


def test_with_too_few_visits_nothing_is_said() -> None:
    wait = line(1, visits=9).wait_for(1)
    assert (wait.minutes, wait.why) == (None, "few")


def test_where_nobody_serves_it_that_is_said() -> None:
    assert line(1).wait_for(2).why == "nobody"


def test_what_visits_took_is_read_from_the_last_four_weeks() -> None:
    hall = hall_of()
    hall.open(0)
    served_before(hall, minutes=6, visits=10)
    for _ in range(2):
        hall.take()
    wait = line_at(hall.centre, now=timezone.now()).wait_for(hall.items[0].pk)
    assert (wait.minutes, wait.ahead) == (12, 2)
    assert "12" in wait_words(wait)


def served_before(hall: Hall, *, minutes: int, visits: int) -> None:
    yesterday = timezone.now() - datetime.timedelta(days=1)
    until = yesterday + datetime.timedelta(minutes=minutes)
    for _ in range(visits):
        ticket = hall.take()
        Ticket.objects.filter(pk=ticket.pk).update(state="done", day=yesterday.date())
        ticket.intervals.update(
            kind=Interval.Kind.SERVING,
            counter=hall.counters[0],
            during=DateTimeTZRange(yesterday, until),
        )
