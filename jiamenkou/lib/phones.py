"""Telephone numbers in one spelling, so that equal ones are equal."""

import re
import unicodedata

from django.utils.translation import gettext as _

MOBILE = re.compile(r"1[3-9]\d{9}")
LANDLINE = re.compile(r"0\d{9,11}")
ABROAD = re.compile(r"\+[1-9]\d{6,14}")


class NotAPhone(ValueError):
    """The words say what would be right."""


def plain_phone(written: str) -> str:
    """13800138000 for +86 138-0013-8000; landlines with their area code. Raises NotAPhone."""
    number = re.sub(r"[\s()./\-–—]", "", unicodedata.normalize("NFKC", written))
    number = re.sub(r"^00", "+", number)
    home = re.sub(r"^\+?86(?=\d{10,})", "", number)
    if re.fullmatch(r"[2-9]\d{9,10}", home) and home != number:
        home = f"0{home}"  # +86 793 …: the area code lost its zero
    for shape in (MOBILE, LANDLINE):
        if shape.fullmatch(home):
            return home
    if ABROAD.fullmatch(number) and not number.startswith("+86"):
        return number
    raise NotAPhone(
        _("Type a mobile number of 11 digits, or a landline with its area code: 0793 8220000.")
    )
