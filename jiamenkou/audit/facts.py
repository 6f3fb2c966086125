"""What may stand among the facts of an event, and how."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

ID_NUMBER = r"[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]"
MOBILE = r"(?:\+?86[ -]?)?1[3-9]\d{9}"
PERSONAL = re.compile(rf"(?<![0-9A-Za-z.])(?:{ID_NUMBER}|{MOBILE})(?![0-9A-Za-z]|\.\d)")
"""Numbers of people (GB 11643, mobile telephones), not parts of a hash, a code or a fraction."""
BLOTTED = "▇▇▇"


def typed(words: str) -> str:
    """Words somebody typed freely, fit to be a fact: numbers of people in them are blotted out."""
    return PERSONAL.sub(BLOTTED, words)


def as_kept(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as the database gives them back; ValueError where one is personal."""
    for words in _leaves(facts):
        if PERSONAL.search(words):
            raise ValueError(
                "facts: no ID or telephone number belongs in the audit; name the row by its key, "
                "and pass what people type through `typed`"
            )
    return json.loads(json.dumps(facts, allow_nan=False), parse_float=_kept_number)  # type: ignore[no-any-return]


def _leaves(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield str(name)
            yield from _leaves(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _leaves(inner)
    else:
        yield str(value)


def _kept_number(written: str) -> Any:
    """JSONB keeps numbers as decimals without exponents or negative zeros."""
    return json.loads(f"{Decimal(written) + 0:f}")
