"""Questions asked with every request: the ORM writes their SQL once, then it is only filled in.

Writing a question's SQL takes the ORM as long as PostgreSQL takes to answer it. Where one request
asks ten questions and hundreds of requests come at once, that is half of the work.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from typing import Any, Generic, NamedTuple, TypeVar

from django.db import connections
from django.db.models import Expression, Field, Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler

M = TypeVar("M", bound=Model)
Row = TypeVar("Row")


class Blank(Expression):
    """A value that is filled in when the question is asked."""

    def __init__(self, name: str, kind: Field[Any, Any]) -> None:
        super().__init__(output_field=kind)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:  # noqa: ARG002
        return "%s", [self]


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


def _asking(written: Written, values: tuple[Any, ...]) -> QuerySet[Any, Any]:
    """The same queryset, whose compiler has the SQL already; each thread has its own line."""
    reader: Any = copy(written.reader)
    reader.connection = connections[written.asked.db]
    reader.as_sql = lambda *_given, **_more: (written.sql, values)
    query: Any = copy(written.asked.query)
    query.get_compiler = lambda *_given, **_more: reader
    asking = written.asked._chain()
    asking._query = query  # the property would choose another way to read the rows
    return asking
