"""What residents say of how they were served, and what is written about the worst of it."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from jiamenkou.services.forms.cases import LINES
from jiamenkou.services.models import Rating


class RatingForm(forms.Form):
    """Five levels, reasons, own words."""

    level = forms.TypedChoiceField(
        label=gettext_lazy("How was it?"),
        choices=Rating.Level.choices,
        coerce=int,
        widget=forms.RadioSelect,
    )
    reasons = forms.MultipleChoiceField(
        label=gettext_lazy("Why? As many as fit."),
        choices=Rating.Reason.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    words = forms.CharField(
        label=gettext_lazy("In your own words, if you like"),
        max_length=500,
        required=False,
        widget=LINES,
    )


class SaidRatingForm(RatingForm):
    """What a resident says, written down by a clerk."""

    via = forms.ChoiceField(
        label=gettext_lazy("They said it"),
        choices=[one for one in Rating.Via.choices if one[0] != Rating.Via.LINK],
    )


class FindingForm(forms.Form):
    """What really happened."""

    finding = forms.CharField(label=gettext_lazy("What was found"), max_length=500, widget=LINES)


class RemedyForm(forms.Form):
    """What was done about it."""

    remedy = forms.CharField(
        label=gettext_lazy("What was done about it"), max_length=500, widget=LINES
    )


class CallForm(forms.Form):
    """What the resident said when they were called back."""

    answer = forms.CharField(
        label=gettext_lazy("What the resident said"), max_length=500, widget=LINES
    )
    content = forms.BooleanField(label=gettext_lazy("They are content now"), required=False)


class AppealForm(forms.Form):
    """Why the rating is mistaken."""

    why = forms.CharField(label=gettext_lazy("Why it is mistaken"), max_length=500, widget=LINES)


class RulingForm(forms.Form):
    """Whether the rating is mistaken."""

    mistaken = forms.TypedChoiceField(
        label=gettext_lazy("Ruling"),
        choices=[
            ("no", gettext_lazy("The rating stands")),
            ("yes", gettext_lazy("It was given by mistake")),
        ],
        coerce=lambda said: said == "yes",
        empty_value=None,
    )
    ruling = forms.CharField(label=gettext_lazy("Why"), max_length=500, widget=LINES)
