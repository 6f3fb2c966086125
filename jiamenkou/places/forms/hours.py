"""Hours as a manager types them: from when to when, and rows of times."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import time
from itertools import groupby, pairwise
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiamenkou.places.models import Service
from jiamenkou.places.opening import A_DAY, EVERY_DAY, OF_THE_WEEK, Layer, Rule, Span
from jiamenkou.web.fields import Day

ROWS, SPARE_ROWS = 7, 2
GROUPS = {"0-4": range(5), "5-6": range(5, 7), "0-6": range(7)}
DAYS = [
    ("0-4", gettext_lazy("Monday to Friday")),
    ("5-6", gettext_lazy("Saturday and Sunday")),
    ("0-6", gettext_lazy("Every day")),
    *((str(number), name) for number, name in WEEKDAYS.items()),
]


class RuleForm(forms.Form):
    """For when a layer holds."""

    name = forms.CharField(
        label=gettext_lazy("What it is called"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("For example: summer class, stocktaking."),
    )
    first = Day(label=gettext_lazy("First day"))
    last = Day(
        label=gettext_lazy("Last day"),
        required=False,
        help_text=gettext_lazy("Empty: until other hours follow. A season and an exception end."),
    )

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        first, last = typed.get("first"), typed.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day lies before the first."))
        return typed


class Clock(forms.TimeField):
    """A time of day, chosen or typed as 08:30; empty where the row is not used."""

    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")

    def __init__(self, **given: Any) -> None:
        super().__init__(required=False, **given)


class SpanForm(forms.Form):
    """One row: on which days, from when to when, and what can be done then."""

    days = forms.ChoiceField(label=gettext_lazy("Days"), choices=DAYS)
    opens = Clock(label=gettext_lazy("Opens at"))
    closes = Clock(label=gettext_lazy("Closes at"))
    service = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Service.choices)
    by_appointment = forms.BooleanField(label=gettext_lazy("By appointment"), required=False)
    offers = forms.CharField(label=gettext_lazy("What can be done"), max_length=120, required=False)

    def __init__(self, *given: Any, layer: Layer, **more: Any) -> None:
        super().__init__(*given, **more)
        if layer not in OF_THE_WEEK:
            del self.fields["days"]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        for one, other in (("opens", "closes"), ("closes", "opens")):
            if one not in self.errors and typed.get(one) is None and typed.get(other) is not None:
                self.add_error(
                    one, _("Say from when and to when; empty both to leave the row out.")
                )
        return typed

    @property
    def is_used(self) -> bool:
        return self.cleaned_data.get("opens") is not None

    @property
    def weekdays(self) -> Iterable[int]:
        chosen = self.cleaned_data.get("days", str(EVERY_DAY))
        return GROUPS.get(chosen) or [int(chosen)]

    def span(self) -> Span:
        """An end that is not later than the beginning is on the next day."""
        typed = self.cleaned_data
        opens, closes = _minutes(typed["opens"]), _minutes(typed["closes"])
        return Span(
            opens=opens,
            closes=closes if closes > opens else closes + A_DAY,
            service=typed["service"],
            by_appointment=typed["by_appointment"],
            offers=typed["offers"],
        )


class Spans(forms.BaseFormSet):  # type: ignore[type-arg]  # plain while it runs
    """All rows; those left empty are passed over, and none overlaps another."""

    def clean(self) -> None:
        if any(self.errors):
            return
        for weekday, spans in self.by_weekday().items():
            in_order = sorted(spans, key=lambda span: span.opens)
            if any(one.closes > after.opens for one, after in pairwise(in_order)):
                words = _("Two times of opening overlap: %(day)s.")
                day = WEEKDAYS.get(weekday, _("every day"))
                raise ValidationError(words % {"day": day})

    def by_weekday(self) -> dict[int, list[Span]]:
        found: defaultdict[int, list[Span]] = defaultdict(list)
        for row in self.forms:
            if row.is_used:
                for weekday in row.weekdays:
                    found[weekday].append(row.span())
        return dict(found)


SpanRows = forms.formset_factory(SpanForm, formset=Spans, extra=ROWS, max_num=40)


def span_rows(typed: Any, *, layer: Layer, rule: Rule | None) -> Spans:
    """The rows of a rule, and some empty ones."""
    initial = rows_of(rule) if rule else []
    rows = SpanRows(typed, form_kwargs={"layer": layer}, initial=initial, prefix="times")
    rows.extra = max(SPARE_ROWS, ROWS - len(initial))
    return cast("Spans", rows)


def rule_typed(layer: Layer, about: RuleForm, rows: Spans) -> Rule:
    said = about.cleaned_data
    return Rule(
        layer=layer,
        first=said["first"],
        last=said["last"],
        name=said["name"],
        spans=rows.by_weekday(),
    )


def rows_of(rule: Rule) -> list[dict[str, Any]]:
    """The rows that would be typed for a rule: days of the same times together."""
    same = sorted(
        (_typed(span), weekday) for weekday, spans in rule.spans.items() for span in spans
    )
    rows = [
        {**dict(said), "days": days}
        for said, found in groupby(same, key=lambda one: one[0])
        for days in _together({weekday for _said, weekday in found})
    ]
    order = [days for days, _label in DAYS]
    return sorted(rows, key=lambda row: order.index(row["days"]) if row["days"] in order else 0)


def _together(weekdays: set[int]) -> Iterator[str]:
    for name in ("0-6", "0-4", "5-6"):
        if weekdays >= set(GROUPS[name]):
            yield name
            weekdays = weekdays - set(GROUPS[name])
    yield from (str(one) for one in sorted(weekdays))


def _typed(span: Span) -> tuple[tuple[str, object], ...]:
    return (
        ("opens", _clock(span.opens)),
        ("closes", _clock(span.closes)),
        ("service", span.service),
        ("by_appointment", span.by_appointment),
        ("offers", span.offers),
    )


def _clock(minutes: int) -> time:
    return time(minutes % A_DAY // 60, minutes % 60)


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute
