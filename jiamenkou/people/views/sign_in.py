"""The door of the staff, and the way out."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from jiamenkou.lib.refusal import Refused
from jiamenkou.people import actions
from jiamenkou.people.forms.sign_in import SignInForm
from jiamenkou.people.models import User
from jiamenkou.people.views.coming_in import address_of, come_in, say_no, wanted
from jiamenkou.web.access import anyone


@anyone
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    form, status = SignInForm(request.POST or None), 200
    if form.is_valid():
        typed = form.cleaned_data
        try:
            account = actions.check_password(
                typed["username"], password=typed["password"], address=address_of(request)
            )
            onward = wanted(request)
            return come_in(request, account, way="password", twice=False, onward=onward)
        except Refused as refused:
            status = say_no(form, refused)
    shown = {"form": form, "next": wanted(request), "city": city_label()}
    return render(request, "people/sign_in.html", shown, status=status)


@anyone
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    if isinstance(request.user, User):
        actions.note_sign_out(request.user, by=request.user)
    logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


def city_label() -> str:
    """What the button says; nothing where no sign-on of a city is set up."""
    if not settings.OIDC_ISSUER:
        return ""
    return settings.OIDC_LABEL or _("The city's sign-on")
