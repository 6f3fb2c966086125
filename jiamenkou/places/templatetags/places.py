"""Findings, norms and cell problems in words, for templates."""

from django import template
from django.utils.translation import gettext

from jiamenkou.lib.columns import CellProblem
from jiamenkou.places import wording
from jiamenkou.places.models import Finding

register = template.Library()

register.filter("norm_name", wording.norm_name)
register.filter("norm_words", wording.norm_in_words)
register.filter("shortfall_words", wording.shortfall_in_words)
register.filter("how_words", wording.how_in_words)
register.filter("room_kinds", wording.room_kinds)


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
