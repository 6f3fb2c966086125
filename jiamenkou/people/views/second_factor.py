"""The second factor: given at sign-in, set up where there is none, looked after."""

from __future__ import annotations

from io import BytesIO

import segno
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from jiamenkou.lib.refusal import Refused
from jiamenkou.lib.sealing import seal, unseal
from jiamenkou.people import actions, sessions
from jiamenkou.people.actions.second_factor import new_secret, totp
from jiamenkou.people.forms.sign_in import CodeForm
from jiamenkou.people.models import User
from jiamenkou.people.views.coming_in import first_page, say_no, wanted
from jiamenkou.web.access import TWICE, SignedIn, anyone, signed_in

NEW = "new_second_factor"
SECRET = "session.new_second_factor"  # noqa: S105 - what it is sealed for


@anyone
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """For who is signed in, and for who gave the password a moment ago."""
    if isinstance(request.user, User):
        if not request.user.second_factors.exists():
            return _set_up(request, request.user)
        return _ask(request, request.user)
    person = sessions.half(request)
    if person is None or not person.second_factors.exists():
        return redirect_to_login(wanted(request) or "/")
    return _ask(request, person)


@signed_in
@never_cache
@require_GET
def qr(request: SignedIn) -> HttpResponse:
    """What the app reads from the screen; only while it is being set up."""
    if NEW not in request.session:
        raise Http404
    address = totp(_secret(request)).get_provisioning_uri(request.user.username, _("Jiamenkou"))
    out = BytesIO()
    segno.make(address, micro=False).save(out, kind="svg", scale=5, border=4, light="white")
    return HttpResponse(out.getvalue(), content_type="image/svg+xml")


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: SignedIn) -> HttpResponse:
    """New recovery codes, or none of it any more, by who can give a code now."""
    if not request.user.second_factors.exists():
        return redirect("second-factor")
    form, status = CodeForm(request.POST or None), 200
    if form.is_valid():
        try:
            actions.check_second_factor(request.user, code=form.cleaned_data["code"])
            return _changed(request)
        except Refused as refused:
            status = say_no(form, refused)
    left = request.user.recovery_codes.filter(used_at=None).count()
    shown = {"form": form, "left": left}
    return render(request, "people/own_second_factor.html", shown, status=status)


def _changed(request: SignedIn) -> HttpResponse:
    if request.POST.get("what") == "remove":
        actions.remove_second_factor(request.user, by=request.user)
        request.session[TWICE] = False
        messages.success(request, _("The second factor is removed."))
        return redirect("account")
    codes = actions.renew_recovery_codes(request.user, by=request.user)
    return render(request, "people/recovery_codes.html", {"codes": codes})


def _ask(request: HttpRequest, person: User) -> HttpResponse:
    form, status = CodeForm(request.POST or None), 200
    if form.is_valid():
        try:
            actions.check_second_factor(person, code=form.cleaned_data["code"])
            return _let_in(request, person)
        except Refused as refused:
            status = say_no(form, refused)
    return render(request, "people/second_factor.html", {"form": form}, status=status)


def _let_in(request: HttpRequest, person: User) -> HttpResponse:
    if request.user.is_authenticated:
        request.session.cycle_key()
        request.session[TWICE] = True
    else:
        way = request.session[sessions.HALF]["way"]
        sessions.begin(request, person, way=way, twice=True)
        actions.note_sign_in(person, way=way, twice=True, by=person)
    return redirect(wanted(request) or first_page(person))


def _set_up(request: HttpRequest, person: User) -> HttpResponse:
    if NEW not in request.session:
        request.session[NEW] = seal(new_secret().hex(), purpose=SECRET).hex()
    secret = _secret(request)
    form, status = CodeForm(request.POST or None), 200
    if form.is_valid():
        try:
            code = form.cleaned_data["code"]
            codes = actions.set_up_second_factor(person, secret=secret, code=code, by=person)
            return _shown_once(request, codes)
        except Refused as refused:
            status = say_no(form, refused)
    shown = {"form": form, "key": _typed(secret)}
    return render(request, "people/new_second_factor.html", shown, status=status)


def _shown_once(request: HttpRequest, codes: list[str]) -> HttpResponse:
    del request.session[NEW]
    request.session.cycle_key()
    request.session[TWICE] = True
    shown = {"codes": codes, "onward": wanted(request)}
    return render(request, "people/recovery_codes.html", shown)


def _secret(request: HttpRequest) -> bytes:
    return bytes.fromhex(unseal(bytes.fromhex(request.session[NEW]), purpose=SECRET))


def _typed(secret: bytes) -> str:
    """The key in groups of four, for who types it."""
    from base64 import b32encode

    letters = b32encode(secret).decode()
    return " ".join(letters[at : at + 4] for at in range(0, len(letters), 4))
