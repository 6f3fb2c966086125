"""What is a person's own: name, roles, password, where they are signed in."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiamenkou.lib.refusal import Refused
from jiamenkou.people import actions
from jiamenkou.people import sessions as sittings
from jiamenkou.people.forms.sign_in import PasswordForm
from jiamenkou.people.models import Session
from jiamenkou.people.views.coming_in import say_no
from jiamenkou.web.access import TWICE, SignedIn, signed_in
from jiamenkou.web.preferences import way_back

MOST_SHOWN = 50


@signed_in
@never_cache
@require_GET
def account(request: SignedIn) -> HttpResponse:
    shown = {
        "roles": request.user.current_roles,
        "factor": request.user.second_factors.first(),
        "codes_left": request.user.recovery_codes.filter(used_at=None).count(),
        "has_password": request.user.has_usable_password(),
        "sessions": _standing(request).count(),
    }
    return render(request, "people/own_account.html", shown)


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: SignedIn) -> HttpResponse:
    form, status = PasswordForm(request.POST or None), 200
    if form.is_valid():
        old, new = form.cleaned_data["old"], form.cleaned_data["new"]
        try:
            changed = actions.change_password(request.user, old=old, new=new, by=request.user)
            twice = bool(request.session.get(TWICE))
            request.session.flush()
            sittings.begin(request, changed, way="password", twice=twice)
            messages.success(request, _("The password is changed. Other devices are signed out."))
            return redirect("account")
        except Refused as refused:
            status = say_no(form, refused)
    return render(request, "people/password.html", {"form": form}, status=status)


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: SignedIn) -> HttpResponse:
    here = sittings.number_of(request.session.session_key or "")
    if request.method == "POST":
        number = request.POST.get("number", "")
        ended = actions.end_sessions(request.user, number=number, but=here, by=request.user)
        words = _("Signed out there.") if ended else _("That one has ended already.")
        messages.success(request, words)
        return redirect("sessions")
    shown = {
        "sessions": _standing(request).order_by("-seen_at")[:MOST_SHOWN],
        "here": here,
        "ends_at": sittings.ends_at(request),
    }
    return render(request, "people/sessions.html", shown)


@signed_in
@require_POST
def stay(request: SignedIn) -> HttpResponse:
    """Still here: being asked is what keeps the session."""
    request.session.modified = True
    return redirect(way_back(request))


def _standing(request: SignedIn) -> QuerySet[Session]:
    return Session.objects.filter(holder=request.user, expire_date__gt=timezone.now())
