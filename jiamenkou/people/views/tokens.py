"""The tokens of whoever is signed in: make one, see the secret once, revoke."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from jiamenkou.lib.refusal import Refused
from jiamenkou.people import actions
from jiamenkou.people.forms.tokens import TokenForm
from jiamenkou.people.models import ApiToken
from jiamenkou.web.access import SignedIn, gave_second_factor, signed_in


@signed_in
@never_cache
def token_list(request: SignedIn) -> HttpResponse:
    twice = gave_second_factor(request)
    form = TokenForm(request.POST or None, holder=request.user, twice=twice)
    secret = _made(request, form) if form.is_valid() else ""
    if secret:
        form = TokenForm(holder=request.user, twice=twice)
    return _page(request, form, secret)


@signed_in
@require_POST
def revocation(request: SignedIn, token_id: int) -> HttpResponse:
    token = get_object_or_404(ApiToken, pk=token_id, holder=request.user)
    actions.revoke_token(token, by=request.user)
    messages.success(request, _("It is revoked: programs that use it are turned away."))
    return redirect("tokens")


def _made(request: SignedIn, form: TokenForm) -> str:
    """The secret of the new token; none where a rule says no, which the form then shows."""
    try:
        _token, secret = actions.make_token(request.user, **form.cleaned_data, by=request.user)
    except Refused as no:
        form.add_error(no.field if no.field in form.fields else None, no.words)
        return ""
    return secret


def _page(request: SignedIn, form: TokenForm, secret: str) -> HttpResponse:
    kept = request.user.tokens.select_related("area").order_by("-made_on", "-pk")
    shown = {
        "form": form,
        "secret": secret,
        "tokens": kept,
        "today": timezone.localdate(),
        "all_choices": gave_second_factor(request),
    }
    status = 409 if form.errors else 200
    return render(request, "people/tokens.html", shown, status=status)
