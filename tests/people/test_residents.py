"""Residents: what is kept of them, how they are found, and who may know."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import FieldError
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from jiamenkou.audit.models import Event
from jiamenkou.lib.refusal import Refused
from jiamenkou.people import actions
from jiamenkou.people.models import Circumstance, Guardianship, Membership, Resident
from tests import make

pytestmark = pytest.mark.django_db
DAY, NEXT = datetime.date(2026, 6, 1), datetime.date(2026, 6, 2)
HERE, ELSEWHERE = "361102001001", "361102002016"


def test_what_identifies_somebody_lies_sealed_and_is_masked() -> None:
    one = make.resident(id_number=make.WOMAN, phone="+86 138 0013 8000", born_on=None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id_number, phone FROM people_resident")
        stored = b"".join(bytes(value) for value in cursor.fetchone())
    assert b"19491231" not in stored
    assert b"13800138000" not in stored
    again = Resident.objects.get(pk=one.pk)
    assert (again.id_number, again.phone) == (make.WOMAN, "13800138000")
    assert (again.masked_id_number, again.masked_phone) == ("110105********002X", "138****8000")
    assert str(again) == "张*"


def test_residents_are_found_by_whole_numbers_only() -> None:
    mother, son = make.resident(phone="13800138000"), make.resident(phone="138-0013-8000")
    make.resident(phone="13800138001")
    assert set(Resident.objects.by_phone("13800138000")) == {mother, son}
    assert not Resident.objects.by_phone("1380013800").exists()
    with pytest.raises(FieldError):
        Resident.objects.filter(phone__startswith="138")
    with pytest.raises(FieldError):
        Resident.objects.filter(address="幸福路 1 号")


def test_an_id_number_is_one_residents_and_nobody_learns_of_one_elsewhere() -> None:
    make.resident(area=make.area(code=HERE), id_number=make.WOMAN, born_on=None)
    clerks = [make.user(kind="clerk", area=make.area(code=code)) for code in (HERE, ELSEWHERE)]
    said = []
    for clerk in clerks:
        with pytest.raises(Refused) as refused:
            actions.add_resident(
                make.area(code=ELSEWHERE), name="李四", id_number=make.WOMAN, by=clerk
            )
        assert (refused.value.rule, refused.value.field) == (
            "an_id_number_is_one_residents",
            "id_number",
        )
        said.append(refused.value.words)
    assert said[0] != said[1]
    assert Resident.objects.count() == 1


def test_an_id_number_lends_birth_date_and_gender_and_does_not_contradict_them() -> None:
    one = make.resident(id_number=make.WOMAN, born_on=None)
    assert (one.born_on, one.gender) == (datetime.date(1949, 12, 31), "f")
    with pytest.raises(Refused) as wrong_day:
        make.resident(id_number=make.MAN, born_on=DAY)
    with pytest.raises(Refused) as wrong_gender:
        make.resident(id_number=make.MAN, born_on=None, gender="f")
    assert [no.value.field for no in (wrong_day, wrong_gender)] == ["born_on", "gender"]
    with pytest.raises(Refused) as wrong_number:
        actions.amend_resident(one, id_number="110105194912310021", by=None)
    assert wrong_number.value.rule == "an_id_number_is_right"


def test_a_phone_nobody_can_call_and_a_birth_to_come_are_refused_at_their_field() -> None:
    with pytest.raises(Refused, match="a_phone_can_be_called") as phone:
        make.resident(phone="8220000")
    with pytest.raises(Refused, match="a_resident_was_born") as birth:
        make.resident(born_on=datetime.date(2999, 1, 1))
    assert (phone.value.field, birth.value.field) == ("phone", "born_on")


def test_what_is_not_mentioned_stays_and_empty_words_take_away() -> None:
    one = make.resident(phone="13800138000", address="幸福路 1 号")
    actions.amend_resident(one, address="", by=None)
    again = Resident.objects.get(pk=one.pk)
    assert (again.phone, again.address) == ("13800138000", "")
    facts = Event.objects.get(verb="people.amend_resident").facts
    assert facts == {"changed": ["address"]}


@pytest.mark.parametrize("code", ["361102000000", "361102001000"])
def test_a_resident_lives_in_a_community(code: str) -> None:
    with pytest.raises(Refused) as refused:
        make.resident(area=make.area(code=code))
    assert refused.value.rule == "a_resident_lives_in_a_community"
    assert make.resident(area=make.area(code=f"{HERE}001")).pk


def test_a_resident_has_a_name() -> None:
    with pytest.raises(Refused) as refused:
        make.resident(name="")
    assert refused.value.rule == "a_resident_has_a_name"


def test_of_an_erased_resident_the_database_keeps_nothing() -> None:
    one = make.resident(phone="13800138000")
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        Resident.objects.filter(pk=one.pk).update(erased_on=DAY)
    assert "an_erased_resident_keeps_nothing" in str(broken.value)


def test_ages_count_from_the_birthday_on() -> None:
    one = make.resident(born_on=datetime.date(1946, 6, 2))
    assert (one.age_on(DAY), one.age_on(NEXT)) == (79, 80)
    assert not Resident.objects.aged(80, on=DAY).exists()
    assert Resident.objects.aged(80, on=NEXT).get() == one
    leap = make.resident(born_on=datetime.date(2008, 2, 29))
    for day in (datetime.date(2026, 2, 28), datetime.date(2026, 3, 1)):
        minor = Resident.objects.under_age(on=day).filter(pk=leap.pk).exists()
        assert minor == ((leap.age_on(day) or 0) < 18)


def test_names_are_found_by_part_pinyin_and_initials() -> None:
    one = make.resident(name="欧阳娜娜")
    make.resident(name="张三")
    for words in ("娜", "ouyang", "OYNN", "ou yang"):
        assert list(Resident.objects.named(words)) == [one]
    assert not Resident.objects.named("nana").exists()


def test_questions_chain_within_a_reach() -> None:
    near = make.resident(area=make.area(code=HERE), born_on=datetime.date(1940, 1, 1))
    far = make.resident(area=make.area(code=ELSEWHERE), born_on=datetime.date(1940, 1, 1))
    for one in (near, far):
        actions.note_circumstance(one, kind="living_alone", begins=DAY, by=None)
    clerk = make.user(kind="clerk", area=make.area(code=HERE))
    mine = Resident.objects.within(clerk.reach("people.see_residents"))
    assert list(mine.aged(80, on=DAY).living_alone(on=DAY)) == [near]


def test_a_circumstance_holds_for_its_days() -> None:
    one = make.resident()
    noted = actions.note_circumstance(one, kind="disability", level=2, begins=DAY, by=None)
    actions.end_circumstance(noted, on=NEXT, by=None)
    assert Resident.objects.with_disability(on=DAY).exists()
    assert not Resident.objects.with_disability(on=NEXT).exists()
    actions.note_circumstance(one, kind="disability", level=1, begins=NEXT, by=None)


def test_a_circumstance_is_on_record_once_with_grade_and_days() -> None:
    one = make.resident()
    actions.note_circumstance(one, kind="living_alone", begins=DAY, by=None)
    with pytest.raises(Refused) as twice:
        actions.note_circumstance(one, kind="living_alone", begins=NEXT, by=None)
    with pytest.raises(Refused) as graded:
        actions.note_circumstance(one, kind="disability", begins=DAY, by=None)
    assert twice.value.rule == "a_circumstance_holds_once_at_a_time"
    assert graded.value.rule == "a_disability_has_its_grade"
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        Circumstance.objects.update(during=DateRange(None, DAY))
    assert "a_circumstance_begins_before_it_ends" in str(broken.value)


def test_a_minor_needs_a_guardian_until_one_is_named() -> None:
    minor, adult = make.child(), make.resident()
    assert list(Resident.objects.needs_guardian(on=DAY)) == [minor]
    named = make.guardianship(minor=minor, guardian=adult)
    assert not Resident.objects.needs_guardian(on=DAY).exists()
    actions.end_guardianship(named, on=DAY, by=None)
    assert list(Resident.objects.needs_guardian(on=DAY)) == [minor]


def test_guardians_are_of_age_and_only_minors_have_them() -> None:
    minor, adult = make.child(), make.resident()
    with pytest.raises(Refused, match="a_guardian_is_of_age"):
        make.guardianship(minor=minor, guardian=make.child())
    with pytest.raises(Refused, match="a_ward_is_a_minor"):
        make.guardianship(minor=adult, guardian=make.resident())
    with pytest.raises(Refused) as oneself:
        make.guardianship(minor=minor, guardian=minor)
    assert oneself.value.rule == "nobody_guards_themself"


def test_a_guardian_is_named_once_for_some_days() -> None:
    minor, adult = make.child(), make.resident()
    make.guardianship(minor=minor, guardian=adult)
    with pytest.raises(Refused) as twice:
        make.guardianship(minor=minor, guardian=adult, begins=DAY)
    assert twice.value.rule == "a_guardian_is_named_once_at_a_time"
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        Guardianship.objects.update(during=DateRange(None, DAY))
    assert "a_guardianship_begins_before_it_ends" in str(broken.value)


def test_a_household_has_one_head_and_a_resident_one_household() -> None:
    head, other, third = make.resident(address="幸福路 1 号"), make.resident(), make.resident()
    home = actions.found_household(head, by=None)
    assert home.address == "幸福路 1 号"
    actions.join_household(home, resident=other, by=None)
    with pytest.raises(Refused) as second:
        actions.join_household(home, resident=third, part="head", by=None)
    with pytest.raises(Refused) as twice:
        actions.found_household(other, by=None)
    assert second.value.rule == "a_household_has_one_head"
    assert twice.value.rule == "a_resident_lives_in_one_household"


def test_a_household_nobody_lives_in_is_gone() -> None:
    head = make.resident()
    actions.found_household(head, by=None)
    assert actions.leave_household(head, by=None) is None
    assert not Membership.objects.exists()
    with pytest.raises(Refused, match="who_leaves_a_household_lived_there"):
        actions.leave_household(head, by=None)


def test_unmasking_asks_why_and_is_written_down_without_the_value() -> None:
    one, clerk = make.resident(phone="13800138000"), make.user(kind="clerk", area=make.area())
    asked: dict[str, Any] = {"field": "phone", "more": "", "by": clerk}
    with pytest.raises(Refused, match="an_unmasking_has_its_reason"):
        actions.unmask(one, **asked, why="curious")
    assert actions.unmask(one, **asked, why="visit") == "13800138000"
    event = Event.objects.get(verb="people.unmask")
    assert (event.by, event.thing_key) == (clerk, str(one.pk))
    assert event.facts == {"field": "phone", "why": "visit", "more": ""}
    with pytest.raises(Refused, match="only_what_is_masked_is_unmasked"):
        actions.unmask(one, field="account", why="visit", more="", by=clerk)
