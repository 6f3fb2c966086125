"""What people type about accounts and roles."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiamenkou.lib.scope import Reach
from jiamenkou.people.models import Role, User
from jiamenkou.people.policy import GIVES
from jiamenkou.places.fields import AreaCode, AreaForm
from jiamenkou.web.fields import Day


class RoleForm(AreaForm):
    """A role to give: which, where, from when to when."""

    kind = forms.ChoiceField(label=gettext_lazy("Role"))
    area = AreaCode(
        label=gettext_lazy("Area"),
        required=False,
        help_text=gettext_lazy("The code of the area; the role reaches everything in it."),
    )
    begins = Day(label=gettext_lazy("From which day"))
    ends = Day(
        label=gettext_lazy("Until which day"),
        required=False,
        help_text=gettext_lazy("The first day it no longer holds; empty: open-ended."),
    )

    def __init__(self, *given: Any, giver: User, reach: Reach, **more: Any) -> None:
        super().__init__(*given, reach=reach, **more)
        mine = giver.roles_for("people.appoint")
        kinds = {kind for role in mine for kind in GIVES.get(role.kind, ())}
        named = [(one.value, one.label) for one in Role.Kind if one.value in kinds]
        self.fields["kind"].choices = named  # type: ignore[attr-defined]
        self.fields["area"].required = "" not in reach.prefixes


class AccountForm(RoleForm):
    """Somebody new, with a first role."""

    name = forms.CharField(label=gettext_lazy("Full name"), max_length=60)
    username = forms.CharField(
        label=gettext_lazy("User name"),
        max_length=150,
        help_text=gettext_lazy("To sign in with; letters, digits and @ . + - _"),
        validators=User._meta.get_field("username").validators,
    )
    password = forms.CharField(
        label=gettext_lazy("First password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("Tell it them in person; they change it on their own page."),
    )
    field_order = ("name", "username", "password", "kind", "area", "begins", "ends")


class EndForm(forms.Form):
    """The first day a role is no longer held."""

    on = Day(label=gettext_lazy("From which day"))


class HandOverForm(EndForm):
    """Who takes a role over, and from which day."""

    to = forms.CharField(
        label=gettext_lazy("Who takes it over"),
        max_length=150,
        help_text=gettext_lazy("The user name of somebody who works in your area."),
    )

    def __init__(self, *given: Any, reach: Reach, **more: Any) -> None:
        super().__init__(*given, **more)
        self.reach = reach

    def clean_to(self) -> User:
        """Somebody with a role that whoever asks can see."""
        known = User.objects.filter(roles__in=Role.objects.within(self.reach)).distinct()
        found = known.filter(username=self.cleaned_data["to"].strip()).first()
        if found is None:
            raise ValidationError(_("Nobody of that user name works in your area."))
        return found
