"""Hours as residents read them and as managers keep them."""

import datetime
from typing import Any

import icalendar
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jiamenkou.places.models import Area, Centre, OpeningRule
from jiamenkou.places.opening import Span
from tests import make
from tests.api.program import Program

pytestmark = pytest.mark.django_db
NEAR = reverse("openings:near")
ALWAYS = Span(opens=0, closes=1440, offers="综合窗口")


@pytest.fixture(autouse=True)
def _in_english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def centre() -> Centre:
    return make.centre(name="水南中心", area=make.area(name="水南社区"), address="解放路 8 号")


@pytest.fixture
def manager(client: Client, centre: Centre) -> Client:
    client.force_login(make.user(kind="manager", area=centre.area))
    return client


def always(centre: Centre) -> OpeningRule:
    return make.hours(centre=centre, rule=make.opening_rule("weekly", ALWAYS))


# ── for everybody ───────────────────────────────────────────────────────────────────────────────


def test_from_a_position_the_open_ones_are_told_with_what_can_be_done(
    client: Client, centre: Centre
) -> None:
    always(centre)
    page = client.get(NEAR, {"lon": "118.01", "lat": "28.4"}).content.decode()
    for words in ("水南中心", "open until", "978 m", "综合窗口", "Regular hours", "解放路"):
        assert words in page


def test_an_area_is_chosen_by_name_without_scripts(client: Client, centre: Centre) -> None:
    always(centre)
    found = client.get(NEAR, {"q": "水南"}).content.decode()
    assert f"?area={centre.area_id}" in found
    assert "水南中心" in client.get(NEAR, {"area": centre.area_id}).content.decode()
    assert client.get(NEAR, {"area": "11"}).status_code == 404


def test_what_cannot_be_answered_is_said_in_words(client: Client, centre: Centre) -> None:
    empty = make.area(code="361121001001", name="远社区")
    assert "No centre in 远社区" in client.get(NEAR, {"area": empty.pk}).content.decode()
    assert "No centre is open" in client.get(NEAR, {"area": centre.area_id}).content.decode()
    assert client.get(NEAR, {"lon": "x", "lat": "999"}).status_code == 200
    assert "of that name" in client.get(NEAR, {"q": "\0无此名"}).content.decode()


def test_when_nobody_is_open_the_nearest_say_when_they_open_next(
    client: Client, centre: Centre
) -> None:
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    morning = Span(opens=510, closes=720)
    once = make.opening_rule("exception", morning, first=tomorrow, last=tomorrow)
    make.hours(centre=centre, rule=once)
    page = client.get(NEAR, {"lon": "118.01", "lat": "28.4"}).content.decode()
    assert "The nearest open next" in page
    assert "tomorrow 08:30" in page


def test_more_open_centres_take_no_more_queries(
    client: Client, django_assert_num_queries: Any
) -> None:
    for number in range(1, 8):
        always(make.centre(area=make.area(code=f"36110200100{number}")))
        with django_assert_num_queries(1):
            client.get(NEAR, {"lon": "118", "lat": "28.4"})


def test_a_centres_month_says_of_each_day_which_layer_decides_it(
    client: Client, centre: Centre
) -> None:
    make.hours(centre=centre)
    make.hours(centre=centre, rule=make.opening_rule("holiday", Span(opens=540, closes=720)))
    night = Span(opens=1320, closes=1560, service="extended", by_appointment=True)
    day = datetime.date(2026, 10, 10)
    once = make.opening_rule("exception", night, first=day, last=day, name="夜市")
    make.hours(centre=centre, rule=once)
    where = reverse("openings:centre", args=[centre.pk])
    page = client.get(where, {"month": "2026-10"}).content.decode()
    for words in ("Days off by notice · 国庆节, statutory holiday", "Exception · 夜市",
                  "22:00–02:00 next day; Extended hours; by appointment"):  # fmt: skip
        assert words in page
    september = client.get(where, {"month": "2026-09"}).content.decode()
    assert "make-up workday for 国庆节: as on a Monday" in september
    assert client.get(where, {"month": "2026-13"}).status_code == 404


def test_the_months_page_asks_no_more_for_more_rules(
    client: Client, centre: Centre, django_assert_num_queries: Any
) -> None:
    where = reverse("openings:centre", args=[centre.pk])
    always(centre)
    for layer in ("holiday", "statutory"):
        client.get(where)
        with django_assert_num_queries(5):
            client.get(where)
        make.hours(centre=centre, rule=make.opening_rule(layer, ALWAYS))


def test_a_telephone_subscribes_and_hears_only_of_changes(client: Client, centre: Centre) -> None:
    make.hours(centre=centre, rule=make.opening_rule("weekly", make.EVENING))
    where = reverse("openings:feed", args=[centre.pk])
    answer = client.get(where)
    events = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    assert len(events) > 30
    first = min(event.decoded("dtstart") for event in events)
    assert timezone.localtime(first).strftime("%H:%M") == "17:30"
    same = {"If-None-Match": answer["ETag"]}
    assert client.get(where, headers=same).status_code == 304
    always(make.centre())
    assert client.get(where, headers=same).status_code == 304
    changed = make.opening_rule("weekly", ALWAYS, first=timezone.localdate())
    make.hours(centre=centre, rule=changed)
    assert client.get(where, headers=same).status_code == 200


# ── for whoever keeps them ──────────────────────────────────────────────────────────────────────


def typed(**changes: str) -> dict[str, str]:
    rows = {"days": "0-4", "opens": "08:30", "closes": "12:00", "service": "regular"}
    others = {"days": "5-6", "opens": "22:00", "closes": "02:00", "service": "extended"}
    facts = {f"times-0-{name}": value for name, value in rows.items()}
    facts |= {f"times-1-{name}": value for name, value in others.items()}
    facts |= {"times-TOTAL_FORMS": "2", "times-INITIAL_FORMS": "0", "first": "2026-01-01"}
    return {**facts, **changes}


