"""What people type about somebody who is away."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiamenkou.people.models import User
from jiamenkou.rota.models import Leave
from jiamenkou.rota.shown.month import Month
from jiamenkou.web.fields import Day

LONGEST_DAYS = 92


class DaysForm(forms.Form):
    """From one day to another, both included."""

    first = Day(label=gettext_lazy("First day"))
    last = Day(label=gettext_lazy("Last day"))

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        first, last = typed.get("first"), typed.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day is not before the first."))
        elif first and last and (last - first).days >= LONGEST_DAYS:
            self.add_error("last", _("At most %(days)d days at a time.") % {"days": LONGEST_DAYS})
        return typed


class AbsenceForm(DaysForm):
    """Who of a month's people cannot come, and when."""

    person = forms.ModelChoiceField(
        label=gettext_lazy("Who cannot come"), queryset=User.objects.none(), empty_label=None
    )
    field_order = ["person", "first", "last"]

    def __init__(self, *given: Any, month: Month, **more: Any) -> None:
        super().__init__(*given, **more)
        known = User.objects.filter(pk__in=month.people).order_by("name", "pk")
        self.fields["person"].queryset = known  # type: ignore[attr-defined]


class LeaveForm(DaysForm):
    """Leave to ask for, for oneself."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Leave.Kind.choices)
    field_order = ["kind", "first", "last"]


class LeaveOfForm(LeaveForm):
    """Leave written down for somebody of one's centres."""

    person = forms.ModelChoiceField(label=gettext_lazy("Person"), queryset=User.objects.none())
    field_order = ["person", "kind", "first", "last"]

    def __init__(self, *given: Any, people: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
