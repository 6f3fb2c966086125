"""Many writers, two linkers, and a reader, at once and on real connections."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Barrier
from typing import Any, TypeVar

import pytest
from django.db import connection, transaction

from jiamenkou.audit.actions import link_events
from jiamenkou.audit.models import Event, Link
from jiamenkou.audit.verifying import verify
from jiamenkou.places.models import Area
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)
Answer = TypeVar("Answer")
WRITERS, EACH = 20, 25


def test_five_hundred_acts_at_once_wait_for_nobody_and_none_is_lost() -> None:
    area, together = make.area(), Barrier(WRITERS + 1)

    def write(writer: int) -> None:
        together.wait()
        for one in range(EACH):
            act(area, writer=writer, one=one)

    with ThreadPoolExecutor(WRITERS) as pool, transaction.atomic():
        make.event(area=area, writer="uncommitted")  # open all the while: nobody waits for it
        done = [pool.submit(on_its_own, write, writer) for writer in range(WRITERS)]
        together.wait()
        for one in done:
            one.result(timeout=60)
        assert Event.objects.exclude(facts__writer="uncommitted").count() == WRITERS * EACH
    found = verify()
    assert (found.linked, found.wrong) == (WRITERS * EACH + 1, 0)


def test_an_act_open_while_others_are_linked_is_linked_once_it_commits() -> None:
    area = make.area()
    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        early = make.event(area=area)
        pool.submit(on_its_own, act, area).result()
        assert pool.submit(on_its_own, link_events).result() == 1
    assert link_events() == 1
    assert Link.objects.get(event=early).number == 2
    assert verify().wrong == 0


def test_linkers_at_once_make_no_link_twice_and_miss_none() -> None:
    area, together = make.area(), Barrier(4)
    for one in range(300):
        act(area, one=one)

    def link() -> int:
        together.wait()
        return link_events()

    with ThreadPoolExecutor(4) as pool:
        done = [pool.submit(on_its_own, link) for _ in range(4)]
        assert sum(one.result(timeout=60) for one in done) == 300
    numbers = list(Link.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, 301))
    assert verify().wrong == 0


def test_the_second_linker_waits_for_the_first() -> None:
    make.event()
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            assert link_events() == 1
            other = pool.submit(on_its_own, link_events)
            wait_until_held_up(other)
        assert other.result(timeout=60) == 0


def act(area: Area, **facts: Any) -> None:
    with transaction.atomic():
        make.event(area=area, **facts)


def on_its_own(do: Callable[..., Answer], *given: object) -> Answer:
    """On a connection of this thread's, closed again."""
    try:
        return do(*given)
    finally:
        connection.close()


def wait_until_held_up(other: Future[int]) -> None:
    """Until the other waits for a lock of ours (or, wrongly, got by without one)."""
    with connection.cursor() as cursor:
        waiting = False
        while not waiting and not other.done():
            cursor.execute(
                "SELECT count(*) > 0 FROM pg_locks WHERE NOT granted AND locktype = 'advisory'"
            )
            (waiting,) = cursor.fetchone()
