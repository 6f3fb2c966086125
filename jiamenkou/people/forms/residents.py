"""What people type about a resident."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiamenkou.lib.idnumber import NotAnIdNumber, read_id_number
from jiamenkou.lib.phones import NotAPhone, plain_phone
from jiamenkou.lib.scope import Reach
from jiamenkou.people.actions.unmasking import Why
from jiamenkou.people.models import Circumstance, Guardianship, Membership, Resident
from jiamenkou.places.models import Area
from jiamenkou.places.models.area import full_code
from jiamenkou.web.fields import Day

HIDDEN = {"autocomplete": "off", "spellcheck": "false"}


class IdNumberField(forms.CharField):
    """An ID number, right in itself."""

    widget = forms.TextInput(attrs=HIDDEN)

    def clean(self, value: Any) -> str:
        written = super().clean(value)
        try:
            return read_id_number(written).number if written else ""
        except NotAnIdNumber as fault:
            raise ValidationError(str(fault)) from fault


class PhoneField(forms.CharField):
    """A telephone number, in one spelling."""

    widget = forms.TextInput(attrs={**HIDDEN, "inputmode": "tel"})

    def clean(self, value: Any) -> str:
        written = super().clean(value)
        try:
            return plain_phone(written) if written else ""
        except NotAPhone as fault:
            raise ValidationError(str(fault)) from fault


class ResidentForm(forms.Form):
    """Somebody who lives here; of somebody on record, what is masked stays where left empty."""

    name = forms.CharField(label=gettext_lazy("Full name"), max_length=60)
    area = forms.CharField(
        label=gettext_lazy("Community or grid"),
        max_length=15,
        widget=forms.TextInput(attrs={"list": "areas", "autocomplete": "off"}),
        help_text=gettext_lazy("Its code: 12 digits, a grid 15."),
    )
    id_number = IdNumberField(
        label=gettext_lazy("ID number"),
        required=False,
        help_text=gettext_lazy("Only where a service asks for it; birth date and gender follow."),
    )
    born_on = Day(label=gettext_lazy("Date of birth"), required=False)
    gender = forms.ChoiceField(
        label=gettext_lazy("Gender"), choices=Resident.Gender.choices, required=False
    )
    phone = PhoneField(label=gettext_lazy("Telephone"), required=False)
    address = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs=HIDDEN),
    )
    language = forms.CharField(
        label=gettext_lazy("Language or dialect"), max_length=40, required=False
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("Reached by"),
        choices=Resident.Channel.choices,
        initial=Resident.Channel.PHONE,
    )
    forget = forms.MultipleChoiceField(
        label=gettext_lazy("Take off the record"),
        choices=[
            ("id_number", gettext_lazy("ID number")),
            ("phone", gettext_lazy("Telephone")),
            ("address", gettext_lazy("Address")),
        ],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, *given: Any, reach: Reach, resident: Resident | None = None, **more: Any
    ) -> None:
        super().__init__(*given, **more)
        self.reach, self.resident = reach, resident
        if resident is None:
            del self.fields["forget"]
            return
        self.fields["name"].required = False
        for name in Resident.MASKED:
            mask = getattr(resident, f"masked_{name}")
            if mask:
                words = _("Left empty it stays %(mask)s.") % {"mask": mask}
                self.fields[name].help_text = words

    @classmethod
    def initial_of(cls, resident: Resident) -> dict[str, Any]:
        """What the record says, without what is masked."""
        shown = ("born_on", "gender", "language", "channel")
        return {name: getattr(resident, name) for name in shown} | {"area": resident.area_id}

    def clean_area(self) -> Area:
        written = self.cleaned_data["area"]
        area = Area.objects.within(self.reach).filter(pk=full_code(written)).first()
        if area is None:
            raise ValidationError(_("There is no area %(code)s in your reach.") % {"code": written})
        return area

    @property
    def facts(self) -> dict[str, Any]:
        """What to say of the resident, as the verbs take it."""
        typed = dict(self.cleaned_data)
        forgotten = typed.pop("forget", [])
        if self.resident:
            typed = {
                name: value for name, value in typed.items() if value or name not in Resident.MASKED
            }
        return typed | dict.fromkeys(forgotten, "")


class NumberForm(forms.Form):
    """A whole telephone or ID number to find somebody by."""

    number = forms.CharField(
        label=gettext_lazy("Telephone or ID number"), max_length=40, widget=forms.TextInput(HIDDEN)
    )

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        written = typed.get("number", "")
        for name, read in (("id_number", _id_number), ("phone", plain_phone)):
            try:
                return typed | {"by": name, "number": read(written)} if written else typed
            except ValueError:
                continue
        self.add_error("number", _("Type the whole number: 18 digits of an ID, or a telephone."))
        return typed


def _id_number(written: str) -> str:
    return read_id_number(written).number


class UnmaskForm(forms.Form):
    """Which masked field, and what for."""

    field = forms.CharField(widget=forms.HiddenInput)
    why = forms.ChoiceField(label=gettext_lazy("What for"), choices=[("", "—"), *Why.choices])
    more = forms.CharField(
        label=gettext_lazy("In your own words"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("No names or numbers: these words stay in the record for good."),
    )


class CircumstanceForm(forms.Form):
    """A group the resident belongs to."""

    kind = forms.ChoiceField(label=gettext_lazy("Group"), choices=Circumstance.Kind.choices)
    level = forms.TypedChoiceField(
        label=gettext_lazy("Grade of the disability"),
        choices=[("", "—"), *Circumstance.Level.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )
    begins = Day(label=gettext_lazy("Since"), initial=timezone.localdate)


class GuardianForm(NumberForm):
    """A guardian who is on record, by number."""

    relation = forms.ChoiceField(
        label=gettext_lazy("Relation"), choices=Guardianship.Relation.choices
    )
    begins = Day(label=gettext_lazy("Since"), initial=timezone.localdate)


class JoinForm(NumberForm):
    """Somebody on record who lives in the household too."""

    part = forms.ChoiceField(
        label=gettext_lazy("As"), choices=Membership.Part.choices, initial=Membership.Part.MEMBER
    )


class EndForm(forms.Form):
    """The day something no longer holds."""

    on = Day(label=gettext_lazy("From which day"), initial=timezone.localdate)
