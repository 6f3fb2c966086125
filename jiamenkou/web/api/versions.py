"""Which version of a thing is meant: ETags, and changes that name the version they change."""

import hashlib
import json
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.translation import gettext as _
from ninja import Schema
from ninja.renderers import BaseRenderer
from ninja.responses import NinjaJSONEncoder

from jiamenkou.web.api.problems import Problem


class Renderer(BaseRenderer):
    """JSON in UTF-8, the same bytes for the same thing, so that its digest is its version."""

    media_type = "application/json"

    def render(self, request: HttpRequest | None, data: Any, *, response_status: int) -> bytes:  # noqa: ARG002
        return json.dumps(data, cls=NinjaJSONEncoder, ensure_ascii=False, allow_nan=False).encode()


def version_of(body: bytes) -> str:
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def must_match(request: HttpRequest, shown: Schema) -> None:
    """Before a change, inside its lock: the asker has seen the thing as it is now (`shown`)."""
    asked = request.headers.get("If-Match", "")
    if not asked:
        words = _("Send If-Match with the ETag that reading it gave.")
        raise Problem("version-missing", words, errors=(("If-Match", words),))
    body = Renderer().render(None, shown.model_dump(), response_status=200)
    if asked.strip() != "*" and version_of(body) not in _tags(asked):
        words = _("Somebody changed it meanwhile: read it again and decide anew.")
        raise Problem("changed-since", words, errors=(("If-Match", words),))


def versioned(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """The answer with its version; only 304 where the asker has that version already."""
    if answer.status_code not in {200, 201}:
        return answer
    answer["ETag"] = version = version_of(answer.content)
    known = _tags(request.headers.get("If-None-Match", "").replace("W/", ""))
    if request.method == "GET" and known & {version, "*"}:
        unchanged = HttpResponseNotModified()
        unchanged["ETag"] = version
        return unchanged
    return answer


def _tags(header: str) -> set[str]:
    return {tag.strip() for tag in header.split(",")}
