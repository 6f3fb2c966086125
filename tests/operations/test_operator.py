import io
import sys

import pytest
from django.utils import timezone

from jiamenkou.audit.models import Event
from jiamenkou.cli import main
from jiamenkou.operations import command
from jiamenkou.people.models import Role, User

pytestmark = pytest.mark.django_db
STRONG = "a-long-and-quiet-word"


@pytest.fixture(autouse=True)
def _settings_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command is run in this process, where Django and its database stand already."""
    monkeypatch.setattr(command, "_begin", lambda: None)


def typed(monkeypatch: pytest.MonkeyPatch, *passwords: str) -> None:
    given = iter(passwords)
    monkeypatch.setattr("getpass.getpass", lambda _prompt: next(given))


def test_the_first_account_is_operator_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, STRONG, STRONG)
    main(["operator", "chen", "--called", "陈工"])
    account = User.objects.get(username="chen")
    assert account.check_password(STRONG)
    assert account.reach("operations.run").prefixes == ("",)
    held = Role.objects.on(timezone.localdate()).get()
    assert (held.kind, held.area) == ("operator", None)
    assert Event.objects.filter(by=None).count() == 2


def test_its_password_may_come_from_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{STRONG}\n"))
    main(["operator", "chen", "--password-stdin"])
    assert User.objects.get().check_password(STRONG)


@pytest.mark.parametrize(
    ("passwords", "words"), [((STRONG, "another"), "differ"), (("123", "123"), "8")]
)
def test_a_password_that_is_weak_or_mistyped_makes_no_account(
    monkeypatch: pytest.MonkeyPatch, passwords: tuple[str, str], words: str
) -> None:
    typed(monkeypatch, *passwords)
    with pytest.raises(SystemExit, match=words):
        main(["operator", "chen"])
    assert not User.objects.exists()


def test_a_name_that_is_taken_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for password in (STRONG, "another-quiet-word"):
        monkeypatch.setattr(sys, "stdin", io.StringIO(password))
        if password == STRONG:
            main(["operator", "chen", "--password-stdin"])
    with pytest.raises(SystemExit):
        main(["operator", "chen", "--password-stdin"])
    assert User.objects.get().check_password(STRONG)
