"""One format for everything that is refused: RFC 9457 problem+json, in the asker's language."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import (
    BadRequest,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
)
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja.errors import HttpError, ValidationError

from jiamenkou.lib.refusal import Refused
from jiamenkou.web.access import SecondFactorMissing
from jiamenkou.web.api.words import field_of, words_for

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LOG = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"
TYPES = "/api/v1/#problem-"


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of problem: what it answers, and its name."""

    status: int
    title: StrOrPromise


KINDS = {
    "unreadable": Kind(status=400, title=gettext_lazy("The request cannot be read")),
    "unknown-caller": Kind(status=401, title=gettext_lazy("Who is asking?")),
    "forged": Kind(status=403, title=gettext_lazy("The form was not ours")),
    "second-factor": Kind(status=403, title=gettext_lazy("A second factor is needed")),
    "not-found": Kind(status=404, title=gettext_lazy("There is nothing here for you")),
    "method": Kind(status=405, title=gettext_lazy("This cannot be done here")),
    "refused": Kind(status=409, title=gettext_lazy("A rule says no")),
    "under-way": Kind(status=409, title=gettext_lazy("The same request is under way")),
    "key-reused": Kind(status=409, title=gettext_lazy("The key was used for another request")),
    "changed-since": Kind(status=412, title=gettext_lazy("It has changed since you read it")),
    "too-large": Kind(status=413, title=gettext_lazy("The request is too large")),
    "media-type": Kind(status=415, title=gettext_lazy("The body is not JSON")),
    "invalid": Kind(status=422, title=gettext_lazy("Some fields are not right")),
    "version-missing": Kind(status=428, title=gettext_lazy("Say which version you are changing")),
    "too-many": Kind(status=429, title=gettext_lazy("Too many requests")),
    "broken": Kind(status=500, title=gettext_lazy("Something broke on our side")),
}


class Problem(Exception):
    """Why a request is not answered: a kind, words, and the fields at fault with theirs."""

    def __init__(
        self,
        kind: str,
        detail: StrOrPromise,
        *,
        rule: str = "",
        errors: tuple[tuple[str, StrOrPromise], ...] = (),
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(kind)
        self.kind, self.detail, self.rule = kind, detail, rule
        self.errors, self.headers = errors, headers or {}

    @property
    def shown(self) -> dict[str, object]:
        kind = KINDS[self.kind]
        return {
            "type": f"{TYPES}{self.kind}",
            "title": str(kind.title),
            "status": kind.status,
            "detail": str(self.detail),
            "rule": self.rule,
            "errors": [{"field": field, "words": str(words)} for field, words in self.errors],
        }


def answer_to(request: HttpRequest, fault: Exception) -> HttpResponse:
    """The answer that says what is wrong; a fault of ours is logged and not shown."""
    problem = problem_of(fault)
    if problem.kind == "broken":
        LOG.error("%s %s broke", request.method, request.path, exc_info=fault)
    return answer_with(problem)


def answer_with(problem: Problem) -> HttpResponse:
    return HttpResponse(
        json.dumps(problem.shown, ensure_ascii=False),
        status=KINDS[problem.kind].status,
        content_type=MEDIA_TYPE,
        headers=problem.headers,
    )


def problem_of(fault: Exception) -> Problem:
    match fault:
        case Problem():
            return fault
        case Refused():
            errors = ((fault.field, fault.words),) if fault.field else ()
            return Problem("refused", fault.words, rule=fault.rule, errors=errors)
        case ValidationError():
            return invalid(*((field_of(one), words_for(one)) for one in fault.errors))
        case _:
            return _of_django(fault)


def invalid(*errors: tuple[str, StrOrPromise]) -> Problem:
    """Every field that is not right, by name."""
    detail = _("Not right: %(fields)s.") % {"fields": ", ".join(field for field, _words in errors)}
    return Problem("invalid", detail, errors=errors)


def _of_django(fault: Exception) -> Problem:
    match fault:
        case Http404():
            return Problem("not-found", _("It does not exist, or not within your reach."))
        case SecondFactorMissing():
            return Problem("second-factor", _("Sign in with your second factor, then ask again."))
        case PermissionDenied():
            return Problem("forged", _("Send the CSRF token of your session as X-CSRFToken."))
        case RequestDataTooBig():
            return Problem("too-large", _("A request body has at most 5 MB."))
        case HttpError() | BadRequest() | SuspiciousOperation() | UnreadablePostError():
            return Problem("unreadable", _("The body is not JSON as RFC 8259 has it."))
        case _:
            return Problem("broken", _("It is on record. Nothing was changed by this request."))
