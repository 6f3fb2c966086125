"""A notice as an operator pastes it."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from jiamenkou.engines.workdays.names import HOLIDAYS
from jiamenkou.web.fields import Day

LONGEST = 20_000


class NoticeForm(forms.Form):
    """The text, where it stands, and what it replaces."""

    year = forms.IntegerField(label=gettext_lazy("For which year"), min_value=2000, max_value=2100)
    source = forms.CharField(
        label=gettext_lazy("Where the notice stands"),
        max_length=400,
        help_text=gettext_lazy("Its number or its address."),
    )
    announced_on = Day(label=gettext_lazy("Announced on"), required=False)
    text = forms.CharField(
        label=gettext_lazy("The text of the notice"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=gettext_lazy("Paste the whole of it, title and signature too."),
    )
    amends = forms.BooleanField(
        label=gettext_lazy("It changes only the holidays it names"),
        required=False,
        help_text=gettext_lazy("Else it replaces everything announced for the year."),
    )
    holiday = forms.ChoiceField(
        label=gettext_lazy("Only sentences of one holiday, in your own words"),
        choices=[("", gettext_lazy("No: it is a whole notice")), *((one, one) for one in HOLIDAYS)],
        required=False,
    )
