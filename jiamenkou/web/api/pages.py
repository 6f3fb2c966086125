"""Lists in pages by key: `?limit=&after=`, answered as items and the address of the next page."""

from collections.abc import Callable
from typing import Annotated, Any, Generic, TypeVar

from django.core import signing
from django.core.exceptions import BadRequest
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import Field

from jiamenkou.web.api.problems import Problem
from jiamenkou.web.keyset import page

MOST = 200
SALT = "jiamenkou.api.after"
Row = TypeVar("Row", bound=Model)
Item = TypeVar("Item", bound=Schema)


class Asking(Schema):
    """What every list may be asked; a list with filters of its own adds them."""

    limit: Annotated[int, Field(ge=1, le=MOST, description="Items on a page.")] = 50
    after: Annotated[
        str, Field(max_length=400, description="From `next` of the page before; opaque.")
    ] = ""


class Page(Schema, Generic[Item]):
    """Some items, and the address of those after them; null where there are none."""

    items: list[Item]
    next: str | None


def page_of(
    request: HttpRequest,
    rows: QuerySet[Row],
    show: Callable[[Row], Any],
    *,
    asked: Asking,
    order: str = "pk",
) -> dict[str, object]:
    """The page of `rows` that was asked for, in `order` (a lookup path), each as `show` has it."""
    found = page(rows, order=order, size=asked.limit, after=_cursor(request, asked.after))
    items = [show(row) for row in found.rows]
    return {"items": items, "next": _next(request, found.after) if found.after else None}


def _next(request: HttpRequest, after: str) -> str:
    words = {**request.GET.dict(), "after": signing.dumps([request.path, after], salt=SALT)}
    return f"{request.path}?{urlencode(words)}"


def _cursor(request: HttpRequest, given: str) -> str:
    """Signed for its own list: a cursor made up or brought from elsewhere is refused."""
    if not given:
        return ""
    try:
        path, after = signing.loads(given, salt=SALT)
        if path != request.path:
            raise BadRequest
    except (signing.BadSignature, BadRequest, ValueError, TypeError) as error:
        words = _("Take this from `next` of the page before, unchanged.")
        raise Problem("not-found", words, errors=(("after", words),)) from error
    return str(after)
