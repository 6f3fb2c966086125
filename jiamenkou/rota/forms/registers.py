"""What people type about postings and shifts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiamenkou.lib.scope import Reach
from jiamenkou.people.models import Role, User
from jiamenkou.places.models import Centre
from jiamenkou.rota.models import ShiftPattern, Skill
from jiamenkou.web.fields import Day

FULL_HOURS = 40
FROM_TO = {
    "begins": gettext_lazy("From which day"),
    "ends": gettext_lazy("Until which day"),
    "help": gettext_lazy("The first day it no longer holds; empty: open-ended."),
}


class AmendPostingForm(forms.Form):
    """What may change of a posting."""

    job = forms.CharField(
        label=gettext_lazy("Job title"),
        max_length=20,
        help_text=gettext_lazy("As the public calls it after the surname: 社工, 主任, 专干."),
    )
    hours = forms.DecimalField(
        label=gettext_lazy("Hours a week"),
        min_value=1,
        max_value=44,
        decimal_places=1,
        initial=FULL_HOURS,
        help_text=gettext_lazy("40 for full time; the law allows 44 at most."),
    )
    skills = forms.MultipleChoiceField(
        label=gettext_lazy("Skills"),
        choices=Skill.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    @property
    def facts(self) -> dict[str, Any]:
        """As the verbs take it."""
        typed = dict(self.cleaned_data)
        return {"week_minutes": int(typed.pop("hours") * 60), **typed}


class PostingForm(AmendPostingForm):
    """Somebody who begins to work at a centre."""

    person = forms.CharField(
        label=gettext_lazy("Staff member"),
        max_length=150,
        help_text=gettext_lazy("The user name of somebody who works in your area."),
    )
    centre = forms.ModelChoiceField(label=gettext_lazy("Centre"), queryset=Centre.objects.none())
    begins = Day(label=FROM_TO["begins"], initial=timezone.localdate)
    ends = Day(label=FROM_TO["ends"], required=False, help_text=FROM_TO["help"])
    field_order = ("person", "centre", "job", "hours", "skills", "begins", "ends")

    def __init__(self, *given: Any, reach: Reach, **more: Any) -> None:
        super().__init__(*given, **more)
        self.reach = reach
        offer_centres(self, reach)

    def clean_person(self) -> User:
        """Somebody with a role that whoever asks can see."""
        known = User.objects.filter(roles__in=Role.objects.within(self.reach)).distinct()
        found = known.filter(username=self.cleaned_data["person"].strip()).first()
        if found is None:
            raise ValidationError(_("Nobody of that user name works in your area."))
        return found


class AmendPatternForm(forms.Form):
    """What may change of a shift."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=20)
    short = forms.CharField(
        label=gettext_lazy("Short name"),
        max_length=2,
        help_text=gettext_lazy("One or two characters for the cells of the month: 早, 中, 晚."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=ShiftPattern.Kind.choices)
    starts = forms.TimeField(
        label=gettext_lazy("Starts at"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    stops = forms.TimeField(
        label=gettext_lazy("Ends at"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=gettext_lazy("Earlier than the start, or the same: on the day after."),
    )
    needed_workday = forms.IntegerField(
        label=gettext_lazy("People on workdays"), min_value=0, max_value=99, initial=1
    )
    needed_rest_day = forms.IntegerField(
        label=gettext_lazy("People on rest days"), min_value=0, max_value=99, initial=0
    )
    needed_holiday = forms.IntegerField(
        label=gettext_lazy("People on statutory holidays"), min_value=0, max_value=99, initial=0
    )
    skill = forms.ChoiceField(
        label=gettext_lazy("Skill"), choices=[("", "—"), *Skill.choices], required=False
    )

    @property
    def facts(self) -> dict[str, Any]:
        """As the verbs take it: minutes, for an hour at which it ends."""
        typed = dict(self.cleaned_data)
        starts, stops = typed["starts"], typed.pop("stops")
        first, last = (one.hour * 60 + one.minute for one in (starts, stops))
        return {**typed, "minutes": (last - first) % 1440 or 1440}


class PatternForm(AmendPatternForm):
    """A shift that a centre begins to run."""

    centre = forms.ModelChoiceField(label=gettext_lazy("Centre"), queryset=Centre.objects.none())
    begins = Day(label=FROM_TO["begins"], initial=timezone.localdate)
    ends = Day(label=FROM_TO["ends"], required=False, help_text=FROM_TO["help"])
    field_order = (
        "centre", "name", "short", "kind", "starts", "stops", "needed_workday", "needed_rest_day",
        "needed_holiday", "skill", "begins", "ends",
    )  # fmt: skip

    def __init__(self, *given: Any, reach: Reach, **more: Any) -> None:
        super().__init__(*given, **more)
        offer_centres(self, reach)


class EndForm(forms.Form):
    """The first day something no longer holds."""

    on = Day(
        label=gettext_lazy("From which day"),
        help_text=gettext_lazy("The first day it no longer holds."),
    )


def offer_centres(form: forms.Form, reach: Reach) -> None:
    """Those of one's reach; where there is one alone, it is chosen already."""
    standing = Centre.objects.within(reach).open_on(timezone.localdate())
    form.fields["centre"].queryset = standing.order_by("name_pinyin", "pk")  # type: ignore[attr-defined]
    if len(found := standing[:2]) == 1:
        form.fields["centre"].initial = found[0].pk
