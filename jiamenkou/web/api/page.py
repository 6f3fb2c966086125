"""The page that explains the API, made from its description; nothing from elsewhere."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from jiamenkou.web.api.problems import KINDS

View = Callable[[HttpRequest], HttpResponse]


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One operation as the page shows it."""

    name: str
    method: str
    path: str
    summary: str
    description: str
    parameters: list[dict[str, Any]]
    fields: list[tuple[str, bool, str]]
    example: str
    answers: list[str]


def schema_view(api: Any) -> View:
    @require_GET
    def openapi(_request: HttpRequest) -> HttpResponse:
        return JsonResponse(api.get_openapi_schema(), json_dumps_params={"ensure_ascii": False})

    return openapi


def page_view(api: Any) -> View:
    @require_GET
    def explained(request: HttpRequest) -> HttpResponse:
        described = api.get_openapi_schema()
        shown = {"operations": list(_operations(described)), "kinds": KINDS.items()}
        return render(request, "web/api.html", shown)

    return explained


def _operations(described: dict[str, Any]) -> Iterator[Shown]:
    for path, methods in described["paths"].items():
        for method, one in methods.items():
            body = _body(described, one)
            yield Shown(
                name=one["operationId"],
                method=method.upper(),
                path=path,
                summary=one["summary"],
                description=one.get("description", ""),
                parameters=one["parameters"],
                fields=list(_fields(body)),
                example=_example(method, path, body),
                answers=sorted(str(status) for status in one["responses"]),
            )


def _body(described: dict[str, Any], operation: dict[str, Any]) -> dict[str, Any]:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    name = content.get("schema", {}).get("$ref", "").rsplit("/", 1)[-1]
    found: dict[str, Any] = described["components"]["schemas"].get(name, {})
    return found


def _fields(body: dict[str, Any]) -> Iterator[tuple[str, bool, str]]:
    needed = body.get("required", [])
    for name, shape in body.get("properties", {}).items():
        yield name, name in needed, shape.get("description", "")


def _example(method: str, path: str, body: dict[str, Any]) -> str:
    """A command that can be copied; $SITE and $TOKEN are the reader's own."""
    lines = [f"curl -X {method.upper()} $SITE{path}", '-H "Authorization: Bearer $TOKEN"']
    if method in {"put", "patch", "delete"}:
        lines.append('-H "If-Match: $ETAG"')
    if body:
        said = json.dumps(body.get("examples", [{}])[0], ensure_ascii=False)
        lines += ['-H "Content-Type: application/json"', f"-d '{said}'"]
    return " \\\n  ".join(lines)
