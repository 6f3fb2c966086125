"""The OpenAPI description, completed by what the frame asks and answers for every operation."""

from typing import Any

from django.conf import settings

from jiamenkou.web.api.keys import HEADER, PATTERN
from jiamenkou.web.api.problems import KINDS, MEDIA_TYPE

PROBLEM = {
    "type": "object",
    "title": "Problem",
    "description": "RFC 9457: what is wrong, and what would be right.",
    "required": ["type", "title", "status", "detail", "rule", "errors"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "rule": {"type": "string", "description": "The rule that says no; may be empty."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "words"],
                "properties": {"field": {"type": "string"}, "words": {"type": "string"}},
            },
        },
    },
}
ALWAYS = {400, 401, 403, 404, 422, 429, 500}
WRITING = {409, 413, 415}
VERSIONED = {412, 428}
SECURITY = {
    "Token": {"type": "http", "scheme": "bearer"},
    "Session": {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME},
}


def complete(schema: dict[str, Any]) -> dict[str, Any]:
    """`schema` with problems, security, and the headers that steer repeats and versions."""
    components = schema["components"]
    components["schemas"]["Problem"] = PROBLEM
    components["securitySchemes"] = SECURITY
    schema["security"] = [{"Token": []}, {"Session": []}]
    for operations in schema["paths"].values():
        for method, operation in operations.items():
            operation["parameters"].extend(_headers(method))
            operation["responses"].update(_answers(method))
            _say_where(operation["responses"])
    return schema


def _answers(method: str) -> dict[str, Any]:
    statuses = set(ALWAYS)
    if method != "get":
        statuses |= WRITING
    if method in {"put", "patch", "delete"}:
        statuses |= VERSIONED
    answers: dict[str, Any] = {str(status): _problem(status) for status in sorted(statuses)}
    if method == "get":
        answers["304"] = {"description": "You have this version already."}
    return answers


def _problem(status: int) -> dict[str, Any]:
    names = [name for name, kind in KINDS.items() if kind.status == status]
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": ", ".join(names), "content": content}


def _headers(method: str) -> list[dict[str, Any]]:
    if method == "get":
        return [_header("If-None-Match", "An ETag you have: 304 if it still holds.")]
    if method == "post":
        said = "Repeat a request with the same key and it is done once. Kept for 24 hours."
        return [_header(HEADER, said, pattern=PATTERN, maxLength=64)]
    return [_header("If-Match", "The ETag of the version you are changing.", required=True)]


def _header(name: str, said: str, *, required: bool = False, **more: Any) -> dict[str, Any]:
    shape = {"type": "string", **more}
    return {
        "in": "header",
        "name": name,
        "required": required,
        "description": said,
        "schema": shape,
    }


def _say_where(answers: dict[Any, Any]) -> None:
    made = answers.get(201)
    if made:
        made.setdefault("headers", {})["Location"] = {
            "description": "Where it stands, if it has an address of its own.",
            "schema": {"type": "string", "format": "uri-reference"},
        }
