"""What can be done with accounts."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from jiamenkou.audit.actions import record
from jiamenkou.lib.refusal import Refused
from jiamenkou.people.models import User


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
