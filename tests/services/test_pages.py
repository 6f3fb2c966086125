"""Pages of the service hall: what everybody reads, what a clerk does, what is shown to whom."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from jiamenkou.services import actions
from jiamenkou.services.models import BadRating, Case, Rating, State
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_factor(settings: Any) -> None:
    settings.SECOND_FACTOR = False


def signed_in(case: Case) -> Client:
    client = Client()
    assert case.clerk
    client.force_login(case.clerk)
    return client


def at(case: Case, step: str) -> str:
    return reverse("cases:step", args=[case.pk, step])


# ── for everybody ───────────────────────────────────────────────────────────────────────────────


def test_what_people_type_leads_to_the_guidance(client: Client) -> None:
    make.offer(
        item=make.item(code="birth", name="新生儿落户", also=["上户口"]),
        centre=make.centre(name="南门中心"),
    )
    found = client.get("/services/?q=给孩子上户口").content.decode()
    assert 'href="/services/birth/"' in found
    sheet = client.get("/services/birth/").content.decode()
    assert "身份证" in sheet
    assert "南门中心" in sheet


def test_the_nearest_centre_that_offers_it_comes_first(client: Client) -> None:
    item = make.item(code="card")
    for name, lat in (("远处中心", 28.9), ("近处中心", 28.41)):
        make.offer(item=item, centre=make.centre(name=name, lat=lat))
    sheet = client.get("/services/card/?lon=118.0&lat=28.4").content.decode()
    assert sheet.index("近处中心") < sheet.index("远处中心")


def test_a_link_rates_one_case_once(client: Client) -> None:
    case = make.delivered(make.case())
    page = reverse("ratings:rate", args=[actions.invite(case, by=None)])
    assert client.post(page, {}).status_code == 409
    answer = client.post(page, {"level": "5", "reasons": ["kind"]})
    again = client.post(page, {"level": "1"})
    assert (answer.status_code, again.status_code) == (200, 200)
    assert Rating.objects.get(case=case).level == 5
    assert client.get(reverse("ratings:rate", args=["nobody-knows"])).status_code == 404


def test_figures_of_too_few_ratings_are_not_published(client: Client) -> None:
    item, centre = make.item(name="很少人办的事"), make.centre()
    for _times in range(4):
        make.rating(case=make.delivered(make.case(item=item, centre=centre)), level=5)
    assert "很少人办的事" not in client.get(reverse("ratings:published")).content.decode()
    make.rating(case=make.delivered(make.case(item=item, centre=centre)), level=2)
    assert "80%" in client.get(reverse("ratings:published")).content.decode()


# ── at the desk ─────────────────────────────────────────────────────────────────────────────────


def test_a_case_is_opened_by_a_number_and_a_wrong_one_is_kept_as_typed() -> None:
    case = make.case()
    client, item = signed_in(case), case.version.item
    make.resident(id_number=make.WOMAN, born_on=None)
    said = {"item": item.code, "centre": case.centre_id, "channel": "hall", "by": "id_number"}
    wrong = client.post("/cases/new/", {**said, "number": "110105194912310021", "key": "a"})
    assert wrong.status_code == 409
    assert 'value="110105194912310021"' in wrong.content.decode()
    for _click in range(2):
        right = client.post("/cases/new/", {**said, "number": make.WOMAN, "key": "b"})
    assert right.status_code == 302
    assert Case.objects.filter(resident__isnull=False).count() == 1


def test_a_minor_without_guardian_is_told_at_the_field() -> None:
    case = make.case(item=make.item(guardian_for_minors=True))
    child, parent = make.child(phone=make.PHONE), make.resident()
    make.guardianship(minor=child, guardian=parent)
    said = {"item": case.version.item.code, "centre": case.centre_id, "channel": "hall"}
    said |= {"by": "phone", "number": make.PHONE}
    client = signed_in(case)
    lacking = client.post("/cases/new/", said)
    assert lacking.status_code == 409
    assert f'<option value="{parent.pk}"' in lacking.content.decode()
    assert client.post("/cases/new/", {**said, "guardian": parent.pk}).status_code == 302


def test_a_case_goes_through_its_page_step_by_step() -> None:
    case = make.case(resident=make.resident())
    client, paper = signed_in(case), case.materials.get()
    client.post(at(case, "notice"), {"key": "1"})
    assert client.get(reverse("cases:notice", args=[case.pk, 1])).status_code == 200
    client.post(reverse("cases:papers", args=[case.pk]), {f"state-{paper.pk}": "received"})
    for step, said in (
        ("acceptance", {}), ("work", {}), ("decision", {"result": "已办结"}),
        ("delivery", {"how": "counter", "to": "applicant"}),
    ):  # fmt: skip
        assert client.post(at(case, step), {**said, "key": step}).status_code == 302, step
    case.refresh_from_db()
    assert case.state == State.DELIVERED


def test_a_rejection_without_remedy_keeps_its_reason() -> None:
    case = make.case()
    answer = signed_in(case).post(at(case, "rejection"), {"reason": "不符合条件"})
    assert answer.status_code == 409
    assert "不符合条件" in answer.content.decode()
    case.refresh_from_db()
    assert case.state == State.SUBMITTED


def test_a_body_larger_than_any_scan_is_refused_before_it_is_read() -> None:
    case = make.case()
    page = reverse("cases:new-file", args=[case.pk])
    answer = signed_in(case).post(page, data=b"", content_type="multipart/form-data",
                                  CONTENT_LENGTH=str(200 << 20))  # fmt: skip
    assert answer.status_code == 413
    assert "21" in answer.content.decode()


def test_who_served_does_not_see_who_rated_before_it_is_closed() -> None:
    case = make.delivered(make.case())
    bad = make.rating(case=case, level=1, words="等太久了").bad
    client, manager = signed_in(case), make.user(kind="manager")
    page = reverse("ratings:bad", args=[bad.pk])
    for address in (page, reverse("cases:case", args=[case.pk])):
        assert "等太久了" not in client.get(address).content.decode()
    assert case.number not in client.get(page).content.decode()
    other = Client()
    other.force_login(manager)
    assert "等太久了" in other.get(page).content.decode()
    BadRating.objects.filter(pk=bad.pk).update(
        state="closed", called_by=manager, answer="可以", ended_at=case.opened_at
    )
    assert "等太久了" in client.get(page).content.decode()


@pytest.mark.parametrize("page", ["cases:list", "skills:matrix", "ratings:list"])
def test_a_page_asks_no_more_questions_for_more_rows(
    page: str, django_assert_max_num_queries: Any
) -> None:
    case = make.case()
    client, item, centre = signed_in(case), case.version.item, case.centre
    make.posting(centre=centre, person=case.clerk)
    for _one in range(6):
        made = make.delivered(make.case(item=item, centre=centre, resident=make.resident()))
        make.rating(case=made)
        make.skill(person=make.posting(centre=centre).person, item=item)
    client.get(reverse(page))
    with django_assert_max_num_queries(22):
        assert client.get(reverse(page)).status_code == 200
