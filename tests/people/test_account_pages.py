import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jiamenkou.audit.models import Event
from jiamenkou.people.models import User
from tests import make

pytestmark = pytest.mark.django_db
STREET, COMMUNITY, OTHER = "361102001000", "361102001001", "361102002016"
STRONG = "a-long-and-quiet-word"
TODAY = "2026-11-01"


@pytest.fixture
def officer(client: Client) -> User:
    user = make.user(kind="street", area=make.area(code=STREET), username="officer")
    client.force_login(user)
    return user


def typed(**other: str) -> dict[str, str]:
    first = {"name": "钱一", "username": "qian", "password": STRONG, "kind": "clerk"}
    return first | {"area": COMMUNITY, "begins": TODAY} | other


def test_an_officer_adds_a_clerk_of_their_street(client: Client, officer: User) -> None:
    make.area(code=COMMUNITY)
    answer = client.post(reverse("people:new-account"), typed())
    made = User.objects.get(username="qian")
    assert answer.headers["Location"] == reverse("people:account", args=[made.pk])
    assert made.roles.get().area_id == COMMUNITY
    assert made.roles.get().given_by == officer


@pytest.mark.usefixtures("officer")
@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"area": OTHER}, "area"), ({"area": ""}, "area"), ({"kind": "operator"}, "kind"),
     ({"password": "12345"}, "password"), ({"username": "officer"}, "username"),
     ({"ends": "2026-10-01"}, "ends"), ({"begins": "soon"}, "begins")],
)  # fmt: skip
def test_what_is_wrong_is_named_and_nothing_half_done(
    client: Client, wrong: dict[str, str], field: str
) -> None:
    make.area(code=COMMUNITY), make.area(code=OTHER)
    answer = client.post(reverse("people:new-account"), typed(**wrong))
    assert answer.status_code == 409
    assert field in answer.context["form"].errors
    assert answer.context["form"]["name"].value() == "钱一"
    assert [user.username for user in User.objects.all()] == ["officer"]


def test_the_page_of_an_account_gives_ends_and_hands_over(client: Client, officer: User) -> None:
    area = make.area(code=COMMUNITY)
    first, second = (make.user(kind="clerk", area=area, username=name) for name in ("a", "b"))
    client.post(
        reverse("people:new-role", args=[first.pk]),
        {"kind": "steward", "area": COMMUNITY, "begins": TODAY},
    )
    steward = first.roles.get(kind="steward")
    client.post(
        reverse("people:hand-over-role", args=[steward.pk]), {"to": "b", "on": "2026-12-01"}
    )
    assert second.roles.get(kind="steward").during.lower.isoformat() == "2026-12-01"
    client.post(reverse("people:end-role", args=[first.roles.get(kind="clerk").pk]), {"on": TODAY})
    page = client.get(reverse("people:account", args=[first.pk]))
    assert {one.end for one, _tone, _word in page.context["roles"]} == {"handed_over", "ended"}
    assert Event.objects.filter(verb="people.end_role", by=officer).count() == 2


@pytest.mark.usefixtures("officer")
def test_a_role_goes_only_to_somebody_who_works_there(client: Client) -> None:
    role = make.user(kind="clerk", area=make.area(code=COMMUNITY)).roles.get()
    make.user(kind="clerk", area=make.area(code=OTHER), username="far")
    address = reverse("people:hand-over-role", args=[role.pk])
    answer = client.post(address, {"to": "far", "on": "2026-12-01"})
    assert "to" in answer.context["form"].errors


@pytest.mark.usefixtures("officer")
def test_a_closed_account_is_signed_out_and_its_roles_end(client: Client) -> None:
    clerk = make.user(kind="clerk", area=make.area(code=COMMUNITY))
    theirs = Client()
    theirs.force_login(clerk)
    assert theirs.get(reverse("today")).status_code == 200
    client.post(reverse("people:end-account", args=[clerk.pk]))
    assert theirs.get(reverse("today")).status_code == 302
    assert clerk.roles.get().during.upper == timezone.localdate()


def test_nobody_closes_themselves_or_somebody_above(client: Client, officer: User) -> None:
    assert client.post(reverse("people:end-account", args=[officer.pk])).status_code == 409
    above = make.user(kind="planner", area=make.area(code=STREET))
    assert client.post(reverse("people:end-account", args=[above.pk])).status_code == 409
    above.refresh_from_db()
    assert above.is_active


@pytest.mark.usefixtures("officer")
def test_the_list_asks_as_often_for_many_roles_as_for_one(client: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("people:roles") + "?state=unused")
        return len(asked)

    few = queries()
    for _ in range(20):
        make.user(kind="clerk", area=make.area(code=COMMUNITY))
    assert queries() == few
