"""What the processes of test_at_once do, each with a connection of its own."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

PROCESSES = 4


def at_once(work: Callable[..., Any], *asked: tuple[Any, ...]) -> list[Any]:
    """`work` on each of `asked`, in fresh processes, on the database of this test."""
    from django.db import connection

    name = str(connection.settings_dict["NAME"])
    with ProcessPoolExecutor(
        PROCESSES, mp_context=get_context("forkserver"), initializer=connect, initargs=(name,)
    ) as pool:
        return [one.result() for one in [pool.submit(work, *given) for given in asked]]


def connect(name: str) -> None:
    import django

    django.setup()
    from django.db import connections

    connections["default"].settings_dict["NAME"] = name


def take_some(centre: int, item: int, times: int) -> list[int]:
    from jiamenkou.hall import actions
    from jiamenkou.places.models import Centre
    from jiamenkou.services.models import ServiceItem

    hall, wanted = Centre.objects.get(pk=centre), ServiceItem.objects.get(pk=item)
    return [
        actions.take_ticket(wanted, centre=hall, way="kiosk", by=None).number for _ in range(times)
    ]


def take_with_key(centre: int, item: int, key: str) -> int:
    from jiamenkou.hall import actions
    from jiamenkou.places.models import Centre
    from jiamenkou.services.models import ServiceItem

    hall, wanted = Centre.objects.get(pk=centre), ServiceItem.objects.get(pk=item)
    return actions.take_ticket(wanted, centre=hall, way="kiosk", by=None, key=key).number


def call_and_finish(counter: int, clerk: int, times: int) -> list[int]:
    """The keys of the tickets that this counter called until nobody waited."""
    from jiamenkou.hall import actions
    from jiamenkou.hall.models import Counter
    from jiamenkou.people.models import User

    desk, by = Counter.objects.get(pk=counter), User.objects.get(pk=clerk)
    called = []
    for _ in range(times):
        ticket = actions.call_next(desk, by=by)
        if ticket is not None:
            called.append(ticket.pk)
            actions.finish(actions.start(ticket, by=by), by=by)
    return called


def book_one(centre: int, item: int, begins: datetime.datetime, phone: str) -> str:
    from jiamenkou.hall import actions
    from jiamenkou.lib.refusal import Refused
    from jiamenkou.places.models import Centre
    from jiamenkou.services.models import ServiceItem

    hall, wanted = Centre.objects.get(pk=centre), ServiceItem.objects.get(pk=item)
    try:
        actions.book_slot(wanted, centre=hall, begins=begins, name="张三", phone=phone, by=None)
    except Refused as no:
        return no.rule
    return "booked"


def lapse() -> int:
    from jiamenkou.hall import actions

    return actions.lapse_holds()
