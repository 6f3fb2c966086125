"""What every operation of the API stands in: who asks, how often, once or again, which version."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.operation import Operation
from ninja.parser import Parser

from jiamenkou.web.access import anyone
from jiamenkou.web.api import keys, limits, problems, versions
from jiamenkou.web.api.auth import TokenOf, admit
from jiamenkou.web.api.page import page_view, schema_view
from jiamenkou.web.api.schema import complete
from jiamenkou.web.api.words import words_for

Run = Callable[..., HttpResponse]


class StrictParser(Parser):
    """JSON as RFC 8259 has it: no NaN, no name twice in an object."""

    def parse_body(self, request: HttpRequest) -> Any:
        return json.loads(
            request.body,
            parse_constant=_no_number,
            parse_float=_number,
            object_pairs_hook=_no_name_twice,
        )


class Api(NinjaAPI):
    """The operations of all apps under one frame; `token_of` finds a token by its secret."""

    def __init__(self, *, token_of: TokenOf, **given: Any) -> None:
        self.token_of = token_of
        frame: dict[str, Any] = {"renderer": versions.Renderer(), "parser": StrictParser()}
        super().__init__(openapi_url=None, docs_url=None, urls_namespace="api", **frame, **given)
        self.add_decorator(framed, mode="view")

    def set_default_exception_handlers(self) -> None:
        self.add_exception_handler(Exception, problems.answer_to)  # type: ignore[arg-type]

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__

    def get_openapi_schema(self, **given: Any) -> Any:
        """OpenAPI 3.1, with everything the frame itself may ask and answer."""
        return complete(super().get_openapi_schema(**{"path_prefix": "api/v1/", **given}))

    def operations(self) -> Iterator[Operation]:
        for router in self._get_bound_routers():
            for view in router.path_operations.values():
                yield from view.operations

    def patterns(self) -> list[URLPattern]:
        """The addresses: the page that explains, the schema, and every operation."""
        found = {str(one.pattern): one for one in self.urls[0] if isinstance(one, URLPattern)}
        found.pop("")  # the root of django-ninja's own
        return [
            path("", anyone(page_view(self)), name="page"),
            path("openapi.json", anyone(schema_view(self)), name="openapi"),
            *(path(route, door(one.callback), name=one.name) for route, one in found.items()),
        ]


def framed(run: Run) -> Run:
    """Around one operation: everything that happens before it is read and after it is answered."""
    operation: Operation = run.__self__  # type: ignore[attr-defined]
    known = _parameters(operation)

    @wraps(run)
    def answering(request: HttpRequest, **given: Any) -> HttpResponse:
        try:
            access = operation.view_func.access  # type: ignore[attr-defined]
            admit(request, access, token_of=operation.api.token_of)  # type: ignore[attr-defined]
            _see_that_it_is_readable(request, operation, known)
            answer = keys.once(request, lambda: run(request, **given))
        except Exception as fault:  # noqa: BLE001 - whatever broke is answered in the one format
            answer = problems.answer_to(request, fault)
        return _finished(request, answer)

    return answering


def door(view: Run) -> Run:
    """A path of the API: HEAD is a GET, and a method it does not know is a problem too."""

    @wraps(view)
    def answering(request: HttpRequest, **given: Any) -> HttpResponse:
        asked, request.method = (
            request.method,
            "GET" if request.method == "HEAD" else request.method,
        )
        answer = view(request, **given)
        request.method = asked  # whoever sends the answer leaves the body of a HEAD away
        if answer.status_code != 405:
            return answer
        words = _("Here you can: %(methods)s.") % {"methods": answer["Allow"]}
        headers = {"Allow": answer["Allow"]}
        return problems.answer_with(problems.Problem("method", words, headers=headers))

    answering.csrf_exempt = True  # type: ignore[attr-defined]  # sessions are checked in `admit`
    answering.access = "each operation's own"  # type: ignore[attr-defined]
    return answering


def _see_that_it_is_readable(request: HttpRequest, operation: Operation, known: set[str]) -> None:
    strangers = [name for name in request.GET if name not in known]
    if strangers:
        told = {"type": "unknown_parameter", "ctx": {"known": ", ".join(sorted(known)) or "—"}}
        words = words_for(told)
        raise problems.invalid(*((name, words) for name in strangers))
    has_body = any(model.__ninja_param_source__ == "body" for model in operation.models)
    if has_body and request.content_type != "application/json":
        words = _("Send the body as Content-Type: application/json.")
        raise problems.Problem("media-type", words, headers={"Accept": "application/json"})


def _parameters(operation: Operation) -> set[str]:
    queries = (one for one in operation.models if one.__ninja_param_source__ == "query")
    return {name for one in queries for name in getattr(one, "__ninja_flatten_map__", {})}


def _finished(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    answer = versions.versioned(request, answer)
    limits.tell(request, answer)
    answer["Cache-Control"] = "private, no-cache"
    patch_vary_headers(answer, ["Authorization", "Cookie", "Accept-Language"])
    return answer


def _no_number(name: str) -> None:
    raise ValueError(name)


def _number(written: str) -> float:
    """JSON knows one kind of number: 1.0 is the whole number 1."""
    number = float(written)
    return int(number) if number.is_integer() else number


def _no_name_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) < len(pairs):
        raise ValueError("a name stands twice")
    return read
