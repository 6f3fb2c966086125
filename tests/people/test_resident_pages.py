"""The pages of residents: masked, within reach, and constant in what they ask the database."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from jiamenkou.audit.models import Event
from jiamenkou.people import actions
from jiamenkou.people.models import Household, Resident
from tests import make

pytestmark = pytest.mark.django_db
HERE, ELSEWHERE = "361102001001", "361102002016"
PHONE = "13800138000"


@pytest.fixture
def clerk(client: Client, settings: Settings) -> Client:
    settings.SECOND_FACTOR = False
    client.force_login(make.user(kind="clerk", area=make.area(code=HERE)))
    return client


def typed(**changes: object) -> dict[str, object]:
    facts: dict[str, object] = {"name": "李四", "area": HERE, "channel": "sms"}
    return {**facts, "born_on": "1950-01-01", "phone": "+86 138-0013-8000", **changes}


def at(name: str, *args: object) -> str:
    return reverse(f"people:{name}", args=args)


def test_list_page_and_export_show_masks_only(clerk: Client) -> None:
    one = make.resident(id_number=make.WOMAN, born_on=None, phone=PHONE, address="幸福路 1 号")
    answers = [
        clerk.get(at("residents")),
        clerk.get(at("resident", one.pk)),
        clerk.get(at("edit-resident", one.pk)),
        clerk.get(at("residents"), {"export": "csv"}),
    ]
    for answer in answers:
        words = b"".join(answer).decode()
        assert answer.status_code == 200
        assert "张*" in words
        assert not any(secret in words for secret in ("张三", PHONE, make.WOMAN, "幸福路"))
        assert "no-store" in answer["Cache-Control"]


def test_residents_elsewhere_do_not_exist(clerk: Client) -> None:
    far = make.resident(area=make.area(code=ELSEWHERE), phone=PHONE)
    home = actions.found_household(far, by=None)
    assert not clerk.get(at("residents")).context["table"].page.rows
    for page in (at("resident", far.pk), at("edit-resident", far.pk), at("household", home.pk)):
        assert clerk.get(page).status_code == 404
    unmask = {"field": "phone", "why": "visit"}
    for page in (at("unmask-resident", far.pk), at("unmask-household", home.pk)):
        assert clerk.post(page, unmask).status_code == 404
    assert not clerk.post(at("residents-by-number"), {"number": PHONE}).context["found"]


def test_the_list_filters_and_searches(clerk: Client) -> None:
    old = make.resident(name="欧阳老人", born_on=datetime.date(1930, 1, 1))
    child = make.child(name="曾小明")
    actions.note_circumstance(old, kind="living_alone", begins=make.TODAY, by=None)
    for asked, wanted in (
        ({"age": "80"}, [old]),
        ({"age": "minor"}, [child]),
        ({"group": "living_alone"}, [old]),
        ({"group": "disability"}, []),
        ({"group": "guardian"}, [child]),
        ({"community": HERE, "q": "oylr"}, [old]),
        ({"q": "小"}, [child]),
        ({"sort": "age"}, [old, child]),
    ):
        assert list(clerk.get(at("residents"), asked).context["table"].page.rows) == wanted, asked


def test_the_list_asks_the_same_number_of_questions_however_long(
    clerk: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for last in range(60):
        one = make.resident(name=f"居民{last}", phone=PHONE)
        actions.note_circumstance(one, kind="living_alone", begins=make.TODAY, by=None)
    with django_assert_max_num_queries(8):
        assert len(clerk.get(at("residents")).context["table"].page.rows) == 50


def test_a_whole_number_is_posted_and_finds(clerk: Client) -> None:
    one = make.resident(phone=PHONE, id_number=make.WOMAN, born_on=None)
    for number in ("138 0013 8000", make.WOMAN.lower()):
        answer = clerk.post(at("residents-by-number"), {"number": number})
        assert answer["Location"] == at("resident", one.pk)
    other = make.resident(phone=PHONE)
    shared = clerk.post(at("residents-by-number"), {"number": PHONE})
    assert shared.context["found"] == [one, other]
    refused = clerk.post(at("residents-by-number"), {"number": "1380013"})
    assert (refused.status_code, list(refused.context["form"].errors)) == (409, ["number"])


def test_unmasking_shows_one_field_once_and_logs_it(clerk: Client) -> None:
    one = make.resident(phone=PHONE, address="幸福路 1 号")
    asked = {"field": "phone", "why": "visit", "more": "上门"}
    answer = clerk.post(at("unmask-resident", one.pk), asked)
    words = answer.content.decode()
    assert PHONE in words
    assert "幸福路" not in words
    assert "no-store" in answer["Cache-Control"]
    assert Event.objects.filter(verb="people.unmask").count() == 1
    again = clerk.get(at("resident", one.pk))
    assert PHONE not in again.content.decode()
    assert again.context["looks"][0].event.verb == "people.unmask"


@pytest.mark.parametrize("asked", [{"field": "phone"}, {"field": "account", "why": "visit"}])
def test_unmasking_without_a_reason_or_a_masked_field_shows_nothing(
    clerk: Client, asked: dict[str, str]
) -> None:
    one = make.resident(phone=PHONE)
    answer = clerk.post(at("unmask-resident", one.pk), asked)
    assert answer.status_code == 409
    assert PHONE not in answer.content.decode()
    assert not Event.objects.filter(verb="people.unmask").exists()


def test_who_may_only_see_may_neither_amend_nor_unmask(client: Client, settings: Settings) -> None:
    settings.SECOND_FACTOR = False
    client.force_login(make.user(kind="street", area=make.area(code="361102001000")))
    one = make.resident(phone=PHONE)
    assert client.get(at("resident", one.pk)).status_code == 200
    assert client.get(at("edit-resident", one.pk)).status_code == 404
    unmask = client.post(at("unmask-resident", one.pk), {"field": "phone", "why": "visit"})
    assert unmask.status_code == 404


def test_a_resident_is_added_and_amended(clerk: Client) -> None:
    added = clerk.post(at("new-resident"), typed())
    one = Resident.objects.get()
    assert added["Location"] == at("resident", one.pk)
    clerk.post(at("edit-resident", one.pk), typed(name="", phone="", language="赣语"))
    one.refresh_from_db()
    assert (one.name, one.phone, one.language) == ("李四", PHONE, "赣语")
    clerk.post(at("edit-resident", one.pk), typed(name="", phone="", forget=["phone"]))
    one.refresh_from_db()
    assert one.phone == ""


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"area": ELSEWHERE}, "area"),
        ({"area": "361102001"}, "area"),
        ({"area": "999999999999"}, "area"),
        ({"born_on": "2999-01-01"}, "born_on"),
        ({"born_on": "31.12.1949"}, "born_on"),
        ({"id_number": "110105194912310021"}, "id_number"),
        ({"id_number": make.WOMAN}, "born_on"),
        ({"phone": "8220000"}, "phone"),
        ({"channel": "pigeon"}, "channel"),
    ],
)
def test_what_is_wrong_is_named_and_what_was_typed_is_kept(
    clerk: Client, changes: dict[str, object], field: str
) -> None:
    make.area(code=ELSEWHERE)
    answer = clerk.post(at("new-resident"), typed(language="赣语", **changes))
    assert (answer.status_code, list(answer.context["form"].errors)) == (409, [field])
    assert "赣语" in answer.content.decode()
    assert not Resident.objects.exists()


def test_groups_guardians_and_households_are_kept_on_the_page(clerk: Client) -> None:
    child, mother = make.child(), make.resident(phone=PHONE)
    alone = {"kind": "disability", "level": "2", "begins": "2026-06-01"}
    assert clerk.post(at("new-group", child.pk), alone).status_code == 302
    guardian = {"number": PHONE, "relation": "parent", "begins": "2026-06-01"}
    assert clerk.post(at("new-guardian", child.pk), guardian).status_code == 302
    assert clerk.post(at("new-household", mother.pk)).status_code == 302
    # The mother has the telephone, the child none: they join by their own page's number only.
    page = clerk.get(at("resident", child.pk))
    assert [one["person"] for one in page.context["guardians"]] == [mother]
    group = page.context["groups"].get()
    assert clerk.post(at("end-group", group.pk), {"on": "2026-06-02"}).status_code == 302
    assert clerk.get(at("household", Household.objects.get().pk)).status_code == 200


def test_a_household_takes_in_and_lets_go(clerk: Client) -> None:
    head, other = make.resident(), make.resident(phone=PHONE)
    home = actions.found_household(head, by=None)
    clerk.post(at("join-household", home.pk), {"number": PHONE, "part": "member"})
    assert home.memberships.count() == 2
    again = clerk.post(at("join-household", home.pk), {"number": PHONE, "part": "member"})
    assert again.status_code == 409
    clerk.post(at("leave-household", home.pk, other.pk))
    assert home.memberships.get().resident == head


def test_refusals_of_a_form_stand_on_the_page(clerk: Client) -> None:
    child = make.child()
    answer = clerk.post(at("new-group", child.pk), {"kind": "disability", "begins": "2026-06-01"})
    assert (answer.status_code, bool(answer.context["circumstance"].errors)) == (409, True)
    nobody = {"number": PHONE, "relation": "parent", "begins": "2026-06-01"}
    answer = clerk.post(at("new-guardian", child.pk), nobody)
    assert list(answer.context["guardian"].errors) == ["number"]


def test_somebody_who_left_says_so(clerk: Client) -> None:
    one = make.resident()
    clerk.post(at("resident-leaving", one.pk), {"on": "2026-06-01"})
    assert clerk.get(at("resident", one.pk)).context["resident"].left_on == make.TODAY
