"""Questions written once: the same rows as the ORM's own, on every connection."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import (
    IntegrityError,
    OperationalError,
    close_old_connections,
    connection,
    models,
    transaction,
)
from django.forms import model_to_dict
from django.test.utils import CaptureQueriesContext

from jiamenkou.lib.prepared import Prepared, insert
from jiamenkou.places.models import Area, Centre, Room
from tests import make

pytestmark = pytest.mark.django_db


def of_level() -> Prepared[Centre, Centre]:
    return Prepared(
        lambda level, less_than: (
            Centre.objects.filter(level=level, pk__lt=less_than)
            .select_related("area")
            .order_by("pk")
        ),
        level=models.CharField(),
        less_than=models.BigIntegerField(),
    )


def test_it_answers_what_the_queryset_would_for_every_value() -> None:
    centres = [make.centre(level=level) for level in ("community", "village", "community")]
    asked = of_level()
    for level in ("community", "village", "street"):
        for limit in (0, centres[1].pk, centres[2].pk + 1):
            known = Centre.objects.filter(level=level, pk__lt=limit).order_by("pk")
            assert asked.all(level=level, less_than=limit) == list(known)
    assert asked.first(level="street", less_than=1) is None


def test_what_it_brings_along_asks_nothing_more() -> None:
    centre = make.centre(level="community")
    found = of_level().first(level="community", less_than=centre.pk + 1)
    assert found is not None
    with CaptureQueriesContext(connection) as queries:
        assert found.area.name == centre.area.name
    assert len(queries) == 0


def test_rows_as_tuples_and_sums_come_in_their_types() -> None:
    centre = make.centre(name="东市街道党群服务中心")
    named = Prepared(
        lambda pk: Centre.objects.filter(pk=pk).values_list("name", "opened_on"),
        pk=models.BigIntegerField(),
    )
    assert named.all(pk=centre.pk) == [(centre.name, centre.opened_on)]


def test_a_connection_plans_it_once() -> None:
    asked = of_level()
    for last in range(4):
        asked.all(level="community", less_than=last)
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        planned = [statement for (statement,) in cursor.fetchall()]
    assert len([one for one in planned if '"places_centre"."level" = ' in one]) == 1


@pytest.mark.django_db(transaction=True)
def test_a_line_that_was_lost_is_made_again() -> None:
    centre = make.centre(level="community")
    asked = of_level()
    assert asked.all(level="community", less_than=centre.pk + 1) == [centre]
    with connection.cursor() as cursor, pytest.raises(OperationalError):
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    close_old_connections()
    assert asked.all(level="community", less_than=centre.pk + 1) == [centre]


@pytest.mark.django_db(transaction=True)
def test_threads_that_ask_at_once_get_their_own_rows() -> None:
    centres = [make.centre(level="community") for _ in range(8)]
    by_key = Prepared(lambda pk: Centre.objects.filter(pk=pk), pk=models.BigIntegerField())
    start = Barrier(len(centres))

    def ask(pk: int) -> list[int]:
        start.wait()
        try:
            return [row.pk for _ in range(50) for row in by_key.all(pk=pk)]
        finally:
            connection.close()

    with ThreadPoolExecutor(len(centres)) as pool:
        for centre, found in zip(centres, pool.map(ask, [one.pk for one in centres]), strict=True):
            assert found == [centre.pk] * 50


@pytest.mark.django_db(transaction=True)
def test_what_it_locks_is_locked() -> None:
    area = make.area()
    locked = Prepared(
        lambda code: Area.objects.select_for_update(nowait=True).filter(code=code),
        code=models.CharField(),
    )

    def ask() -> str:
        try:
            with transaction.atomic():
                return str(locked.first(code=area.code))
        except OperationalError as no:
            return type(no.__cause__).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            assert locked.first(code=area.code) == area
            assert pool.submit(ask).result() == "LockNotAvailable"
        assert pool.submit(ask).result() == area.name


def test_a_row_is_stored_as_the_orm_would_have_it() -> None:
    centre = make.centre()
    room = Room(centre=centre, name="大厅", kind="hall", square_metres=Decimal("80.5"))
    assert insert(room)
    assert model_to_dict(Room.objects.get(pk=room.pk)) == model_to_dict(room)


def test_a_row_that_is_known_is_not_stored_again() -> None:
    area = make.area()
    again = Area(code=area.code, name="另一个", level=area.level, parent=area.parent)
    assert not insert(again, unless_known=True)
    assert Area.objects.get(code=area.code).name == area.name


def test_a_row_that_breaks_a_rule_is_refused_by_its_name() -> None:
    room = make.room(centre=make.centre())
    with pytest.raises(IntegrityError, match="room"):
        insert(Room(centre=room.centre, name="小厅", kind="hall", square_metres=Decimal(-1)))
