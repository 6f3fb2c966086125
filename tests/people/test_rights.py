"""Consent, retention, a person's copy, and being forgotten."""

import datetime
import io
import json
import zipfile

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from jiamenkou.audit.models import Event
from jiamenkou.lib.refusal import Refused
from jiamenkou.lib.scope import Reach
from jiamenkou.people import actions
from jiamenkou.people.models import (
    Circumstance,
    Consent,
    HealthNote,
    Household,
    Resident,
    RetentionRun,
)
from jiamenkou.people.retention import AFTER, THEN, WHY, policies, speaking_fields
from tests import make

pytestmark = pytest.mark.django_db
DAY, NEXT = datetime.date(2026, 6, 1), datetime.date(2026, 6, 2)
PHONE = "13800138000"


@pytest.fixture
def manager(client: Client, settings: Settings) -> Client:
    settings.SECOND_FACTOR = False
    client.force_login(make.user(kind="manager", area=make.area()))
    return client


def consent(resident: Resident, purpose: str = "health_notes", **facts: object) -> Consent:
    given = {"how": "in_person", "on": DAY} | facts
    return actions.give_consent(resident, purpose=purpose, **given, by=None)  # type: ignore[arg-type]


def at(name: str, *args: object) -> str:
    return reverse(f"people:{name}", args=args)


# ── consent ─────────────────────────────────────────────────────────────────────────────────────


def test_a_health_note_has_standing_consent_in_verb_and_database() -> None:
    one = make.resident()
    with pytest.raises(Refused, match="a_health_note_has_standing_consent"):
        actions.note_health(one, words="对青霉素过敏", on=NEXT, by=None)
    other = consent(one, "photos")
    with pytest.raises(IntegrityError, match="standing_consent"), transaction.atomic():
        HealthNote.objects.create(consent=other, words="对青霉素过敏", written_on=NEXT)
    consent(one)
    note = actions.note_health(one, words="对青霉素过敏", on=NEXT, by=None)
    assert HealthNote.objects.get(pk=note.pk).words == "对青霉素过敏"


def test_what_stood_on_a_consent_goes_with_it() -> None:
    one = make.resident(id_number=make.WOMAN, born_on=None)
    health, number = consent(one), consent(one, "keep_id_number")
    actions.note_health(one, words="对青霉素过敏", on=NEXT, by=None)
    with pytest.raises(IntegrityError, match="keeps_no_notes"), transaction.atomic():
        Consent.objects.filter(pk=health.pk).update(withdrawn_on=NEXT)
    for each in (health, number):
        actions.withdraw_consent(each, on=NEXT, by=None)
    assert not HealthNote.objects.exists()
    assert Resident.objects.get().id_number == ""
    with pytest.raises(Refused, match="a_consent_is_withdrawn_once"):
        actions.withdraw_consent(health, on=NEXT, by=None)


def test_a_consent_stands_once_until_it_is_withdrawn() -> None:
    one = make.resident()
    first = consent(one)
    with pytest.raises(Refused) as twice:
        consent(one)
    assert twice.value.rule == "a_consent_stands_once_at_a_time"
    with pytest.raises(Refused) as early:
        actions.withdraw_consent(first, on=datetime.date(2026, 5, 31), by=None)
    assert early.value.rule == "a_consent_is_given_before_it_is_withdrawn"
    actions.withdraw_consent(first, on=NEXT, by=None)
    assert Consent.objects.standing(on=DAY).exists()
    assert not Consent.objects.standing(on=NEXT).exists()
    consent(one, on=NEXT)


def test_consent_on_paper_is_kept_with_its_sheet() -> None:
    with pytest.raises(Refused) as bare:
        consent(make.resident(), how="paper")
    assert bare.value.rule == "a_consent_on_paper_has_its_sheet"
    kept = consent(make.resident(), how="paper", file=ContentFile(b"%PDF", name="a.pdf"))
    assert str(kept.file.name).startswith("consents/")


