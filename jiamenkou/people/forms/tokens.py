"""What somebody says of a token they make."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiamenkou.people.models import User
from jiamenkou.people.models.token import is_personal
from jiamenkou.people.policy import POLICY
from jiamenkou.places.models import Area
from jiamenkou.places.models.area import full_code
from jiamenkou.web.fields import Day

DAYS = 90


class TokenForm(forms.Form):
    """A name, what it may do and where, and how long."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=60,
        help_text=gettext_lazy("The program that will use it."),
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What it may do"), widget=forms.CheckboxSelectMultiple
    )
    area = forms.CharField(
        label=gettext_lazy("Only in this area"),
        max_length=15,
        required=False,
        help_text=gettext_lazy("The code of an area; empty: wherever you may."),
    )
    expires_on = Day(
        label=gettext_lazy("Good until"),
        help_text=gettext_lazy("The first day it no longer is; at most a year away."),
    )

    def __init__(self, *given: Any, holder: User, twice: bool, **more: Any) -> None:
        super().__init__(*given, **more)
        self.twice = twice
        mine = [one for one in POLICY if holder.may(one) and (twice or not is_personal(one))]
        self.fields["scopes"].choices = [(one, POLICY[one].words) for one in mine]  # type: ignore[attr-defined]
        later = timezone.localdate() + datetime.timedelta(days=DAYS)
        self.fields["expires_on"].initial = later

    def clean_area(self) -> Area | None:
        written = self.cleaned_data["area"]
        if not written:
            return None
        area = Area.objects.filter(pk=full_code(written)).first()
        if area is None:
            raise ValidationError(_("There is no area %(code)s.") % {"code": written})
        return area

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        typed["personal"] = self.twice and any(map(is_personal, typed.get("scopes", ())))
        return typed
