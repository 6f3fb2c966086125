"""What is wrong with a field, and what would be right, in words people read."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

WORDS = {
    "missing": gettext_noop("This field is needed."),
    "extra_forbidden": gettext_noop("There is no such field; see /api/v1/ for those there are."),
    "unknown_parameter": gettext_noop("There is no such parameter; there are: %(known)s."),
    "string_type": gettext_noop("A text is expected."),
    "string_unicode": gettext_noop("The text is not valid Unicode."),
    "string_too_short": gettext_noop("At least %(min_length)s characters are expected."),
    "string_too_long": gettext_noop("At most %(max_length)s characters are expected."),
    "string_pattern_mismatch": gettext_noop("Expected is what fits the pattern %(pattern)s."),
    "int_type": gettext_noop("A whole number is expected."),
    "int_parsing": gettext_noop("A whole number is expected."),
    "int_parsing_size": gettext_noop("A whole number of at most 19 digits is expected."),
    "int_from_float": gettext_noop("A whole number is expected."),
    "float_type": gettext_noop("A number is expected."),
    "float_parsing": gettext_noop("A number is expected."),
    "finite_number": gettext_noop("A finite number is expected."),
    "bool_type": gettext_noop("true or false is expected."),
    "bool_parsing": gettext_noop("true or false is expected."),
    "greater_than": gettext_noop("More than %(gt)s is expected."),
    "greater_than_equal": gettext_noop("%(ge)s or more is expected."),
    "less_than": gettext_noop("Less than %(lt)s is expected."),
    "less_than_equal": gettext_noop("%(le)s or less is expected."),
    "literal_error": gettext_noop("One of these is expected: %(expected)s."),
    "day": gettext_noop("A day is expected, such as 2026-06-01."),
    "moment": gettext_noop("A time with its offset is expected: 2026-06-01T09:30:00+08:00."),
    "list_type": gettext_noop("A list is expected."),
    "too_short": gettext_noop("At least %(min_length)s entries are expected."),
    "too_long": gettext_noop("At most %(max_length)s entries are expected."),
    "model_type": gettext_noop("A JSON object is expected."),
    "model_attributes_type": gettext_noop("A JSON object is expected."),
}
OTHERWISE = gettext_lazy("This is not what is expected here; see /api/v1/.")


def words_for(error: dict[str, Any]) -> str:
    """An error as pydantic tells it, in the language of the request."""
    known = WORDS.get(error["type"])
    return _(known) % error.get("ctx", {}) if known else str(OTHERWISE)


def field_of(error: dict[str, Any]) -> str:
    """The field at fault as the asker wrote it: `point.lon`; `body` for a body that is none."""
    source, *steps = error["loc"]
    if source == "body":
        steps = steps[1:]  # ahead stands the name of the view's own argument
    return ".".join(str(step) for step in steps) or str(source)
