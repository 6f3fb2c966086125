"""What is found: a stretch of the text as it was written, and what it tells."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a stretch tells of somebody."""

    NAME = "name"
    NUMBER = "number"
    """Telephone, identity, card or account number: every long number that is no quantity."""
    PLATE = "plate"
    HOUSE = "house"
    ACCOUNT = "account"
    """What somebody is called on WeChat, QQ and the like, or an e-mail address."""


@dataclass(frozen=True, kw_only=True, order=True)
class Found:
    """`text[start:end]` of the text as given."""

    start: int
    end: int
    kind: Kind
