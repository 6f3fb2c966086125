"""A sheet read against the register: what it would add and change, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeVar

from django.db.models import Model
from django.utils.translation import gettext_noop

from jiamenkou.lib.columns import CellProblem, Column, Record, match, problem_at, read_records
from jiamenkou.lib.sheets import Sheet
from jiamenkou.places.models import Area
from jiamenkou.places.models.area import full_code

State = Literal["new", "changed", "unchanged"]
Thing = TypeVar("Thing", bound=Model)


@dataclass(frozen=True, kw_only=True)
class Entry(Generic[Thing]):
    """One row of the sheet as it would stand in the register; `record` is what the row said."""

    record: Record
    thing: Thing
    state: State


@dataclass(frozen=True, kw_only=True)
class Trial(Generic[Thing]):
    """A dry run. Nothing may be written while there are problems; warnings are for a person."""

    sheet: Sheet
    columns: Sequence[Column]
    mapping: Mapping[str, int]
    entries: Sequence[Entry[Thing]] = ()
    problems: Sequence[CellProblem] = ()
    warnings: Sequence[str] = field(default=())

    @property
    def new(self) -> int:
        return self._count("new")

    @property
    def changed(self) -> int:
        return self._count("changed")

    @property
    def unchanged(self) -> int:
        return self._count("unchanged")

    @property
    def headers(self) -> list[tuple[Column, str]]:
        """Each column we know, with the header it was found under (empty: not found)."""
        return [
            (column, self.sheet.headers[self.mapping[column.field]])
            if column.field in self.mapping
            else (column, "")
            for column in self.columns
        ]

    @property
    def unused(self) -> list[str]:
        """The headers nothing was read from."""
        used = set(self.mapping.values())
        return [head for at, head in enumerate(self.sheet.headers) if head and at not in used]

    def _count(self, state: State) -> int:
        return sum(entry.state == state for entry in self.entries)


class Reading:
    """A sheet being read: its good records, and the problems found so far."""

    def __init__(
        self, sheet: Sheet, columns: Sequence[Column], given: Mapping[str, str] | None
    ) -> None:
        self.sheet, self.columns = sheet, columns
        self.mapping = match(sheet.headers, columns, given)
        self.records, self.problems = read_records(sheet, columns, self.mapping)

    def blame(self, record: Record, name: str, template: str, **facts: object) -> None:
        """Say what is wrong with a field of a record; the words are translated when shown."""
        at = self.mapping.get(name)
        header = "" if at is None else self.sheet.headers[at]
        self.problems.append(problem_at(self.sheet, record.row, header, template, **facts))

    def find_areas(self, district: Area, fields: Iterable[str]) -> dict[str, Area]:
        """The areas named by code in `fields`, which must lie in `district`; others are blamed."""
        names = list(fields)
        wanted = {code for record in self.records for code in _codes(record, names)}
        found = Area.objects.under(district.code).in_bulk(list(wanted))
        for record in self.records:
            for name in names:
                for code in _codes(record, [name]):
                    if code not in found:
                        template = gettext_noop("There is no area %(code)s in %(district)s.")
                        self.blame(record, name, template, code=code, district=district.name)
        return found

    def blame_repeats(self, name: str, key: Callable[[Record], Hashable]) -> None:
        """No two records may be about the same thing."""
        first: dict[Hashable, int] = {}
        for record in self.records:
            before = first.setdefault(key(record), record.row)
            if before != record.row:
                self.blame(
                    record, name, gettext_noop("The same is already in row %(row)s."), row=before
                )

    def trial(
        self, entries: Sequence[Entry[Thing]] = (), warnings: Sequence[str] = ()
    ) -> Trial[Thing]:
        return Trial(
            sheet=self.sheet,
            columns=self.columns,
            mapping=self.mapping,
            entries=entries,
            problems=sorted(self.problems, key=lambda one: (one.row, one.column)),
            warnings=warnings,
        )


def said(record: Record, fields: Iterable[str]) -> dict[str, Any]:
    """What the record says of `fields`; an empty cell says nothing."""
    return {name: record.values[name] for name in fields if record.values[name] is not None}


def state_of(thing: Model, *, changed: bool) -> State:
    """New when it was never saved, else whether it changed."""
    if thing.pk is None:
        return "new"
    return "changed" if changed else "unchanged"


def amended(thing: Model, facts: Mapping[str, Any]) -> bool:
    """Put `facts` on `thing`; whether that changed it."""
    before = {name: getattr(thing, name) for name in facts}
    for name, value in facts.items():
        setattr(thing, name, value)
    return before != facts


def _codes(record: Record, fields: Iterable[str]) -> list[str]:
    given = (record.values[name] for name in fields)
    every = (one if isinstance(one, list) else [one] for one in given if one)
    return [full_code(code) for codes in every for code in codes]
