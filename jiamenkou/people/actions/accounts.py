"""What can be done with accounts."""

import datetime
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from jiamenkou.audit.actions import record
from jiamenkou.lib.refusal import Refused
from jiamenkou.people.actions.roles import end_role, give_role
from jiamenkou.people.models import Role, User


@transaction.atomic
def add_account(username: str, *, name: str, password: str, by: User | None) -> User:
    """A new account for a member of staff; roles say what it may do."""
    account = User(username=username, name=name)
    try:
        validate_password(password, account)
    except ValidationError as weak:
        raise Refused("password_is_strong", " ".join(weak.messages), field="password") from weak
    account.set_password(password)
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError as taken:
        words = _("That user name is taken.")
        raise Refused("a_user_name_is_given_once", words, field="username") from taken
    record("people.add_account", account, by=by)
    return account


@transaction.atomic
def add_member(username: str, *, name: str, password: str, by: User, **role: Any) -> User:
    """A new account with its first role; the role says where, so nobody is added elsewhere."""
    account = add_account(username, name=name, password=password, by=by)
    give_role(account, by=by, **role)
    return account


@transaction.atomic
def close_account(account: User, *, on: datetime.date, by: User | None) -> User:
    """Nobody signs in with it any more; every role that is not over ends before `on`."""
    account = User.objects.select_for_update().get(pk=account.pk)
    if by and by.pk == account.pk:
        raise Refused("nobody_closes_themselves", _("Somebody else has to close your account."))
    not_over = Q(during__upper_inf=True) | Q(during__endswith__gt=on)
    for role in account.roles.filter(not_over, end=Role.End.NONE):
        end_role(role, on=on, by=by)
    account.is_active = False
    account.save(update_fields=["is_active"])
    record("people.close_account", account, by=by)
    return account
