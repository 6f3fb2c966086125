"""What people type in the hall."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiamenkou.hall.models import Counter, Ticket
from jiamenkou.lib.idnumber import NotAnIdNumber, read_id_number
from jiamenkou.lib.phones import NotAPhone, plain_phone
from jiamenkou.people.models import Resident
from jiamenkou.people.models.resident import ResidentQuerySet
from jiamenkou.services.models import ServiceItem

ID_DIGITS, PHONE_DIGITS = 15, 7


class TransferForm(forms.Form):
    """Where a number is sent on to."""

    to = forms.ModelChoiceField(
        label=gettext_lazy("Counter"),
        queryset=Counter.objects.none(),
        required=False,
        empty_label=gettext_lazy("any that serves it"),
    )
    item = forms.ModelChoiceField(
        label=gettext_lazy("Service"),
        queryset=ServiceItem.objects.none(),
        required=False,
        empty_label=gettext_lazy("the same"),
    )

    def __init__(self, *given: Any, ticket: Ticket, **more: Any) -> None:
        super().__init__(*given, **more)
        others = Counter.objects.in_use().filter(centre=ticket.centre)
        if ticket.counter:
            others = others.exclude(pk=ticket.counter.pk)
        offered = ServiceItem.objects.offered_at(ticket.centre, ticket.day)
        self._choose("to", others.order_by("number"))
        self._choose("item", offered.exclude(pk=ticket.item_id).order_by("position", "pk"))

    def _choose(self, name: str, rows: QuerySet[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        field.queryset = rows


class VisitorForm(forms.Form):
    """One field for a name, its pinyin, a telephone or an ID number."""

    words = forms.CharField(
        label=gettext_lazy("Name, telephone or ID number"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )

    def clean_words(self) -> str:
        words = str(self.cleaned_data["words"]).strip()
        digits = sum(one.isdigit() for one in words)
        try:
            if digits >= ID_DIGITS:
                return read_id_number(words).number
            if digits >= PHONE_DIGITS:
                return plain_phone(words)
        except (NotAnIdNumber, NotAPhone) as fault:
            raise forms.ValidationError(str(fault)) from fault
        return words

    def found(self, known: ResidentQuerySet) -> QuerySet[Resident]:
        words = self.cleaned_data["words"]
        digits = sum(one.isdigit() for one in words)
        if digits >= PHONE_DIGITS:
            by = "id_number" if digits >= ID_DIGITS else "phone"
            return known.numbered(words, by=by)
        return known.named(words).order_by("name_pinyin", "pk")


class BookingForm(forms.Form):
    """Who the appointment is for."""

    name = forms.CharField(
        label=gettext_lazy("Full name"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": gettext_lazy("Say your name.")},
    )
    phone = forms.CharField(
        label=gettext_lazy("Telephone"),
        max_length=30,
        help_text=gettext_lazy("The confirmation goes there; family may give theirs."),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
        error_messages={"required": gettext_lazy("Say a telephone number.")},
    )


class ArrivalForm(forms.Form):
    """By the telephone an appointment was booked with."""

    phone = forms.CharField(
        label=gettext_lazy("Telephone the appointment was booked with"),
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )

    def clean_phone(self) -> str:
        try:
            return plain_phone(self.cleaned_data["phone"])
        except NotAPhone as fault:
            raise forms.ValidationError(str(fault)) from fault


class CounterForm(forms.Form):
    """A counter: its number and, if it has one, its name."""

    number = forms.IntegerField(label=gettext_lazy("Number"), min_value=1, max_value=99)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=20, required=False)


class ClassForm(forms.Form):
    """People who are called before others."""

    code = forms.SlugField(
        label=gettext_lazy("Short name"), max_length=20, help_text=gettext_lazy("letters: elderly")
    )
    name = forms.CharField(label=gettext_lazy("Name"), max_length=40)
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=60)
    rank = forms.IntegerField(
        label=gettext_lazy("Rank"),
        min_value=1,
        max_value=89,
        help_text=gettext_lazy("From 1 to 89: the smaller, the sooner."),
    )
    retired = forms.BooleanField(label=gettext_lazy("No longer used"), required=False)

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"]).strip()
        if not name:
            raise forms.ValidationError(_("Say what they are called."))
        return name
