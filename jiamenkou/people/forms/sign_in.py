"""What people type to come in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiamenkou.lib.phones import MOBILE, NotAPhone, plain_phone

DIGITS = {"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}


class SignInForm(forms.Form):
    """A member of staff with a password."""

    username = forms.CharField(
        label=gettext_lazy("User name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class CodeForm(forms.Form):
    """A code from an app or a text message."""

    code = forms.CharField(
        label=gettext_lazy("Code"), max_length=20, widget=forms.TextInput(attrs=DIGITS)
    )


class PhoneForm(forms.Form):
    """The telephone a code goes to."""

    phone = forms.CharField(
        label=gettext_lazy("Mobile telephone"),
        help_text=gettext_lazy("11 digits. We send you a code; no password is needed."),
        max_length=30,
        widget=forms.TextInput(
            attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel", "autofocus": True}
        ),
    )

    def clean_phone(self) -> str:
        """The eleven digits, however they were grouped."""
        words = _("A mobile number has 11 digits and begins with 1.")
        try:
            number = plain_phone(self.cleaned_data["phone"])
        except NotAPhone as fault:
            raise ValidationError(words) from fault
        if not MOBILE.fullmatch(number):
            raise ValidationError(words)
        return number


class PasswordForm(forms.Form):
    """Another password, by who knows the present one."""

    old = forms.CharField(
        label=gettext_lazy("Present password"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=gettext_lazy("New password"),
        help_text=gettext_lazy("At least 8 letters or signs; not only digits, and no common word."),
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=gettext_lazy("New password once more"),
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if typed.get("new") and typed.get("again") and typed["new"] != typed["again"]:
            self.add_error("again", _("This is not what was typed above."))
        return typed


class HelpForm(forms.Form):
    """What an operator does for somebody who cannot come in."""

    OPEN, FACTOR, CITY = "open", "factor", "city"
    username = forms.CharField(
        label=gettext_lazy("User name"),
        help_text=gettext_lazy("To open a door: an address or a telephone will do, too."),
        max_length=150,
    )
    what = forms.ChoiceField(
        label=gettext_lazy("What to do"),
        choices=[
            (OPEN, gettext_lazy("Open the door that too many tries have shut")),
            (FACTOR, gettext_lazy("Remove the second factor: the telephone is lost")),
            (CITY, gettext_lazy("Expect them from the city's sign-on")),
        ],
    )
    staff_number = forms.CharField(
        label=gettext_lazy("Staff number"),
        help_text=gettext_lazy("For the city's sign-on only."),
        max_length=60,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if typed.get("what") == self.CITY and not typed.get("staff_number"):
            self.add_error("staff_number", _("Give the staff number."))
        return typed
