"""What the house writes into its logs, and what it never writes.

No names, no numbers, no addresses of people: a path is written as its route; the words of a fault
that came up while answering a person are left out, as they may repeat what was typed; so are the
words of every database fault, which quote rows. A mask for telephone and ID numbers comes last.
"""

import json
import logging
import re
import traceback
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""Of the request being answered, so that every line written meanwhile carries it."""

PHONE = r"(?:\+?86[- ]?)?[1１][3-9３-９]\d[- ]?\d{4}[- ]?\d{4}"
ID_NUMBER = r"\d{6}[- ]?\d{8}[- ]?\d{3}[\dXxＸｘ]"
NUMBERS = re.compile(rf"(?<!\d)(?:{ID_NUMBER}|{PHONE})(?!\d)")
CONTROLS = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127), " ")
PLAIN_FAULTS = (ImportError, SyntaxError)
"""Their words name code, never people."""


def masked(words: str) -> str:
    """Without anything that looks like a telephone or an ID number."""
    return NUMBERS.sub("***", words)


class Lines(logging.Formatter):
    """One line an event, for people; a fault's frames follow it."""

    def format(self, record: logging.LogRecord) -> str:
        told = _told(record)
        fault = told.pop("fault", "")
        head = [told.pop(name) for name in ("at", "level", "logger")]
        facts = [f"{name}={value}" for name, value in told.items() if name != "message"]
        words = " ".join([*head, told["message"].replace("\n", " ⏎ "), *facts])
        return masked(f"{words}\n{fault}".rstrip())


class JsonLines(logging.Formatter):
    """One JSON object a line, for programs."""

    def format(self, record: logging.LogRecord) -> str:
        told = _told(record)
        safe = {
            name: masked(said) if isinstance(said, str) else said for name, said in told.items()
        }
        return json.dumps(safe, ensure_ascii=False, default=str)


def _told(record: logging.LogRecord) -> dict[str, Any]:
    moment = datetime.fromtimestamp(record.created, UTC)
    told = {
        "at": moment.isoformat(timespec="milliseconds"),
        "level": record.levelname,
        "logger": record.name,
        "message": _message(record).translate(CONTROLS),
        **getattr(record, "facts", {}),
    }
    if request_id.get():
        told["request"] = request_id.get()
    if record.exc_info and record.exc_info[1]:
        told["fault"] = "".join(_frames(record.exc_info[1], quiet=_while_answering(record)))
    return told


def _message(record: logging.LogRecord) -> str:
    """Django logs the path of a request; the route says as much, and names nobody."""
    request = getattr(record, "request", None)
    if request is None or not isinstance(record.args, tuple):
        return record.getMessage()
    said = {getattr(request, "path", None), getattr(request, "path_info", None)}
    route = route_of(request)
    words = tuple(route if str(arg) in said else arg for arg in record.args)
    return str(record.msg) % words if words else str(record.msg)


def route_of(request: Any) -> str:
    """The name of the page that answers, never the path that was asked for."""
    match = getattr(request, "resolver_match", None)
    return (match.view_name if match else "") or "none"


def _while_answering(record: logging.LogRecord) -> bool:
    return bool(request_id.get()) or hasattr(record, "request")


def _frames(fault: BaseException, *, quiet: bool) -> Iterator[str]:
    """Where it came up and what led to it: files and lines, never the values of variables."""
    before = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
    if before is not None:
        yield from _frames(before, quiet=quiet)
        yield "which led to\n"
    yield from traceback.format_tb(fault.__traceback__)
    yield f"{type(fault).__module__}.{type(fault).__qualname__}{_words(fault, quiet=quiet)}\n"


def _words(fault: BaseException, *, quiet: bool) -> str:
    diagnosis = getattr(fault, "diag", None)
    if diagnosis is not None:
        named = (diagnosis.sqlstate, diagnosis.table_name, diagnosis.constraint_name)
        return f" ({', '.join(filter(None, named))})"
    if isinstance(fault, PLAIN_FAULTS) or not (quiet or _of_database(fault)):
        return f": {fault}"
    return ""


def _of_database(fault: BaseException) -> bool:
    """Django's own wrappers quote the row, and so do psycopg's faults."""
    return any(kind.__module__ in {"django.db.utils", "psycopg"} for kind in type(fault).__mro__)
