"""The door of residents: a telephone, then the code sent to it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from jiamenkou.lib.refusal import Refused
from jiamenkou.lib.sealing import seal, unseal
from jiamenkou.people import actions
from jiamenkou.people.forms.sign_in import CodeForm, PhoneForm
from jiamenkou.people.views.coming_in import address_of, come_in, say_no, wanted, with_next
from jiamenkou.web.access import anyone

SENT_TO = "code_sent_to"
PHONE = "session.code_sent_to"


@anyone
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def phone(request: HttpRequest) -> HttpResponse:
    form, status = PhoneForm(request.POST or None), 200
    if form.is_valid():
        number = form.cleaned_data["phone"]
        try:
            actions.send_code(number, address=address_of(request))
            request.session[SENT_TO] = seal(number, purpose=PHONE).hex()
            return redirect(with_next("phone-code", wanted(request)))
        except Refused as refused:
            status = say_no(form, refused)
    return render(request, "people/phone.html", {"form": form}, status=status)


@anyone
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    if SENT_TO not in request.session:
        return redirect(with_next("phone-sign-in", wanted(request)))
    number = unseal(bytes.fromhex(request.session[SENT_TO]), purpose=PHONE)
    form, status = CodeForm(request.POST or None), 200
    if form.is_valid():
        typed = form.cleaned_data["code"]
        try:
            account = actions.check_code(number, code=typed, address=address_of(request))
            del request.session[SENT_TO]
            onward = wanted(request)
            return come_in(request, account, way="phone", twice=False, onward=onward)
        except Refused as refused:
            status = say_no(form, refused)
    shown = {
        "form": form,
        "ending": number[-4:],
        "again": with_next("phone-sign-in", wanted(request)),
    }
    return render(request, "people/phone_code.html", shown, status=status)
