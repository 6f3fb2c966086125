import pytest

from jiamenkou.notices.models import Message
from jiamenkou.people import actions
from jiamenkou.people.models import Resident
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def resident() -> Resident:
    one = make.resident(phone=make.PHONE)
    make.notice(make.to(name=one.name), title="给本人")
    make.notice(make.to(name="同住家人"), title="给家人")
    return one


def test_a_copy_holds_what_the_person_was_told_and_not_what_the_family_was(
    resident: Resident,
) -> None:
    told = actions.export_person(resident, by=make.user())["notices"]["messages"]
    assert ["给本人" in str(one["words"]) for one in told] == [True]


def test_who_is_forgotten_was_told_nothing(resident: Resident) -> None:
    actions.erase_person(resident, by=None)
    assert [one.name for one in Message.objects.all()] == ["同住家人"]
