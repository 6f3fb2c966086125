"""A change that comes with a key is made once, however often the request is repeated."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from django.db import OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from psycopg import errors

from jiamenkou.lib.sealing import unseal
from jiamenkou.web.actions import BODY, claim_key, keep_answer
from jiamenkou.web.api.problems import Problem, invalid
from jiamenkou.web.models import GivenAnswer

HEADER = "Idempotency-Key"
PATTERN = r"^[\x21-\x7e]{1,64}$"
SECONDS_WAITED = 5


def once(request: Any, run: Callable[[], HttpResponse]) -> HttpResponse:
    """Run a POST now, or answer as it was answered when it came with the same key before."""
    key = request.headers.get(HEADER)
    if key is None or request.method != "POST":
        return run()
    if not 1 <= len(key) <= 64 or not key.isascii() or not key.isprintable() or " " in key:
        raise invalid((HEADER, _("1 to 64 visible ASCII characters are expected.")))
    try:
        return _run_or_repeat(request, key, run)
    except OperationalError as fault:
        if isinstance(fault.__cause__, errors.LockNotAvailable):
            words = _("A request with this key is being worked on; ask again in a moment.")
            raise Problem("under-way", words, headers={"Retry-After": "1"}) from fault
        raise


@transaction.atomic
def _run_or_repeat(request: Any, key: str, run: Callable[[], HttpResponse]) -> HttpResponse:
    digest = _digest(request)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{SECONDS_WAITED}s"])
    claim = claim_key(key, digest=digest, by=request.user)
    if claim is None:
        return _repeated(GivenAnswer.objects.get(holder=request.user, key=key), digest)
    answer = run()
    if answer.status_code >= 400:  # nothing was done, so the key is free for another try
        transaction.set_rollback(True)
        return answer
    body, location = answer.content.decode(), answer.headers.get("Location", "")
    keep_answer(claim, status=answer.status_code, location=location, body=body)
    return answer


def _repeated(given: GivenAnswer, digest: str) -> HttpResponse:
    if given.request_digest != digest:
        words = _("A key stands for one request: take a new one for another.")
        raise Problem("key-reused", words, errors=((HEADER, words),))
    body = unseal(bytes(given.sealed_body), purpose=BODY)
    answer = HttpResponse(body, status=given.status, content_type="application/json; charset=utf-8")
    if given.location:
        answer["Location"] = given.location
    answer["Idempotent-Replayed"] = "true"
    return answer


def _digest(request: HttpRequest) -> str:
    said = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    said.update(request.body)
    return said.hexdigest()
