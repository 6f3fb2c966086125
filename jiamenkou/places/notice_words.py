"""What is wrong with a notice, and what would be right, in words for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiamenkou.engines.workdays import Problem

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

WRONG: dict[str, StrOrPromise] = {
    "unread": gettext_lazy("“%(words)s” is not understood."),
    "weekday": gettext_lazy("%(words)s: the date is another day of the week."),
    "count": gettext_lazy("“%(words)s” is not the number of days listed."),
    "both": gettext_lazy("%(words)s is said to be a day off and to be worked."),
    "repeated": gettext_lazy("%(words)s is a day off twice."),
    "not-weekend": gettext_lazy("%(words)s is to be made up for, but it is a working day anyway."),
    "outside-holiday": gettext_lazy(
        "%(words)s is called a rest day but is not among the days off."
    ),
    "outside-season": gettext_lazy("%(words)s cannot fall on these days."),
    "outside-year": gettext_lazy("%(words)s lies in another year."),
    "far": gettext_lazy("%(words)s is worked, but no day off is within two weeks of it."),
    "no-such-date": gettext_lazy("There is no %(words)s."),
    "order": gettext_lazy("%(words)s: this ends before it begins."),
    "empty": gettext_lazy("No day is named here."),
    "holiday": gettext_lazy("The law knows no holiday “%(words)s”."),
    "year": gettext_lazy("The text does not say that it is for the year asked for."),
}
RIGHT: dict[str, StrOrPromise] = {
    "unread": gettext_lazy("Is “%(first)s” meant?"),
    "weekday": gettext_lazy("It is a %(first)s; or is %(second)s meant?"),
    "count": gettext_lazy("%(first)s are listed."),
    "not-weekend": gettext_lazy("Is %(first)s or %(second)s meant?"),
    "outside-season": gettext_lazy("It can fall between %(first)s and %(second)s."),
    "outside-year": gettext_lazy("Is it meant for %(first)s?"),
    "no-such-date": gettext_lazy("The last day of that month is %(first)s."),
    "holiday": gettext_lazy("Is “%(first)s” meant?"),
    "year": gettext_lazy("It should be %(first)s."),
}


def problem_words(problem: Problem) -> str:
    """Where it stands, what is wrong, and what would be right as far as that is known."""
    where = _("Line %(line)d, sign %(column)d:") % {
        "line": problem.line,
        "column": problem.column,
    }
    wrong = WRONG[problem.code] % {"words": problem.words}
    return " ".join(filter(None, (where, str(wrong), right_words(problem))))


def right_words(problem: Problem) -> str:
    if not problem.right or problem.code not in RIGHT:
        return ""
    first, second = problem.right[0], problem.right[-1]
    return str(RIGHT[problem.code] % {"first": first, "second": second})
