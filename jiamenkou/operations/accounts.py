"""The account that runs an installation."""

from django.db import transaction
from django.utils import timezone

from jiamenkou.people.actions import add_account, give_role
from jiamenkou.people.models import Role, User


@transaction.atomic
def add_operator(username: str, *, name: str, password: str) -> User:
    """A new account, operator everywhere from today; from the command line, so by nobody."""
    account = add_account(username, name=name or username, password=password, by=None)
    today = timezone.localdate()
    give_role(account, kind=Role.Kind.OPERATOR, area=None, begins=today, by=None)
    return account
