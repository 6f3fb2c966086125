"""What an event says, and that it stays."""

import datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from jiamenkou.audit import chain
from jiamenkou.audit.actions import link_events, record, record_reading
from jiamenkou.audit.facts import typed
from jiamenkou.audit.models import Event, Link
from jiamenkou.lib.refusal import Refused
from jiamenkou.lib.scope import Reach
from jiamenkou.places.models import NormSet
from jiamenkou.siting import actions as siting
from tests import make

pytestmark = pytest.mark.django_db
ID_NUMBER = "11010519491231002X"  # the example in the text of GB 11643


@pytest.mark.parametrize("table", ["audit_event", "audit_link"])
@pytest.mark.parametrize("sql", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_database_refuses_to_take_anything_back(sql: str, table: str) -> None:
    make.event()
    link_events()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # or TRUNCATE would wait for them
        with pytest.raises(IntegrityError, match="stays on record") as no, transaction.atomic():
            cursor.execute(sql.format(table))
        assert "the_audit_is_append_only" in str(no.value.__cause__.diag.constraint_name)  # type: ignore[union-attr]
    assert Link.objects.count() == Event.objects.count() == 1


def test_an_act_undone_leaves_no_event() -> None:
    with transaction.atomic():
        make.event()
        transaction.set_rollback(True)
    assert not Event.objects.exists()


def test_events_know_where_they_happened() -> None:
    here, there = make.area(), make.area(code="361103001001")
    centre = make.centre(area=here)
    make.floor_area(centre=centre)
    make.room(centre=centre)
    make.walk(centre=centre)
    make.sharing(host=centre, guest=make.centre(area=there))
    scenario = make.scenario(area=here)
    siting.rule_site(scenario, centre=centre, must_stay=True, by=None)
    siting.solve(scenario, by=None)
    where = dict(Event.objects.values_list("verb", "area_code").order_by("pk"))
    assert where.pop("places.open_centre") == there.code
    assert set(where.values()) == {here.code}
    assert len(where) == 8


def test_what_lies_nowhere_is_for_those_who_reach_everywhere() -> None:
    record("places.load_norms", NormSet.objects.create(name="标准"), by=None)
    assert Event.objects.within(Reach.of([""])).exists()
    assert not Event.objects.within(Reach.of(["36", "11"])).exists()


def test_what_is_kept_is_what_was_signed_whatever_the_database_makes_of_numbers() -> None:
    odd = {"share": 1e-7, "far": 1e22, "none": -0.0, "deep": {"2": [True, None, "中"]}, "one": 1.0}
    made = make.event(odd=odd)
    kept = Event.objects.get(pk=made.pk)
    assert kept.facts == made.facts
    assert chain.fits(chain.canonical(chain.values_of(kept)), kept.digest)


def test_every_column_is_covered_by_the_digest() -> None:
    said = {field.attname for field in Event._meta.concrete_fields}
    assert set(chain.COLUMNS) == said - {"digest"}


@pytest.mark.parametrize(
    "facts",
    [
        {"who": ID_NUMBER},
        {"who": ID_NUMBER.lower()},
        {"phone": "13800138000"},
        {"phone": 13800138000},
        {"phone": "电话13800138000。"},
        {"phone": "+8613800138000"},
        {"deep": [{"list": ["a", "1\n13800138000"]}]},
        {"by_phone": {"13800138000": 1}},
    ],
)
def test_numbers_of_people_are_no_facts(facts: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="facts"):
        make.event(**facts)
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    "fact",
    [
        "361102001001",
        "361102001001001",
        "a13800138000b0f1e2d3",
        0.13800138001,
        "0.13812345678",
        20261123134500123,
        "2026-11-23T13:45:00.138001380",
        "0571-88001234",
    ],
)
def test_codes_hashes_shares_and_moments_are_facts(fact: object) -> None:
    assert make.event(fact=fact).facts["fact"] == fact


def test_a_reading_says_why_and_its_words_lose_the_numbers_of_people() -> None:
    read = record_reading(
        "people.unmask", make.user(), by=None, why=f"核对 {ID_NUMBER} 的补贴", field="phone"
    )
    assert read.reading
    assert read.facts == {"why": "核对 ▇▇▇ 的补贴", "field": "phone"}
    with pytest.raises(Refused, match="a_reading_has_its_reason"):
        record_reading("people.unmask", make.user(), by=None, why="  ")


def test_a_name_somebody_typed_with_a_number_in_it_stops_nobody() -> None:
    make.premises(name="老王 13800138000 的房子")
    assert Event.objects.get(verb="siting.offer_premises").facts["name"] == "老王 ▇▇▇ 的房子"
    assert typed("中心 361102001001") == "中心 361102001001"


def test_events_of_a_thing_are_its_own() -> None:
    one, other = make.centre(), make.centre(lat=28.41)
    assert [event.thing_key for event in Event.objects.of(one)] == [str(one.pk)]
    assert Event.objects.of(one, other).count() == 2
    assert not Event.objects.of().exists()


def test_two_events_cannot_have_one_place_and_counting_begins_at_one() -> None:
    make.event()
    second = make.event()
    day = datetime.date(2026, 6, 1)
    Link.objects.create(day=day, number=1, event=Event.objects.earliest("pk"), hash="x")
    for rule, number in (("a_link_has_its_number_once_a_day", 1), ("links_count_from_one", 0)):
        with pytest.raises(IntegrityError, match=rule), transaction.atomic():
            Link.objects.create(day=day, number=number, event=second, hash="x")
