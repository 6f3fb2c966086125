"""Tables that sort, filter, page by key and export what they show, their state in the address.

A table is a class that names its columns; the page works whole without JavaScript.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property, reduce
from operator import or_
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, ClassVar, Generic

from django.core.exceptions import BadRequest
from django.db.models import Q, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from jiamenkou.lib import sheets
from jiamenkou.web.columns import Cell, Choice, Column, Heading, Question, Typed
from jiamenkou.web.keyset import Order, Page, Row, ordered, page

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PAGE_WORDS = ("after", "before", "export")


class Table(Generic[Row]):
    """A queryset as a table; three queries whatever its size."""

    name: ClassVar[str] = "table"
    most_counted: ClassVar[int] = 10_000
    columns: ClassVar[Sequence[Column]]
    filters: Sequence[Choice | Typed] = ()
    search: ClassVar[Sequence[str]] = ()  # lookup paths that `q` looks into
    order: ClassVar[str] = "pk"  # before anyone sorts: a lookup path, `-` ahead for falling
    rows_a_page: ClassVar[int] = 50
    empty: StrOrPromise = ""  # what belongs here
    first_step: str = ""  # where to begin when it is empty, and what that is called
    first_word: StrOrPromise = ""

    def __init__(self, request: HttpRequest, queryset: QuerySet[Row]) -> None:
        self.request = request
        self.asked = request.GET
        self.q = self.asked.get("q", "").replace("\0", "").strip()
        self.queryset = self._narrowed(queryset)

    def answer(self, template: str, context: dict[str, object]) -> HttpResponseBase:
        """The page with `table` in its context; for htmx only the table; or the asked export."""
        if kind := self.asked.get("export"):
            return self._export(kind)
        if self.request.headers.get("HX-Target", "").endswith(f"#{self.name}"):
            template = "web/table.html"
        answer = render(self.request, template, {**context, "table": self})
        patch_vary_headers(answer, ["HX-Target"])
        return answer

    @cached_property
    def page(self) -> Page[Row]:
        before, after = self.asked.get("before", ""), self.asked.get("after", "")
        return page(
            self.queryset, order=self._order, size=self.rows_a_page, before=before, after=after
        )

    @property
    def rows(self) -> Iterator[list[Cell]]:
        return ([column.cell(row) for column in self.columns] for row in self.page.rows)

    @cached_property
    def count(self) -> int:
        """How many rows there are, counted no further than one past `most_counted`."""
        return self.queryset.order_by()[: self.most_counted + 1].count()

    @property
    def counted_all(self) -> bool:
        return self.count <= self.most_counted

    @property
    def narrowed(self) -> bool:
        return bool(self.q) or any(question.chosen for question in self.questions)

    @property
    def headings(self) -> Iterator[Heading]:
        sort = self._sort
        for column in self.columns:
            rising, falling = column.name, f"-{column.name}"
            turned = falling if sort == rising else rising
            yield Heading(
                label=column.label,
                numeric=column.numeric,
                href=self.address(sort=turned) if column.order else "",
                sorted={rising: "ascending", falling: "descending"}.get(sort, ""),
            )

    @property
    def questions(self) -> list[Question]:
        return [one.asked(self.asked.get(one.name, "")) for one in self.filters]

    @property
    def other_words(self) -> list[tuple[str, str]]:
        """What the filter form must carry along unseen."""
        typed = {"q", *PAGE_WORDS, *(one.name for one in self.filters)}
        return [(name, self.asked[name]) for name in self.asked if name not in typed]

    @property
    def earlier(self) -> str:
        return self.address(before=self.page.before) if self.page.before else ""

    @property
    def later(self) -> str:
        return self.address(after=self.page.after) if self.page.after else ""

    @property
    def whole(self) -> str:
        """The address without search and filters."""
        return self.address(**{"q": "", **{one.name: "" for one in self.filters}})

    @property
    def as_xlsx(self) -> str:
        return self.address(export="xlsx")

    @property
    def as_csv(self) -> str:
        return self.address(export="csv")

    def address(self, **changes: str) -> str:
        """This table with some words of its address changed; an empty word goes."""
        said = {name: self.asked.get(name, "") for name in self.asked if name not in PAGE_WORDS}
        words = {name: value for name, value in {**said, **changes}.items() if value}
        return f"{self.request.path}?{urlencode(words)}"

    @property
    def _sort(self) -> str:
        asked = self.asked.get("sort", "")
        return asked if asked.removeprefix("-") in self._sortable else self._default_sort

    @property
    def _default_sort(self) -> str:
        by_order = {column.order: column.name for column in self.columns if column.order}
        name = by_order.get(self.order.removeprefix("-"), "")
        return f"-{name}" if name and self.order.startswith("-") else name

    @property
    def _order(self) -> str:
        sort = self._sort
        if not sort:
            return self.order
        return ("-" if sort.startswith("-") else "") + self._sortable[sort.removeprefix("-")]

    @property
    def _sortable(self) -> dict[str, str]:
        return {column.name: column.order for column in self.columns if column.order}

    def _narrowed(self, queryset: QuerySet[Row]) -> QuerySet[Row]:
        for one in self.filters:
            queryset = one.apply(queryset, self.asked.get(one.name, ""))
        return self.searched(queryset) if self.q and self.search else queryset

    def searched(self, queryset: QuerySet[Row]) -> QuerySet[Row]:
        """Those in which `q` is found; a table with a search of its own says so here."""
        within = (Q(**{f"{path}__icontains": self.q}) for path in self.search)
        return queryset.filter(reduce(or_, within))

    def _export(self, kind: str) -> HttpResponseBase:
        file = f"{self.name}-{timezone.localdate()}.{kind}"
        header = [str(column.label) for column in self.columns]
        if kind == "csv":
            lines = sheets.csv_lines(header, self._exported())
            answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
            answer.headers["Content-Disposition"] = f'attachment; filename="{file}"'
            return answer
        if kind != "xlsx":
            raise BadRequest(_("Tables export as xlsx or csv."))
        out = TemporaryFile()  # noqa: SIM115 - the answer closes it
        sheets.write_xlsx(out, header, self._exported(), name=self.name)
        out.seek(0)
        return FileResponse(out, as_attachment=True, filename=file)

    def _exported(self) -> Iterator[list[sheets.Cell]]:
        rows = ordered(self.queryset, Order(field=self._order)).iterator(chunk_size=2000)
        return ([column.exported(row) for column in self.columns] for row in rows)
