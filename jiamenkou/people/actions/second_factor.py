"""Setting up a second factor, giving it, and removing it."""

from __future__ import annotations

import secrets
import time

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor import InvalidToken
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jiamenkou.audit.actions import record
from jiamenkou.lib.constraints import refusing
from jiamenkou.lib.refusal import Refused
from jiamenkou.lib.sealing import blind
from jiamenkou.people.actions.tries import count_try, forgive
from jiamenkou.people.models import Door, RecoveryCode, SecondFactor, User

STEP_SECONDS, DIGITS, SECRET_BYTES = 30, 6, 20
RECOVERY_CODES = 10
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
WRONG = "a_second_factor_opens_its_account"


def new_secret() -> bytes:
    return secrets.token_bytes(SECRET_BYTES)


def totp(secret: bytes) -> TOTP:
    """Six digits every half minute under SHA-1: what authenticator apps understand (RFC 6238)."""
    return TOTP(secret, DIGITS, SHA1(), STEP_SECONDS)  # noqa: S303 - the standard's own choice


def set_up_second_factor(account: User, *, secret: bytes, code: str, by: User) -> list[str]:
    """Take `secret` once the app shows a right `code`; the recovery codes, seen this once."""
    tally = count_try(Door.SECOND, key=account.username, account=account)
    step = step_of(secret, code, since=0)
    if step is None:
        raise Refused(WRONG, wrong_code_words(), field="code")
    forgive(tally)
    return _set_up(account, secret, step, by)


@transaction.atomic
def _set_up(account: User, secret: bytes, step: int, by: User) -> list[str]:
    with refusing(SecondFactor):
        SecondFactor.objects.create(
            holder=account,
            secret=secret.hex(),
            since=timezone.now(),
            last_step=step,
        )
    record("people.set_up_second_factor", account, by=by)
    return _new_recovery_codes(account)


def check_second_factor(account: User, *, code: str) -> None:
    """Refused unless `code` is the app's of now, not yet used, or an unused recovery code."""
    tally = count_try(Door.SECOND, key=account.username, account=account)
    typed = "".join(code.split()).casefold()
    if not (_app_code_opens(account, typed) or _recovery_code_opens(account, typed)):
        record("people.refuse_second_factor", account, by=None)
        raise Refused(WRONG, wrong_code_words(), field="code")
    forgive(tally)


@transaction.atomic
def remove_second_factor(account: User, *, by: User) -> None:
    """Telephone lost or changed: the account sets up another when it next needs one."""
    SecondFactor.objects.filter(holder=account).delete()
    RecoveryCode.objects.filter(holder=account).delete()
    record("people.remove_second_factor", account, by=by)


@transaction.atomic
def renew_recovery_codes(account: User, *, by: User) -> list[str]:
    """Ten new ones; the old no longer open."""
    RecoveryCode.objects.filter(holder=account).delete()
    record("people.renew_recovery_codes", account, by=by)
    return _new_recovery_codes(account)


def step_of(secret: bytes, code: str, *, since: int) -> int | None:
    """The half minute `code` belongs to, one to either side of now and after `since`; or None."""
    now = int(time.time()) // STEP_SECONDS
    for step in (now - 1, now, now + 1):
        try:
            totp(secret).verify(code.encode(), step * STEP_SECONDS)
        except InvalidToken:
            continue
        return step if step > since else None
    return None


def wrong_code_words() -> str:
    return _("This code is not right, or was used already. Wait for the next one in the app.")


@transaction.atomic
def _app_code_opens(account: User, code: str) -> bool:
    factor = SecondFactor.objects.select_for_update().filter(holder=account).first()
    step = step_of(factor.key, code, since=factor.last_step) if factor else None
    if factor is None or step is None:
        return False
    factor.last_step = step
    factor.save(update_fields=["last_step"])
    return True


def _recovery_code_opens(account: User, code: str) -> bool:
    unused = RecoveryCode.objects.filter(holder=account, code=_kept(code), used_at=None)
    return unused.update(used_at=timezone.now()) == 1


def _new_recovery_codes(account: User) -> list[str]:
    codes = ["".join(secrets.choice(LETTERS) for _n in range(10)) for _c in range(RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(holder=account, code=_kept(code)) for code in codes
    )
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def _kept(code: str) -> bytes:
    return blind(code.replace("-", ""), purpose="people_recoverycode.code")
