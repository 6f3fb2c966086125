"""Who works here and as what: the list, one account, giving roles, ending them, handing over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jiamenkou.lib.refusal import Refused
from jiamenkou.people import actions
from jiamenkou.people.forms.accounts import AccountForm, EndForm, HandOverForm, RoleForm
from jiamenkou.people.models import Role, User
from jiamenkou.people.roles_table import RoleTable, state_of
from jiamenkou.places.models import Area
from jiamenkou.web.access import Allowed, may

MOST_LISTED_AREAS = 2000
FIELD_OF = {"a_role_is_held_once_at_a_time": "kind"}


@may("people.see_accounts")
@require_GET
def role_list(request: Allowed) -> HttpResponseBase:
    table = RoleTable(request, Role.objects.within(request.reach))
    return table.answer("people/roles.html", {"today": timezone.localdate()})


@may("people.see_accounts")
@require_GET
def account_page(request: Allowed, account_id: int) -> HttpResponse:
    account = _account(request, account_id)
    usual = {"begins": timezone.localdate()}
    form = RoleForm(initial=usual, giver=request.user, reach=request.user.reach("people.appoint"))
    return _page(request, account, form)


@may("people.appoint")
def new_account(request: Allowed) -> HttpResponse:
    usual = {"begins": timezone.localdate()}
    form = AccountForm(request.POST or None, initial=usual, giver=request.user, reach=request.reach)

    def add(facts: dict[str, Any]) -> User:
        return actions.add_member(
            facts.pop("username"), name=facts.pop("name"), password=facts.pop("password"),
            by=request.user, **facts,
        )  # fmt: skip

    if (made := _done(form, add)) is not None:
        messages.success(request, _("It is recorded."))
        return redirect("people:account", made.pk)
    shown = {"form": form, "heading": _("A new account"), "areas": _areas(request)}
    return render(request, "people/account_form.html", shown, status=409 if form.errors else 200)


@may("people.appoint")
@require_POST
def new_role(request: Allowed, account_id: int) -> HttpResponse:
    account = _account(request, account_id)
    form = RoleForm(request.POST, giver=request.user, reach=request.reach)
    if _done(form, lambda facts: actions.give_role(account, by=request.user, **facts)) is None:
        return _page(request, account, form, status=409)
    messages.success(request, _("It is recorded."))
    return redirect("people:account", account.pk)


@may("people.appoint")
def role_end(request: Allowed, role_id: int) -> HttpResponse:
    form = EndForm(request.POST or None, initial={"on": timezone.localdate()})
    return _change(
        request, role_id, form, _("End the role"),
        lambda role, facts: actions.end_role(role, by=request.user, **facts),
    )  # fmt: skip


@may("people.appoint")
def role_handover(request: Allowed, role_id: int) -> HttpResponse:
    usual = {"on": timezone.localdate()}
    form = HandOverForm(request.POST or None, initial=usual, reach=request.reach)
    return _change(
        request, role_id, form, _("Hand the role over"),
        lambda role, facts: actions.hand_over(role, by=request.user, **facts),
    )  # fmt: skip


@may("people.appoint")
@require_POST
def account_end(request: Allowed, account_id: int) -> HttpResponse:
    account = _account(request, account_id)
    actions.close_account(account, on=timezone.localdate(), by=request.user)
    messages.success(request, _("The account is closed; nobody signs in with it any more."))
    return redirect("people:roles")


def _change(
    request: Allowed,
    role_id: int,
    form: forms.Form,
    heading: str,
    act: Callable[[Role, dict[str, Any]], object],
) -> HttpResponse:
    """The form about one role, kept as typed beside what is wrong; or, once done, the account."""
    known = Role.objects.within(request.reach).select_related("holder", "area")
    role = get_object_or_404(known, pk=role_id)
    if _done(form, lambda facts: act(role, facts)) is not None:
        messages.success(request, _("It is recorded."))
        return redirect("people:account", role.holder_id)
    shown = {"form": form, "heading": heading, "role": role, "account": role.holder}
    return render(request, "people/account_form.html", shown, status=409 if form.errors else 200)


def _done(form: forms.Form, act: Callable[[dict[str, Any]], Any]) -> Any:
    """What `act` made of the form; None when there is nothing to act on or it was refused."""
    if not form.is_valid():
        return None
    try:
        return act(dict(form.cleaned_data))
    except Refused as no:
        field = no.field or FIELD_OF.get(no.rule)
        form.add_error(field if field in form.fields else None, no.words)
        return None


def _page(request: Allowed, account: User, form: RoleForm, status: int = 200) -> HttpResponse:
    held = account.roles.within(request.user.reach("people.see_accounts"))
    roles = held.select_related("area", "given_by").order_by("-during", "pk")
    shown = {
        "account": account,
        "roles": [(role, *state_of(role)) for role in roles],
        "form": form,
        "areas": _areas(request),
        "today": timezone.localdate(),
    }
    return render(request, "people/account.html", shown, status=status)


def _account(request: Allowed, account_id: int) -> User:
    """Somebody with a role, held or past, in the area of whoever asks."""
    return get_object_or_404(
        User, pk=account_id, pk__in=Role.objects.within(request.reach).values("holder")
    )


def _areas(request: Allowed) -> list[Area]:
    """For the field's list: what lies in reach, down to communities and villages."""
    if "" in request.reach.prefixes:
        return []
    within = Area.objects.within(request.reach).exclude(level=Area.Level.GRID)
    return list(within.order_by("code")[:MOST_LISTED_AREAS])
