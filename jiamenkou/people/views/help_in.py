"""Operators help in who cannot come in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from jiamenkou.lib.refusal import Refused
from jiamenkou.lib.scope import Reach
from jiamenkou.people import actions
from jiamenkou.people.forms.sign_in import HelpForm
from jiamenkou.people.models import Role, Tally, User
from jiamenkou.people.views.coming_in import say_no
from jiamenkou.web.access import Allowed, may

MOST_SHOWN = 200


@may("operations.run")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def help_in(request: Allowed) -> HttpResponse:
    form = HelpForm(request.POST or None, initial={"username": request.GET.get("username", "")})
    if form.is_valid():
        try:
            messages.success(request, _helped(request, **form.cleaned_data))
            return redirect("help-in")
        except Refused as refused:
            say_no(form, refused)
    here = Role.objects.on(timezone.localdate()).within(request.reach).values("holder")
    shut = Tally.objects.filter(until__gt=timezone.now(), account__in=here)
    shut = shut.select_related("account").order_by("-until")
    return render(request, "people/help_in.html", {"form": form, "shut": shut[:MOST_SHOWN]})


def _helped(request: Allowed, *, username: str, what: str, staff_number: str) -> str:
    account = User.objects.filter(username=username).first()
    if account is not None and not _within(request.reach, account):
        account = None
        username = "" if what == HelpForm.OPEN else username
    if what == HelpForm.OPEN and username:
        actions.open_doors(username, by=request.user)
        return _("The door is open again.")
    if account is None:
        words = _("There is no such account in your area.")
        raise Refused("an_operator_helps_in_their_area", words, field="username")
    if what == HelpForm.FACTOR:
        actions.remove_second_factor(account, by=request.user)
        return _("The second factor is removed; a new one is set up at the next need.")
    actions.expect_city_account(account, staff_number=staff_number, by=request.user)
    return _("They can come in by the city's sign-on now.")


def _within(reach: Reach, account: User) -> bool:
    return all(reach.holds(role.area.code if role.area else "") for role in account.current_roles)
