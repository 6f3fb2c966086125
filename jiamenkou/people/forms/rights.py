"""What people type about consent, notes on health, and erasure."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiamenkou.people.models import Consent, Guardianship, Resident
from jiamenkou.web.fields import Day, Upload


class ConsentForm(forms.Form):
    """Consent to one purpose."""

    purpose = forms.ChoiceField(label=gettext_lazy("To what"), choices=Consent.Purpose.choices)
    how = forms.ChoiceField(label=gettext_lazy("Given"), choices=Consent.How.choices)
    file = Upload(
        label=gettext_lazy("The signed sheet"),
        endings=(".pdf", ".jpg", ".jpeg", ".png"),
        most_mib=10,
        required=False,
        help_text=gettext_lazy("For consent on paper: a scan or photo, at most 10 MB."),
    )
    guardian = forms.ModelChoiceField(
        label=gettext_lazy("Given by the guardian"),
        queryset=Resident.objects.none(),
        required=False,
        help_text=gettext_lazy("For a child under 14."),
    )
    on = Day(label=gettext_lazy("On"), initial=timezone.localdate)

    def __init__(self, *given: Any, resident: Resident, **more: Any) -> None:
        super().__init__(*given, **more)
        guards = Guardianship.objects.on(timezone.localdate()).filter(minor=resident)
        known = Resident.objects.filter(pk__in=guards.values("guardian"))
        self.fields["guardian"].queryset = known  # type: ignore[attr-defined]


class HealthForm(forms.Form):
    """A note about health."""

    words = forms.CharField(
        label=gettext_lazy("Note"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ErasureForm(forms.Form):
    """The word that says: I mean it."""

    word = forms.CharField(label=gettext_lazy("Type the word"), widget=forms.TextInput)

    def clean_word(self) -> str:
        typed: str = self.cleaned_data["word"].strip()
        if typed != _("erase"):
            raise ValidationError(_("Type “%(word)s” to erase.") % {"word": _("erase")})
        return typed
