"""Questions and rows of every request: the ORM writes their SQL once, then it is only filled in.

Writing a question's SQL takes the ORM as long as PostgreSQL takes to answer it, and planning it
takes PostgreSQL as long as running it. Where one request asks ten questions and hundreds of
requests come at once, that is most of the work. PostgreSQL plans these once a connection.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from functools import cache
from typing import Any, Generic, NamedTuple, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.backends.utils import CursorWrapper
from django.db.models import Expression, Field, Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler

M = TypeVar("M", bound=Model)
Row = TypeVar("Row")
SELDOM = 1 << 30
"""Only what asks for it is planned ahead."""


class _Planned(ServerBindingCursor):
    """Values go beside the SQL, not into it, so that PostgreSQL knows a statement again."""

    def execute(self, query: Any, params: Any = None, **given: Any) -> Any:
        return super().execute(query, params, **{**given, "prepare": True})  # type: ignore[misc]


def planned(using: str = DEFAULT_DB_ALIAS) -> CursorWrapper:
    """A cursor for statements that come again and again; a value's type is written with it."""
    line: Any = connections[using]
    line.ensure_connection()
    if line.connection.prepare_threshold is None:
        line.connection.prepare_threshold = SELDOM
    wrapped: CursorWrapper = line._prepare_cursor(
        _Planned(line.connection)  # type: ignore[call-arg]
    )
    return wrapped


class Blank(Expression):
    """A value that is filled in when the question is asked."""

    def __init__(self, name: str, kind: Field[Any, Any]) -> None:
        super().__init__(output_field=kind)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:  # noqa: ARG002
        return "%s", (self,)


class Written(NamedTuple):
    """What the ORM wrote: the question, how its rows are read, its SQL and its values."""

    asked: QuerySet[Any, Any]
    reader: SQLCompiler
    sql: str
    values: tuple[Any, ...]


class Prepared(Generic[M, Row]):
    """One question; `shape` is called once, with a `Blank` for every name in `blanks`.

    What shapes the SQL itself cannot be a blank: a list of changing length, a null, an order.
    """

    def __init__(self, shape: Callable[..., QuerySet[M, Row]], **blanks: Field[Any, Any]) -> None:
        self.shape, self.blanks = shape, blanks
        self.written: Written | None = None

    def all(self, **values: Any) -> list[Row]:
        """The rows, as the queryset itself would answer them."""
        written = self.written = self.written or self._write()
        filled = tuple(
            values[one.name] if isinstance(one, Blank) else one for one in written.values
        )
        return list(_asking(written, filled))

    def first(self, **values: Any) -> Row | None:
        """The first row; order and limit are the shape's."""
        return next(iter(self.all(**values)), None)

    def _write(self) -> Written:
        asked = self.shape(**{name: Blank(name, kind) for name, kind in self.blanks.items()})
        reader = asked.query.get_compiler(asked.db)
        sql, values = reader.as_sql()
        return Written(asked=asked, reader=reader, sql=sql, values=tuple(values))


def insert(row: Model, *, unless_known: bool = False) -> bool:
    """Store a new row, whose key is then set; False: a unique rule knows one like it already.

    As `save(force_insert=True)`, for verbs that are called all day: planned once a connection.
    """
    using = row._state.db or DEFAULT_DB_ALIAS
    columns = [one for one in row._meta.concrete_fields if not (one.primary_key and row.pk is None)]
    values = [
        one.get_db_prep_save(one.pre_save(row, add=True), connections[using]) for one in columns
    ]
    with planned(using) as cursor:
        cursor.execute(_inserting(type(row), tuple(columns), unless_known), values)
        stored = cursor.fetchone()
    if stored:
        (row.pk,), row._state.adding, row._state.db = stored, False, using
    return stored is not None


@cache
def _inserting(kind: type[Model], columns: tuple[Field[Any, Any], ...], unless_known: bool) -> str:  # noqa: FBT001 - for the cache
    names = ", ".join(f'"{one.column}"' for one in columns)
    blanks = ", ".join("%s" for _one in columns)
    known = "ON CONFLICT DO NOTHING" if unless_known else ""
    return (
        f'INSERT INTO "{kind._meta.db_table}" ({names}) VALUES ({blanks}) {known} '  # noqa: S608
        f'RETURNING "{kind._meta.pk.column}"'
    )


def _asking(written: Written, values: tuple[Any, ...]) -> Any:
    """The same queryset, whose compiler has its rows already; each thread has its own line."""
    reader: Any = copy(written.reader)
    reader.connection = connections[written.asked.db]
    with planned(written.asked.db) as cursor:
        cursor.execute(written.sql, values)
        rows = cursor.fetchall()
    reader.execute_sql = lambda *_given, **_more: [rows]
    query: Any = copy(written.asked.query)
    query.get_compiler = lambda *_given, **_more: reader
    asking: Any = written.asked.all()
    asking._query = query  # the property would choose another way to read the rows
    return asking
