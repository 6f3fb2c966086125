"""What people type about what is owed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy


class ReversalForm(forms.Form):
    """Why an entry is reversed."""

    why = forms.CharField(label=gettext_lazy("Why it is reversed"), max_length=200)


class PayForm(forms.Form):
    """Hours of leave in lieu that are paid at 200 % instead."""

    hours = forms.DecimalField(
        label=gettext_lazy("Hours"), min_value=0.5, max_value=2000, decimal_places=1
    )
    why = forms.CharField(label=gettext_lazy("Why"), max_length=200)

    def clean(self) -> dict[str, Any]:
        """The verb counts in minutes."""
        typed = super().clean() or {}
        hours = typed.pop("hours", None)
        return typed if hours is None else {**typed, "minutes": int(hours * 60)}
