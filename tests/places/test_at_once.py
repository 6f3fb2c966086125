"""Two people recording facts of one centre at once."""

from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from jiamenkou.places.actions import load_norms
from jiamenkou.places.models import Area, Finding
from tests import make


@pytest.mark.django_db(transaction=True)
def test_of_two_facts_recorded_at_once_the_finding_sees_both() -> None:
    load_norms(by=None)
    area = make.area()
    centre = make.centre(area=area)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            make.floor_area(centre=centre, square_metres=200)
            other = pool.submit(count_households, area)
            wait_until_held_up(other)
        other.result()
    assert Finding.objects.get(norm__code="area-per-100-households").value == 20


def count_households(area: Area) -> None:
    make.headcount(area=area, households=1000)
    connection.close()


def wait_until_held_up(other: Future[None]) -> None:
    """Until the other waits for a lock of ours (or, wrongly, got by without one)."""
    with connection.cursor() as cursor:
        waiting = False
        while not waiting and not other.done():
            cursor.execute("SELECT count(*) > 0 FROM pg_locks WHERE NOT granted")
            (waiting,) = cursor.fetchone()
