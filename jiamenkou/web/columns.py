"""What a table is declared with: its columns and filters, and what they show on the page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from jiamenkou.lib import sheets
from jiamenkou.web.formats import NOTHING
from jiamenkou.web.keyset import Row

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def plain(value: object) -> str:
    return NOTHING if value is None or value == "" else str(value)


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column. `value` reads a row (default: the attribute called `name`), `show` words it."""

    name: str
    label: StrOrPromise
    order: str = ""  # the lookup path to sort by; empty: not sortable
    numeric: bool = False
    value: Callable[[Any], Any] | None = None
    show: Callable[[Any], StrOrPromise] = plain
    href: Callable[[Any], str] | None = None
    tone: Callable[[Any], str] | None = None  # shows the words as a tag: ok, due, late, info

    def read(self, row: object) -> Any:
        return self.value(row) if self.value else attrgetter(self.name)(row)

    def cell(self, row: object) -> Cell:
        return Cell(
            label=self.label,
            words=self.show(self.read(row)),
            numeric=self.numeric,
            href=self.href(row) if self.href else "",
            tone=self.tone(row) if self.tone else "",
        )

    def exported(self, row: object) -> sheets.Cell:
        value = self.read(row)
        return str(value) if isinstance(value, Promise) else value


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A filter with a few answers; `narrow` where one lookup does not say it."""

    name: str
    label: StrOrPromise
    choices: Sequence[tuple[str, StrOrPromise]]
    lookup: str = ""
    narrow: Callable[[Any, str], Any] | None = None

    def apply(self, queryset: QuerySet[Row], chosen: str) -> QuerySet[Row]:
        if chosen not in dict(self.choices):
            return queryset
        if self.narrow:
            return self.narrow(queryset, chosen)  # type: ignore[no-any-return]
        return queryset.filter(**{self.lookup or self.name: chosen})

    def asked(self, chosen: str) -> Question:
        return Question(name=self.name, label=self.label, choices=self.choices, chosen=chosen)


@dataclass(frozen=True, kw_only=True)
class Typed:
    """A filter that is written into a field: words, or a day where `kind` is date."""

    name: str
    label: StrOrPromise
    narrow: Callable[[Any, str], Any]
    kind: str = "text"

    def apply(self, queryset: QuerySet[Row], typed: str) -> QuerySet[Row]:
        words = typed.replace("\0", "").strip()
        return self.narrow(queryset, words) if words else queryset

    def asked(self, typed: str) -> Question:
        return Question(name=self.name, label=self.label, chosen=typed, kind=self.kind)


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A value as the page shows it."""

    label: StrOrPromise
    words: StrOrPromise
    numeric: bool
    href: str
    tone: str


@dataclass(frozen=True, kw_only=True)
class Heading:
    """A column's head: where a click on it leads, and how it sorts now."""

    label: StrOrPromise
    numeric: bool
    href: str
    sorted: str  # ascending, descending or empty


@dataclass(frozen=True, kw_only=True)
class Question:
    """A filter as the page asks it."""

    name: str
    label: StrOrPromise
    chosen: str
    choices: Sequence[tuple[str, StrOrPromise]] = ()
    kind: str = ""  # of the field it is typed into; empty: it is chosen among `choices`
