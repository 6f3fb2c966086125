import pytest

from jiamenkou.audit.models import Event
from jiamenkou.lib.refusal import Refused
from jiamenkou.people.actions import add_account
from jiamenkou.people.models import User

pytestmark = pytest.mark.django_db
STRONG = "a-long-and-quiet-word"


def test_an_account_signs_in_with_its_password_and_is_recorded() -> None:
    account = add_account("clerk", name="赵六", password=STRONG, by=None)
    assert User.objects.get().check_password(STRONG)
    assert Event.objects.get(verb="people.add_account").thing_key == str(account.pk)


def test_a_user_name_is_given_once() -> None:
    add_account("clerk", name="赵六", password=STRONG, by=None)
    with pytest.raises(Refused, match="a_user_name_is_given_once"):
        add_account("clerk", name="孙七", password=STRONG, by=None)
    assert User.objects.get().name == "赵六"


def test_a_weak_password_is_refused_in_words() -> None:
    with pytest.raises(Refused, match="password_is_strong") as refused:
        add_account("clerk", name="赵六", password="12345", by=None)
    assert refused.value.field == "password"
    assert not User.objects.exists()
