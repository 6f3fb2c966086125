"""What codes of rules mean to people: the rules, what breaks them, why there is no roster."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiamenkou.rota.judging import Break
from jiamenkou.rota.kept import Trouble
from jiamenkou.rota.models import Skill

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

RULES: dict[str, StrOrPromise] = {
    "rest_minutes": gettext_lazy("Rest between two duties, in minutes"),
    "day_minutes": gettext_lazy("Most minutes a day"),
    "week_minutes": gettext_lazy("Most minutes a week, overtime counted"),
    "days_in_a_row": gettext_lazy("Most days worked in a row"),
    "least_days_in_a_row": gettext_lazy("Fewest days worked in a row"),
    "least_days_off": gettext_lazy("Fewest days off in a row"),
    "most_minutes": gettext_lazy("Most overtime a month, in minutes beyond the contract"),
    "least_minutes": gettext_lazy("Minutes a month that may stay below the contract"),
    "most_weekends": gettext_lazy("Most weekends worked a month"),
    "change": gettext_lazy("The same shift as the day before"),
    "away": gettext_lazy("Duties at one's own centre"),
    "fair_rest_days": gettext_lazy("Rest days worked, shared fairly over the year"),
    "fair_evenings": gettext_lazy("Evenings worked, shared fairly over the year"),
    "fair_holidays": gettext_lazy("Statutory holidays worked, shared fairly over the year"),
    "under": gettext_lazy("Every shift has the people it needs"),
}
"""The rules an area may state, in the order a page lists them."""

BROKEN: dict[str, StrOrPromise] = {
    "rest_minutes": gettext_lazy("only %(left)s h of rest between two duties; %(limit)s h are due"),
    "day_minutes": gettext_lazy("%(sum)s h in one day; at most %(limit)s h are allowed"),
    "week_minutes": gettext_lazy("%(sum)s h in one week; at most %(limit)s h are allowed"),
    "days_in_a_row": gettext_lazy("more than %(days_limit)s days in a row without a day off"),
    "least_days_in_a_row": gettext_lazy("fewer than %(days_limit)s days worked in a row"),
    "least_days_off": gettext_lazy("a single day off"),
    "most_minutes": gettext_lazy("%(amount)s h too many in the month"),
    "least_minutes": gettext_lazy("%(amount)s h below the contract in the month"),
    "most_weekends": gettext_lazy("%(count)s weekends too many"),
    "change": gettext_lazy("another shift than the day before"),
    "away": gettext_lazy("on duty at another centre"),
    "fair_rest_days": gettext_lazy("%(count)s rest days above the fair share of the year"),
    "fair_evenings": gettext_lazy("%(count)s evenings above the fair share of the year"),
    "fair_holidays": gettext_lazy("%(count)s holidays above the fair share of the year"),
    "absent": gettext_lazy("on leave, or not working here that day"),
    "barred": gettext_lazy("not for this shift"),
    "elsewhere": gettext_lazy("does not work at this centre"),
    "wish": gettext_lazy("a wish is not met"),
    "under": gettext_lazy("%(count)s too few on %(shift)s"),
    "over": gettext_lazy("%(count)s too many on %(shift)s"),
    "unasked": gettext_lazy("nobody is needed on %(shift)s that day"),
    "fixed": gettext_lazy("is kept on %(shift)s"),
}
"""What is the matter, without who and when."""

WHY_NOT: dict[str, StrOrPromise] = {
    "absent": gettext_lazy("away"),
    "fixed": gettext_lazy("kept elsewhere"),
    "barred": gettext_lazy("not for this shift"),
    "elsewhere": gettext_lazy("of another centre"),
    "skill": gettext_lazy("without the skill"),
}
"""Why somebody is not there to be asked; any other code is a rule."""


def break_words(one: Break) -> str:
    """张三 10月3日: 46 h in one week; at most 44 h are allowed."""
    who_when = " ".join(filter(None, (one.who, days_words(one.days))))
    return _("%(who)s: %(what)s") % {"who": who_when, "what": what_words(one)}


def what_words(one: Break) -> str:
    """What is the matter, without who and when."""
    facts = {
        "left": hours(one.limit - one.amount),
        "sum": hours(one.limit + one.amount),
        "amount": hours(one.amount),
        "limit": hours(one.limit),
        "days_limit": one.limit,
        "count": one.amount,
        "shift": one.shift,
    }
    return str(BROKEN.get(one.code, one.code)) % facts


def trouble_words(one: Trouble) -> str:
    """10月3日 “evening” needs 2; only 1 could be there. Cannot: 张三（away）."""
    if one.code not in {"under", "over"}:
        rule = RULES.get(one.code) or BROKEN.get(one.code, one.code)
        words = _("%(who)s: “%(rule)s” cannot be kept together with the rest.")
        shown = str(rule) % {"shift": one.shift} if "%(shift)s" in str(rule) else rule
        who = " ".join(filter(None, (one.who, days_words(one.days))))
        return words % {"who": who, "rule": shown}
    facts = {
        "day": days_words(one.days),
        "shift": one.shift,
        "needed": one.needed,
        "skill": _(" (“%(skill)s”)") % {"skill": Skill(one.skill).label} if one.skill else "",
        "available": one.available,
    }
    words = _("%(day)s “%(shift)s” needs %(needed)s%(skill)s; only %(available)s could be there.")
    return " ".join(filter(None, (words % facts, _why_not_words(one.why_not))))


def days_words(days: tuple[datetime.date, ...]) -> str:
    """10月3日, 10月3日–5日."""
    if not days:
        return ""
    first, last = (date_format(day, "MONTH_DAY_FORMAT") for day in (days[0], days[-1]))
    return first if len(days) == 1 else f"{first}–{last}"


def hours(minutes: int) -> str:
    """7.5, 8."""
    return f"{minutes / 60:.1f}".removesuffix(".0")


def _why_not_words(why_not: Iterable[tuple[str, str]]) -> str:
    each = [f"{who}（{WHY_NOT.get(rule) or RULES.get(rule, rule)}）" for who, rule in why_not]
    return _("Cannot: %(people)s.") % {"people": "、".join(each)} if each else ""
