"""The citizen identity number of GB 11643-1999: six digits of place, eight of birth date, three of
sequence (odd: male), one check character.

The standard's own examples: 11010519491231002X is a woman born on 1949-12-31 and registered in
110105, 440524188001010014 a man born on 1880-01-01 and registered in 440524.
"""

import datetime
import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _

SHAPE = re.compile(r"[1-9]\d{16}[\dX]")
CHECKS = "10X98765432"
WEIGHTS = tuple(2**place % 11 for place in range(17, 0, -1))


class NotAnIdNumber(ValueError):
    """The words say what would be right."""


@dataclass(frozen=True, kw_only=True)
class IdNumber:
    """A number that is right in itself, and what it says of its holder."""

    number: str
    born_on: datetime.date
    gender: str


def read_id_number(written: str) -> IdNumber:
    """The number as typed, blanks and full-width digits allowed. Raises NotAnIdNumber."""
    number = re.sub(r"\s", "", unicodedata.normalize("NFKC", written)).upper()
    if not SHAPE.fullmatch(number):
        raise NotAnIdNumber(_("An ID number has 18 digits; only the last may be an X."))
    try:
        born_on = datetime.datetime.strptime(number[6:14], "%Y%m%d").date()  # noqa: DTZ007
    except ValueError as error:
        words = _("Digits 7 to 14 of an ID number are a date of birth, such as 19491231.")
        raise NotAnIdNumber(words) from error
    if number[17] != check_character(number[:17]):
        words = _("The last character does not fit the 17 digits before it: one is mistyped.")
        raise NotAnIdNumber(words)
    return IdNumber(number=number, born_on=born_on, gender="m" if int(number[16]) % 2 else "f")


def check_character(digits: str) -> str:
    """What comes after these 17 digits (ISO 7064, MOD 11-2)."""
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, digits, strict=True))
    return CHECKS[total % 11]