def test_for_a_child_a_guardian_on_record_consents() -> None:
    child, mother = make.child(), make.resident()
    for guardian in (None, mother):
        with pytest.raises(Refused, match="a_childs_consent_is_a_guardians"):
            consent(child, "photos", guardian=guardian)
    make.guardianship(minor=child, guardian=mother)
    assert consent(child, "photos", guardian=mother).given_by == mother
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        Consent.objects.update(given_by=child)
    assert "a_consent_for_another_is_a_guardians" in str(broken.value)


def test_consent_and_notes_are_kept_on_the_page_and_notes_seen_for_a_reason(
    manager: Client,
) -> None:
    one = make.resident()
    sheet = SimpleUploadedFile("同意书.pdf", b"%PDF")
    given = {"purpose": "health_notes", "how": "paper", "file": sheet, "on": "2026-06-01"}
    manager.post(at("new-consent", one.pk), given)
    manager.post(at("new-health-note", one.pk), {"words": "对青霉素过敏"})
    note = HealthNote.objects.get()
    assert "青霉素" not in manager.get(at("resident", one.pk)).content.decode()
    seen = manager.post(at("unmask-health", note.pk), {"field": "words", "why": "emergency"})
    assert "青霉素" in seen.content.decode()
    file = manager.get(at("consent-file", note.consent_id))
    assert b"".join(file) == b"%PDF"
    assert Event.objects.filter(verb="people.unmask").count() == 2
    manager.post(at("withdraw-consent", note.consent_id), {"on": "2026-06-02"})
    assert not HealthNote.objects.exists()


def test_a_note_without_consent_is_refused_with_the_words_kept(manager: Client) -> None:
    one = make.resident()
    answer = manager.post(at("new-health-note", one.pk), {"words": "对青霉素过敏"})
    assert (answer.status_code, list(answer.context["health"].errors)) == (409, ["words"])
    assert "对青霉素过敏" in answer.content.decode()


# ── retention ───────────────────────────────────────────────────────────────────────────────────


def test_every_field_that_speaks_of_people_has_a_policy() -> None:
    listed = [policy.field for policy in policies()]
    assert sorted(listed) == sorted(speaking_fields())


@pytest.mark.parametrize("policy", policies(), ids=lambda policy: policy.field)
def test_a_policy_can_be_enforced_and_read(policy: object) -> None:
    assert (policy.then in THEN, policy.why in WHY) == (True, True)  # type: ignore[attr-defined]
    if policy.then in {"person", "erase"}:  # type: ignore[attr-defined]
        assert policy.after in AFTER  # type: ignore[attr-defined]
        assert not policy.over(on=DAY).exists()  # type: ignore[attr-defined]


def test_the_night_takes_away_what_is_over_and_nothing_else() -> None:
    today = timezone.localdate()
    long_ago = today - datetime.timedelta(days=4000)
    gone, left, here = (make.resident(name=name) for name in ("张三", "李四", "王五"))
    actions.note_leaving(gone, on=today - datetime.timedelta(days=730), by=None)
    actions.note_leaving(left, on=today - datetime.timedelta(days=729), by=None)
    for begins, ends in ((long_ago, 366), (today - datetime.timedelta(days=300), 10)):
        noted = actions.note_circumstance(here, kind="living_alone", begins=begins, by=None)
        actions.end_circumstance(noted, on=today - datetime.timedelta(days=ends), by=None)
    run = actions.enforce_retention(by=None)
    assert (run.touched["people.resident.person"], run.touched["people.circumstance.erase"]) == (
        1,
        1,
    )
    assert list(Resident.objects.on_record().order_by("pk")) == [left, here]
    assert Circumstance.objects.count() == 1
    assert sum(actions.enforce_retention(by=None).touched.values()) == 0


def test_a_consents_sheet_goes_with_its_row(
    django_capture_on_commit_callbacks: object,
) -> None:
    given = datetime.date(2020, 1, 1)
    sheet = ContentFile(b"%PDF", name="a.pdf")
    kept = consent(make.resident(), how="paper", file=sheet, on=given)
    actions.withdraw_consent(kept, on=given, by=None)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        assert actions.enforce_retention(by=None).touched["people.consent.erase"] == 1
    assert not kept.file.storage.exists(str(kept.file.name))


