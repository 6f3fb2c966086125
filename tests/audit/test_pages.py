"""What auditors see, and nobody else."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from jiamenkou.audit.actions import link_events, record, record_reading
from jiamenkou.audit.models import Event
from jiamenkou.people.models import User
from jiamenkou.places import actions as places
from tests import make
from tests.audit.tampering import force

pytestmark = pytest.mark.django_db
EVENTS = "/audit/"


@pytest.fixture
def auditor(client: Client) -> Client:
    district = make.area(code=make.DISTRICT, name="信州区")
    client.force_login(make.user(kind="auditor", area=district, username="auditor"))
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def shown(auditor: Client, **asked: str) -> list[Event]:
    answer = auditor.get(EVENTS, asked)
    assert answer.status_code == 200
    return list(answer.context["table"].page.rows)


@pytest.mark.parametrize("kind", ["planner", "street", "manager", "clerk", "steward", "operator"])
def test_for_everybody_else_there_is_no_audit(client: Client, kind: str) -> None:
    client.force_login(make.user(kind=kind, area=make.area()))
    event = make.event()
    for address in (EVENTS, reverse("audit:event", args=[event.pk])):
        assert client.get(address).status_code == 404
    assert EVENTS not in client.get("/styleguide/").content.decode()


def test_an_auditor_sees_what_happened_in_their_area_and_no_more(auditor: Client) -> None:
    here, there = make.event(), make.event(area=make.area(code="361103001001"))
    nowhere = record("people.add_account", make.user(), by=None)
    assert here in shown(auditor)
    assert not {there, nowhere} & set(shown(auditor))
    for event, code in ((here, 200), (there, 404), (nowhere, 404)):
        assert auditor.get(reverse("audit:event", args=[event.pk])).status_code == code


def test_who_audits_everywhere_sees_what_lies_nowhere(client: Client) -> None:
    nowhere = record("people.add_account", make.user(), by=None)
    client.force_login(make.user(kind="auditor"))
    assert nowhere in shown(client)


def test_the_table_narrows_by_part_person_reading_day_and_thing(auditor: Client) -> None:
    by = make.user(username="zhang", area=make.area())
    boundary = make.event(by=by)
    offered = Event.objects.get(thing_key=str(make.premises(name="老粮站").pk), thing__contains="p")
    read = record_reading("people.unmask", make.area(), by=by, why="核对")
    assert shown(auditor, group="siting") == [offered]
    assert shown(auditor, person="zhang") == [read, boundary]
    assert shown(auditor, person="nobody") == []
    assert shown(auditor, reading="yes") == [read]
    assert shown(auditor, q="老粮站") == [offered]
    assert shown(auditor, thing="siting.premises", q=offered.thing_key) == [offered]


def test_days_count_from_their_first_moment_to_their_last(auditor: Client) -> None:
    event = make.event()
    today = timezone.localdate()
    before, after = (str(today + datetime.timedelta(days=way)) for way in (-1, 1))
    assert event in shown(auditor, **{"from": str(today), "to": str(today)})
    assert not shown(auditor, to=before)
    assert not shown(auditor, **{"from": after})
    assert event in shown(auditor, **{"from": "0001-01-01", "to": "9999-12-31"})


def test_a_day_that_is_none_is_refused_in_words(auditor: Client) -> None:
    answer = auditor.get(EVENTS, {"from": "31.2."})
    assert answer.status_code == 400
    assert "“31.2.” is no day" in answer.content.decode()


def test_the_table_exports_what_it_shows(auditor: Client) -> None:
    make.event(by=make.user(username="zhang"))
    lines = auditor.get(EVENTS, {"export": "csv", "person": "zhang"}).getvalue().decode()
    assert "Drew a boundary" in lines
    assert len(lines.splitlines()) == 2
    assert auditor.get(EVENTS, {"export": "xlsx"}).getvalue().startswith(b"PK")


def test_the_table_asks_the_same_number_of_questions_however_long(
    auditor: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for one in range(60):
        make.event(by=make.user(username=f"u{one}", kind="") if one % 9 == 0 else None)
    with django_assert_max_num_queries(7):
        first = auditor.get(EVENTS)
    table = first.context["table"]
    assert len(table.page.rows) == 50
    rest = auditor.get(table.later).context["table"].page.rows
    assert len({*rest, *table.page.rows}) == Event.objects.exclude(area_code="").count()


def test_the_page_of_an_event_says_it_in_words_with_its_place(auditor: Client) -> None:
    event = make.event(changed=["usable_m2", "name"], done=True)
    page = reverse("audit:event", args=[event.pk])
    assert "waits to be linked" in auditor.get(page).content.decode()
    link_events()
    said = auditor.get(page).content.decode()
    for words in ("Drew a boundary", "usable m2、name", "yes", "fits: nobody", "follows from"):
        assert words in said
    assert event.link.hash in said


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("UPDATE audit_event SET facts = '{}' WHERE id = %s", "does not fit"),
        ("UPDATE audit_link SET hash = 'x' WHERE event_id = %s", "does not follow"),
        ("UPDATE audit_link SET hash = 'x' WHERE event_id <> %s", "does not follow"),
    ],
)
def test_the_page_of_an_event_says_when_it_was_tampered_with(
    auditor: Client, sql: str, words: str
) -> None:
    event = make.event(changed=["name"])
    link_events()
    force(sql, event.pk)
    assert words in auditor.get(reverse("audit:event", args=[event.pk])).content.decode()


def test_the_page_of_a_centre_shows_auditors_its_history(auditor: Client) -> None:
    by = make.user(username="zhang", area=make.area())
    centre = places.amend_centre(make.centre(), by=by, phone="0571-88001234")
    make.room(centre=centre)
    page = reverse("places:centre", args=[centre.pk])
    done = [one["what"] for one in auditor.get(page).context["history"]]
    assert done == ["Added a room", "Amended a centre", "Opened a centre"]
    assert "88001234" not in Event.objects.values_list("facts", flat=True).__repr__()
    auditor.force_login(User.objects.get(username="zhang"))
    assert 'id="history"' not in auditor.get(page).content.decode()


def test_the_page_of_premises_shows_auditors_their_history(auditor: Client) -> None:
    premises = make.premises()
    said = auditor.get(reverse("siting:premises", args=[premises.pk])).content.decode()
    assert "Added premises" in said


def test_the_rail_shows_the_chapters_somebody_may_open(auditor: Client) -> None:
    said = auditor.get(EVENTS).content.decode()
    assert all(f'href="{address}"' in said for address in (EVENTS, "/network/", "/planning/"))
    auditor.force_login(make.user(kind="operator"))
    said = auditor.get("/styleguide/").content.decode()
    assert not any(f'href="{address}"' in said for address in (EVENTS, "/network/", "/planning/"))
