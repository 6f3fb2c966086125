"""Signing in with a code sent to a telephone."""

from __future__ import annotations

import hmac
import logging
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jiamenkou.audit.actions import record
from jiamenkou.lib import sms
from jiamenkou.lib.constraints import refusing
from jiamenkou.lib.refusal import Refused
from jiamenkou.lib.sealing import blind
from jiamenkou.people.actions.tries import count_try, forgive
from jiamenkou.people.models import Door, PhoneAccount, PhoneCode, User
from jiamenkou.people.models.outside_account import index_of

LOG = logging.getLogger(__name__)
MINUTES, MOST_TRIES = 5, 5
WRONG = "a_code_opens_its_telephone"


def send_code(phone: str, *, address: str) -> None:
    """Six digits to `phone`, in place of any sent before; the same whether we know it or not."""
    count_try(Door.SEND_ADDRESS, key=address)
    count_try(Door.SEND_PHONE, key=phone)
    code = f"{secrets.randbelow(10**6):06}"
    with refusing(PhoneCode):
        PhoneCode.objects.update_or_create(
            phone_index=index_of(phone),
            defaults={
                "code": _kept(phone, code),
                "until": timezone.now() + timedelta(minutes=MINUTES),
                "tries": 0,
            },
        )
    words = _("%(code)s is your code for Jiamenkou, good for 5 minutes. Tell it to nobody.")
    try:
        sms.send(phone, words % {"code": code})
    except Exception as fault:
        LOG.warning(
            "The gateway took no message: %s", type(fault).__name__
        )  # its words may name them
        words = _("The code could not be sent just now. Please try again in a moment.")
        raise Refused("a_code_reaches_its_telephone", words, field="phone") from fault


def check_code(phone: str, *, code: str, address: str) -> User:
    """The account of `phone`, made at its first right code; Refused when the code is not right."""
    from_here = count_try(Door.CODE_ADDRESS, key=address)
    if not _opens(phone, "".join(code.split())):
        record("people.refuse_phone_code", from_here, by=None)
        words = _("This code is not right, or no longer good. You can have a new one sent.")
        raise Refused(WRONG, words, field="code")
    forgive(from_here)
    return _account_of(phone)


@transaction.atomic
def _opens(phone: str, code: str) -> bool:
    sent = PhoneCode.objects.select_for_update().filter(phone_index=index_of(phone)).first()
    if sent is None or sent.until <= timezone.now() or sent.tries >= MOST_TRIES:
        return False
    if hmac.compare_digest(bytes(sent.code), _kept(phone, code)):
        sent.delete()
        return True
    sent.tries += 1
    sent.save(update_fields=["tries"])
    return False


@transaction.atomic
def _account_of(phone: str) -> User:
    known = PhoneAccount.objects.select_related("holder").filter(phone=phone)
    found = known.first()
    if found is None:
        return add_phone_account(phone, by=None)
    if not found.holder.is_active:
        raise Refused("an_account_is_open", _("This account is closed. Ask at your centre."))
    return found.holder


@transaction.atomic
def add_phone_account(phone: str, *, by: User | None) -> User:
    """An account without roles that `phone` opens."""
    holder = User(username=f"phone-{secrets.token_hex(8)}", name=_("Resident"))
    holder.set_unusable_password()
    holder.save(force_insert=True)
    with refusing(PhoneAccount):
        PhoneAccount.objects.create(holder=holder, phone=phone)
    record("people.add_phone_account", holder, by=by)
    return holder


def _kept(phone: str, code: str) -> bytes:
    return blind(f"{phone} {code}", purpose="people_phonecode.code")
