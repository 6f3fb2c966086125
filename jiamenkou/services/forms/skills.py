"""What is typed about certificates, offers and who takes a case over."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from jiamenkou.lib.scope import Reach
from jiamenkou.people.models import User
from jiamenkou.places.models import Centre
from jiamenkou.rota.models import Posting
from jiamenkou.services.models import ServiceItem
from jiamenkou.web.fields import Day

YEARS_GOOD = 2


def in_two_years() -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=365 * YEARS_GOOD)


class SkillForm(forms.Form):
    """Who may serve which item, from when to when."""

    person = forms.ModelChoiceField(label=gettext_lazy("Clerk"), queryset=User.objects.none())
    item = forms.ModelChoiceField(
        label=gettext_lazy("Service"), queryset=ServiceItem.objects.order_by("position", "pk"),
        to_field_name="code",
    )  # fmt: skip
    on = Day(label=gettext_lazy("Certified on"), initial=timezone.localdate)
    until = Day(label=gettext_lazy("Until before"), initial=in_two_years, required=False)
    score = forms.IntegerField(
        label=gettext_lazy("Score of the exam"), min_value=0, max_value=100, required=False
    )

    def __init__(self, *given: Any, reach: Reach, **more: Any) -> None:
        super().__init__(*given, **more)
        posted = Posting.objects.within(reach).on(timezone.localdate())
        people: Any = self.fields["person"]
        people.queryset = User.objects.filter(pk__in=posted.values("person")).order_by("name")


class EndSkillForm(forms.Form):
    """From when on somebody may serve the item no more."""

    on = Day(label=gettext_lazy("Ends on"), initial=timezone.localdate)


class OfferForm(forms.Form):
    """That a centre does a service."""

    centre = forms.ModelChoiceField(label=gettext_lazy("Centre"), queryset=Centre.objects.none())
    item = forms.ModelChoiceField(
        label=gettext_lazy("Service"), queryset=ServiceItem.objects.order_by("position", "pk"),
        to_field_name="code",
    )  # fmt: skip
    begins = Day(label=gettext_lazy("From"), initial=timezone.localdate)
    by_appointment = forms.BooleanField(
        label=gettext_lazy("Can be booked ahead"), initial=True, required=False
    )

    def __init__(self, *given: Any, reach: Reach, **more: Any) -> None:
        super().__init__(*given, **more)
        centres: Any = self.fields["centre"]
        centres.queryset = Centre.objects.within(reach).order_by("name_pinyin")


class TransferForm(forms.Form):
    """Which colleague takes the case, and why."""

    to = forms.ModelChoiceField(label=gettext_lazy("To"), queryset=User.objects.none())
    why = forms.CharField(label=gettext_lazy("Why"), max_length=200)

    def __init__(self, *given: Any, able: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        people: Any = self.fields["to"]
        people.queryset = able
