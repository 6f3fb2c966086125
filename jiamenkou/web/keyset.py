"""Pages of a query by key, never by offset: the thousandth costs what the first costs.

A cursor is the primary key of a row and, after a `~`, the value it was sorted by.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar, cast

from django.core.exceptions import BadRequest, ValidationError
from django.db.models import F, Model, OrderBy, Q, QuerySet
from django.utils.translation import gettext as _

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, kw_only=True)
class Page(Generic[Row]):
    """Some rows, with the cursors of the pages before and after; empty where there is none."""

    rows: list[Row]
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class Order:
    """By `field` (a lookup path, `-` ahead for falling), ties by key; empty values come last."""

    field: str
    backwards: bool = False
    never_empty: bool = False  # no nulls to place, so the database may use a plain index

    def __post_init__(self) -> None:
        if not self.field.removeprefix("-"):
            raise ValueError("field: name the lookup path to sort by")

    @property
    def rising(self) -> bool:
        return self.field.startswith("-") == self.backwards

    def terms(self) -> tuple[OrderBy, str]:
        nulls = {"nulls_first" if self.backwards else "nulls_last": not self.never_empty or None}
        key = OrderBy(F("sort_key"), descending=not self.rising, **nulls)
        return key, "-pk" if self.backwards else "pk"

    def beyond(self, cursor: str) -> Q:
        """The rows that come later than the cursor's."""
        pk, has_value, value = cursor.partition("~")
        later_pk = Q(**{"pk__lt" if self.backwards else "pk__gt": pk})
        empty = Q(sort_key__isnull=True)
        if not has_value:
            return (empty & later_pk) | ~empty if self.backwards else empty & later_pk
        way = "gt" if self.rising else "lt"
        # The first half alone would do for an index to begin at the cursor's value.
        later = Q(**{f"sort_key__{way}e": value}) & (Q(**{f"sort_key__{way}": value}) | later_pk)
        return later if self.backwards or self.never_empty else later | empty


def ordered(queryset: QuerySet[Row], order: Order) -> QuerySet[Row]:
    keyed = queryset.alias(sort_key=F(order.field.removeprefix("-")))
    return cast("QuerySet[Row]", keyed.order_by(*order.terms()))


def never_empty(queryset: QuerySet[Row], field: str) -> bool:
    """Whether `field` is a column of the rows themselves that holds no nulls."""
    name = field.removeprefix("-")
    return name == "pk" or any(
        one.name == name and not one.null for one in queryset.model._meta.concrete_fields
    )


def page(
    queryset: QuerySet[Row], *, order: str, size: int, after: str = "", before: str = ""
) -> Page[Row]:
    """The page of `size` rows after (or before) a cursor; BadRequest when that is nonsense."""
    going = Order(field=order, backwards=bool(before), never_empty=never_empty(queryset, order))
    some = ordered(queryset, going)
    try:
        if cursor := before or after:
            some = some.filter(going.beyond(cursor))
        rows = _read(some, size + 1)
    except (ValueError, TypeError, ValidationError) as error:
        raise BadRequest(_("This address points at no page of the table.")) from error
    more, rows = len(rows) > size, rows[:size]
    if going.backwards:
        return _between(rows[::-1], earlier=more, later=True)
    return _between(rows, earlier=bool(after), later=more)


def _read(some: QuerySet[Row], most: int) -> list[Row]:
    """The first of them. What stands beside a row is read for those that are shown alone: where
    thousands must be sorted, it would be read for each of them.
    """
    valued = some.annotate(sort_value=F("sort_key"))
    if not some.query.select_related:
        return list(valued[:most])
    keys = list(some.values_list("pk", flat=True)[:most])
    known = {row.pk: row for row in valued.filter(pk__in=keys)}
    return [known[pk] for pk in keys if pk in known]


def _between(rows: list[Row], *, earlier: bool, later: bool) -> Page[Row]:
    return Page(
        rows=rows,
        before=_cursor(rows[0]) if rows and earlier else "",
        after=_cursor(rows[-1]) if rows and later else "",
    )


def _cursor(row: Model) -> str:
    value = row.sort_value  # type: ignore[attr-defined]
    return f"{row.pk}" if value is None else f"{row.pk}~{value}"
