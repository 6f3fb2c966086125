"""Signing in with a password, and changing it."""

from __future__ import annotations

from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from jiamenkou.audit.actions import record
from jiamenkou.lib.refusal import Refused
from jiamenkou.people.actions.tries import count_try, forgive
from jiamenkou.people.models import Door, Session, User


def check_password(username: str, *, password: str, address: str) -> User:
    """The account they open. Names that nobody has are counted, hashed and refused alike."""
    account = User.objects.filter(username=username).first()
    from_here = count_try(Door.ADDRESS, key=address)
    of_account = count_try(Door.ACCOUNT, key=username, account=account)
    found = authenticate(None, username=username, password=password)
    if not isinstance(found, User):
        record(
            "people.refuse_sign_in", of_account, by=None, account=account.pk if account else None
        )
        raise Refused("a_password_opens_its_account", _("The user name or password is not right."))
    forgive(from_here, of_account)
    return found


def note_sign_in(account: User, *, way: str, twice: bool, by: User) -> None:
    record("people.sign_in", account, by=by, way=way, twice=twice)


def note_sign_out(account: User, *, by: User) -> None:
    record("people.sign_out", account, by=by)


def change_password(account: User, *, old: str, new: str, by: User) -> User:
    """The new one counts from now; whoever is signed in elsewhere is signed out."""
    tally = count_try(Door.ACCOUNT, key=account.username, account=account)
    if not account.check_password(old):
        words = _("The present password is not right.")
        raise Refused("a_password_is_changed_by_who_knows_it", words, field="old")
    forgive(tally)
    try:
        validate_password(new, account)
    except ValidationError as weak:
        raise Refused("password_is_strong", " ".join(weak.messages), field="new") from weak
    return _changed(account, new, by)


@transaction.atomic
def _changed(account: User, new: str, by: User) -> User:
    account = User.objects.select_for_update().get(pk=account.pk)
    account.set_password(new)
    account.save(update_fields=["password"])
    Session.objects.filter(holder=account).delete()
    record("people.change_password", account, by=by)
    return account


@transaction.atomic
def end_sessions(account: User, *, number: str = "", but: str = "", by: User) -> int:
    """Sign out the session called `number`, or all of them but the one called `but`."""
    sessions = Session.objects.filter(holder=account).exclude(number=but)
    if number:
        sessions = sessions.filter(number=number)
    ended, _kinds = sessions.delete()
    record("people.end_sessions", account, by=by, ended=ended)
    return ended
