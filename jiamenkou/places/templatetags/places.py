"""Findings, norms, days, hours and cell problems in words, for templates."""

from datetime import date, timedelta

from django import template
from django.utils.translation import gettext

from jiamenkou.lib.columns import CellProblem
from jiamenkou.places import months, opening_words, wording
from jiamenkou.places.models import Finding, OpeningRule
from jiamenkou.places.nearest import OpenCentre

register = template.Library()

register.filter("norm_name", wording.norm_name)
register.filter("norm_words", wording.norm_in_words)
register.filter("shortfall_words", wording.shortfall_in_words)
register.filter("how_words", wording.how_in_words)
register.filter("room_kinds", wording.room_kinds)
register.filter("day_words", months.day_words)
register.filter("state_words", opening_words.state_words)
register.filter("moment_words", opening_words.moment_words)
register.filter("span_words", opening_words.span_words)
register.filter("layer_words", opening_words.layer_words)


@register.filter
def value_words(finding: Finding) -> str:
    """The value of a finding in the unit of its norm."""
    return wording.amount(finding.value, finding.norm.unit)


@register.filter
def verdict_tone(finding: Finding) -> str:
    """The colour of a verdict, beside its word."""
    return {"meets": "ok", "short": "late"}.get(finding.verdict, "due")


@register.filter
def problem_words(problem: CellProblem) -> str:
    """What is wrong with a cell, in the reader's language."""
    return gettext(problem.template) % problem.facts


@register.filter
def said(words: str) -> str:
    """A sentence that comes with the shipped norms, in the reader's language."""
    return gettext(words) if words else ""


@register.filter
def open_until(centre: OpenCentre) -> str:
    """Until when a centre is open without a break."""
    return gettext("open until %(until)s") % {"until": opening_words.moment_words(centre.until)}


@register.filter
def last_day(row: OpeningRule) -> date | None:
    """The last day a rule holds; the upper day of its range is the first it no longer does."""
    return row.during.upper - timedelta(days=1) if row.during.upper else None
