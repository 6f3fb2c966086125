"""What is typed to open a case and to take it a step on."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiamenkou.lib.idnumber import NotAnIdNumber, read_id_number
from jiamenkou.lib.phones import NotAPhone, plain_phone
from jiamenkou.lib.scope import Reach
from jiamenkou.people.models import Guardianship, Resident
from jiamenkou.places.models import Centre
from jiamenkou.services.models import Case, Channel, ServiceItem

LINES = forms.Textarea(attrs={"rows": 2})


def new_key() -> str:
    return uuid.uuid4().hex


class KeyForm(forms.Form):
    """A button; its key tells a second click from a second wish."""

    key = forms.CharField(max_length=40, widget=forms.HiddenInput, initial=new_key, required=False)


class DecisionForm(KeyForm):
    """What came of it."""

    result = forms.CharField(label=gettext_lazy("What was decided"), max_length=200)


class DeliveryForm(KeyForm):
    """How the result was handed over, and to whom."""

    how = forms.ChoiceField(label=gettext_lazy("Handed over"), choices=Case.How.choices)
    to = forms.ChoiceField(label=gettext_lazy("To whom"), choices=Case.Whom.choices)


class RejectionForm(KeyForm):
    """Why not, and what then."""

    reason = forms.CharField(
        label=gettext_lazy("Why it cannot be done"), max_length=300, widget=LINES
    )
    remedy = forms.CharField(
        label=gettext_lazy("What the resident can do about it"), max_length=300, widget=LINES
    )


class WithdrawalForm(KeyForm):
    """That the resident does not want it any more."""

    reason = forms.CharField(label=gettext_lazy("Why"), max_length=300, required=False)


class NewCaseForm(KeyForm):
    """Who wants what, where, and how they came."""

    item = forms.ModelChoiceField(
        label=gettext_lazy("Service"), queryset=ServiceItem.objects.none(), to_field_name="code"
    )
    centre = forms.ModelChoiceField(label=gettext_lazy("Centre"), queryset=Centre.objects.none())
    channel = forms.ChoiceField(
        label=gettext_lazy("How they came"), choices=Channel.choices, initial=Channel.HALL
    )
    by = forms.ChoiceField(
        label=gettext_lazy("The resident, by"),
        choices=[
            ("id_number", gettext_lazy("ID number")),
            ("phone", gettext_lazy("Telephone")),
            ("nobody", gettext_lazy("Somebody who is not on record")),
        ],
    )
    number = forms.CharField(
        label=gettext_lazy("Their number"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    guardian = forms.ModelChoiceField(
        label=gettext_lazy("Guardian"),
        queryset=Resident.objects.none(),
        required=False,
        help_text=gettext_lazy("For a minor, where the service asks for one."),
    )

    def __init__(self, *given: Any, reach: Reach, **more: Any) -> None:
        super().__init__(*given, **more)
        self.reach = reach
        centres: Any = self.fields["centre"]
        items: Any = self.fields["item"]
        centres.queryset = Centre.objects.within(reach).filter(offers__isnull=False).distinct()
        items.queryset = ServiceItem.objects.in_force(timezone.localdate()).order_by("position")
        guardians: Any = self.fields["guardian"]
        guardians.queryset = self._guardians()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("by") == "nobody":
            return {**cleaned, "resident": None}
        try:
            cleaned["resident"] = self._resident(cleaned.get("by", ""), cleaned.get("number", ""))
        except (NotAnIdNumber, NotAPhone) as fault:
            self.add_error("number", str(fault))
        except ValidationError as fault:
            self.add_error("number", fault)
        return cleaned

    def _resident(self, by: str, written: str) -> Resident:
        if not written:
            raise ValidationError(_("Type their number, or choose that they are not on record."))
        number = read_id_number(written).number if by == "id_number" else plain_phone(written)
        known = Resident.objects.within(self.reach).on_record().numbered(number, by=by)
        match list(known[:2]):
            case [one]:
                return one
            case []:
                raise ValidationError(
                    _("Nobody with this number is on record here. Add them first.")
                )
        raise ValidationError(_("Several residents share this telephone. Type the ID number."))

    def _guardians(self) -> Any:
        """Of whoever is named in what was typed; before that nobody's."""
        try:
            minor = self._resident(str(self.data.get("by", "")), str(self.data.get("number", "")))
        except (NotAnIdNumber, NotAPhone, ValidationError):
            return Resident.objects.none()
        named = Guardianship.objects.on(timezone.localdate()).filter(minor=minor)
        return Resident.objects.filter(pk__in=named.values("guardian"))
