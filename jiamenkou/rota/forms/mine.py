"""What people type about their own shifts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from jiamenkou.people.models import User
from jiamenkou.rota.models import Duty, Posting, ShiftPattern
from jiamenkou.rota.shown.wording import day_words
from jiamenkou.web.fields import Day

WEIGHTS = [
    ("1", gettext_lazy("if it can be")),
    ("2", gettext_lazy("gladly")),
    ("3", gettext_lazy("it matters much")),
]


class WishForm(forms.Form):
    """A day, and whether one would like to work or to be free."""

    day = Day(label=gettext_lazy("Day"))
    wanted = forms.TypedChoiceField(
        label=gettext_lazy("I would like"),
        choices=[("no", gettext_lazy("to be free")), ("yes", gettext_lazy("to work"))],
        coerce=lambda said: said == "yes",
    )
    pattern = forms.ModelChoiceField(
        label=gettext_lazy("Shift"),
        queryset=ShiftPattern.objects.none(),
        required=False,
        empty_label=gettext_lazy("any"),
    )
    weight = forms.TypedChoiceField(
        label=gettext_lazy("How much"), choices=WEIGHTS, coerce=int, initial="1"
    )

    def __init__(self, *given: Any, person: User, **more: Any) -> None:
        super().__init__(*given, **more)
        today = timezone.localdate()
        here = Posting.objects.on(today).filter(person=person).values("centre")
        known = ShiftPattern.objects.on(today).filter(centre__in=here).order_by("starts", "pk")
        self.fields["pattern"].queryset = known  # type: ignore[attr-defined]


class OfferForm(forms.Form):
    """To whom a duty is offered, and for which of theirs."""

    to = forms.ModelChoiceField(
        label=gettext_lazy("To whom"),
        queryset=User.objects.none(),
        required=False,
        empty_label=gettext_lazy("anybody of my centre"),
    )
    wanted = forms.ModelChoiceField(
        label=gettext_lazy("For which duty in return"),
        queryset=Duty.objects.none(),
        required=False,
        empty_label=gettext_lazy("none, I only give mine away"),
    )

    def __init__(self, *given: Any, duty: Duty, wanted: Any, **more: Any) -> None:
        """`wanted`: duties of colleagues that can be asked for."""
        super().__init__(*given, **more)
        centre = duty.roster.centre_id
        here = Posting.objects.on(duty.day).filter(centre=centre).values("person")
        others = User.objects.filter(pk__in=here).exclude(pk=duty.person_id).order_by("name", "pk")
        self.fields["to"].queryset = others  # type: ignore[attr-defined]
        self.fields["wanted"].queryset = wanted  # type: ignore[attr-defined]
        self.fields["wanted"].label_from_instance = _duty_label  # type: ignore[attr-defined]


def _duty_label(duty: Duty) -> str:
    return f"{day_words(duty.day)} {duty.pattern.name} · {duty.person}"