def where(centre: Centre, layer: str = "weekly") -> str:
    return reverse("openings:new-rule", args=[centre.pk, layer])


def test_hours_are_typed_seen_as_a_month_and_kept(manager: Client, centre: Centre) -> None:
    seen = manager.post(where(centre), typed())
    assert "08:30–12:00" in seen.content.decode()
    assert not OpeningRule.objects.exists()
    yes = typed(save="1", tried=seen.context["digest"])
    assert manager.post(where(centre), yes).status_code == 302
    spans = OpeningRule.objects.get().spans.order_by("weekday")
    assert [one.weekday for one in spans] == list(range(7))
    assert (spans[6].minutes.lower, spans[6].minutes.upper) == (1320, 1560)


def test_what_was_changed_after_it_was_seen_is_shown_again(manager: Client, centre: Centre) -> None:
    digest = manager.post(where(centre), typed()).context["digest"]
    other = typed(save="1", tried=digest, **{"times-0-closes": "13:00"})
    assert manager.post(where(centre), other).status_code == 200
    assert not OpeningRule.objects.exists()


def test_kept_hours_are_changed_in_the_rows_they_were_typed_in(
    manager: Client, centre: Centre
) -> None:
    row = make.hours(centre=centre)
    page = reverse("openings:rule", args=[row.pk])
    rows = manager.get(page).context["rows"]
    assert [form.initial.get("days") for form in rows[:3]] == ["0-6", "0-6", None]
    digest = manager.post(page, typed()).context["digest"]
    manager.post(page, typed(save="1", tried=digest))
    assert OpeningRule.objects.get().spans.count() == 7


def test_nonsense_is_told_beside_the_field_and_what_was_typed_stays(
    manager: Client, centre: Centre
) -> None:
    for changes, words in (
        ({"times-0-closes": ""}, "Say from when and to when"),
        ({"times-1-days": "0-6", "times-1-opens": "11:00"}, "Two times of opening overlap: Monday"),
        ({"last": "2025-01-01"}, "The last day lies before the first."),
        ({"times-0-opens": "25:00"}, "Enter a valid time."),
    ):
        answer = manager.post(where(centre), typed(name="夏令班", **changes))
        assert answer.status_code == 409
        assert words in answer.content.decode()
        assert "夏令班" in answer.content.decode()
    assert not OpeningRule.objects.exists()


def test_a_season_that_meets_another_is_refused_in_words(manager: Client, centre: Centre) -> None:
    summer = make.opening_rule("season", last=datetime.date(2026, 8, 31))
    make.hours(centre=centre, rule=summer)
    facts = typed(last="2026-12-31")
    digest = manager.post(where(centre, "season"), facts).context["digest"]
    answer = manager.post(where(centre, "season"), {**facts, "save": "1", "tried": digest})
    assert answer.status_code == 409
    assert "already has hours of this layer" in answer.content.decode()


def test_hours_are_taken_back_and_the_page_says_there_are_none(
    manager: Client, centre: Centre
) -> None:
    row = always(centre)
    manager.post(reverse("openings:drop-rule", args=[row.pk]))
    page = manager.get(reverse("openings:centre", args=[centre.pk])).content.decode()
    assert "No hours are kept for this centre yet." in page


def test_only_who_keeps_the_area_keeps_its_hours(client: Client, centre: Centre) -> None:
    elsewhere: Area = make.area(code="361121001001")
    for user in (make.user(kind="manager", area=elsewhere), make.user(kind="clerk")):
        client.force_login(user)
        assert client.post(where(centre), typed()).status_code == 404
    page = client.get(reverse("openings:centre", args=[centre.pk])).content.decode()
    assert "/rules/" not in page
    assert client.get(where(centre, "nonsense")).status_code == 404


def test_the_centres_own_page_says_whether_it_is_open(manager: Client, centre: Centre) -> None:
    page = reverse("places:centre", args=[centre.pk])
    assert "hours not known" in manager.get(page).content.decode()
    always(centre)
    assert "open until" in manager.get(page).content.decode()


# ── for programs ────────────────────────────────────────────────────────────────────────────────


def test_programs_read_openings_with_their_layer(centre: Centre) -> None:
    make.hours(centre=centre)
    program = Program(make.token()[1])
    asked = f"centres/{centre.pk}/openings"
    items = program.get(f"{asked}?first=2026-02-13&days=2").json()["items"]
    assert [one["begin"] for one in items[:2]] == [
        "2026-02-13T08:30:00+08:00",
        "2026-02-13T14:00:00+08:00",
    ]
    assert {one["layer"] for one in items} == {"weekly"}
    assert program.get(f"{asked}?first=2026-02-17&days=1").json()["items"] == []
    assert program.get(f"{asked}?first=9999-12-31").status_code == 404


def test_programs_ask_who_is_open_within_their_reach(centre: Centre) -> None:
    always(centre)
    always(make.centre(name="远", area=make.area(code="361121001001")))
    near = Program.of(make.user(kind="street", area=centre.area), scopes=["places.see"])
    where = "openings?lon=118&lat=28.4"
    assert [one["name"] for one in near.get(where).json()["items"]] == ["水南中心"]
    far = Program(make.token()[1])
    assert len(far.get(where).json()["items"]) == 2
    assert [one["name"] for one in far.get(f"{where}&under=361121000000").json()["items"]] == ["远"]
    assert far.get(f"{where}&at=2020-01-01T00:00:00%2B08:00").json()["items"] == []
