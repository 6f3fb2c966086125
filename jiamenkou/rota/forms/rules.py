"""What people type about a rule."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from jiamenkou.rota.ruling import Stated


class RuleForm(forms.Form):
    """One rule as an area states it."""

    number = forms.IntegerField(label=gettext_lazy("Set at"), min_value=0, required=False)
    hard = forms.TypedChoiceField(
        label=gettext_lazy("Force"),
        choices=[
            ("yes", gettext_lazy("must be kept")),
            ("no", gettext_lazy("should be kept, by weight")),
        ],
        coerce=lambda said: said == "yes",
    )
    weight = forms.IntegerField(
        label=gettext_lazy("Weight"),
        min_value=0,
        max_value=1000,
        required=False,
        help_text=gettext_lazy("How much breaking it costs, beside the others; 0 to 1000."),
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=200,
        help_text=gettext_lazy("The law, the document or the decision that says so."),
    )

    def __init__(self, *given: Any, stated: Stated, **more: Any) -> None:
        super().__init__(*given, **more)
        if stated.number is None:
            del self.fields["number"]

    @classmethod
    def initial_of(cls, stated: Stated) -> dict[str, Any]:
        return {
            "number": stated.number,
            "hard": "yes" if stated.hard else "no",
            "weight": stated.weight,
            "source": stated.source,
        }

    @property
    def facts(self) -> dict[str, Any]:
        """As a rule is stated: one that must be kept has no weight."""
        typed = self.cleaned_data
        weight = 0 if typed["hard"] else typed["weight"] or 0
        return {
            "number": typed.get("number"),
            "hard": typed["hard"],
            "weight": weight,
            "source": typed["source"],
        }