def test_the_table_is_shown_in_words(manager: Client) -> None:
    make.resident()
    actions.enforce_retention(by=None)
    answer = manager.get(at("retention"))
    assert answer.context["latest"] == RetentionRun.objects.get()
    assert "people.resident.id_number" in answer.content.decode()


# ── copy and erasure ────────────────────────────────────────────────────────────────────────────


def test_a_copy_holds_everything_that_is_kept(manager: Client) -> None:
    one = make.resident(phone=PHONE, address="幸福路 1 号", id_number=make.WOMAN, born_on=None)
    consent(one, how="paper", file=ContentFile(b"%PDF", name="a.pdf"))
    actions.note_health(one, words="对青霉素过敏", on=NEXT, by=None)
    actions.found_household(one, by=None)
    answer = manager.post(at("export-resident", one.pk))
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        told, page = archive.read("person.json").decode(), archive.read("person.html").decode()
        assert sum(name.startswith("consents/") for name in archive.namelist()) == 1
    for fact in (PHONE, "幸福路 1 号", make.WOMAN, "1949-12-31", "对青霉素过敏", "张三"):
        assert fact in told
        assert fact in page
    assert json.loads(told)["kept"]["people"]["household"]
    assert Event.objects.filter(verb="people.export_person", thing_key=str(one.pk)).exists()


def test_an_erased_resident_is_nowhere_and_counts_stay(manager: Client) -> None:
    one = make.resident(phone=PHONE, account=make.user(username="lisi", kind=""))
    actions.note_circumstance(one, kind="living_alone", begins=DAY, by=None)
    consent(one)
    actions.note_health(one, words="对青霉素过敏", on=NEXT, by=None)
    actions.found_household(one, by=None)
    account = one.account
    assert manager.post(at("erase-resident", one.pk), {"word": "好"}).status_code == 409
    answer = manager.post(at("erase-resident", one.pk), {"word": "erase"}, headers=ENGLISH)
    assert answer["Location"] == at("residents")
    assert manager.get(at("resident", one.pk)).status_code == 404
    assert not manager.get(at("residents")).context["table"].page.rows
    assert Resident.objects.count() == 1
    for rows in (Circumstance, Consent, HealthNote, Household):
        assert not rows.objects.exists()
    assert account
    account.refresh_from_db()
    assert (account.is_active, account.username) == (False, f"erased-{account.pk}")
    facts = json.dumps(list(Event.objects.values_list("facts", flat=True)), ensure_ascii=False)
    assert not any(secret in facts for secret in (PHONE, "张三", "青霉素"))
    with pytest.raises(Refused, match="an_erased_resident_stays_erased"):
        actions.amend_resident(one, name="张三", by=None)


ENGLISH = {"accept-language": "en"}


def test_what_stands_in_the_way_of_erasure_is_said(manager: Client) -> None:
    child, mother = make.child(), make.resident()
    make.guardianship(minor=child, guardian=mother)
    assert len(manager.get(at("erase-resident", mother.pk)).context["obstacles"]) == 1
    with pytest.raises(Refused, match="nothing_stands_in_the_way_of_erasure"):
        actions.erase_person(mother, by=None)
    assert actions.erase_person(child, by=None).name == ""
    assert actions.erase_person(mother, by=None).erased_on


def test_whoever_does_not_answer_for_data_neither_copies_nor_erases(
    client: Client, settings: Settings
) -> None:
    settings.SECOND_FACTOR = False
    client.force_login(make.user(kind="clerk", area=make.area()))
    one = make.resident()
    for page in ("export-resident", "erase-resident"):
        assert client.post(at(page, one.pk), {"word": "erase"}).status_code == 404


def test_auditors_of_the_area_see_who_read_a_health_note() -> None:
    one = make.resident()
    make.consent(resident=one)
    note = make.health_note(resident=one)
    actions.unmask(note, field="words", why="service", more="", by=make.user())
    seen = Event.objects.within(Reach.of([make.COMMUNITY]))
    assert seen.get(verb="people.unmask").reading
