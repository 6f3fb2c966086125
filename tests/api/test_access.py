"""Who may ask what, and how far a token reaches."""

import datetime
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from jiamenkou.api import api
from jiamenkou.audit.models import Event
from jiamenkou.lib.refusal import Refused
from jiamenkou.people import actions
from jiamenkou.people.models import ApiToken, Role
from jiamenkou.people.policy import POLICY
from jiamenkou.places.models import Centre
from jiamenkou.places.opening import Span
from jiamenkou.siting import actions as plans
from jiamenkou.web.access import TWICE
from tests import make
from tests.api.program import CENTRE, Program

pytestmark = pytest.mark.django_db
OTHER = "361102002016"
SAID = {
    "open_centre": {**CENTRE, "area": OTHER},
    "amend_centre": {"phone": "1"},
    "close_centre": {"on": "2026-06-01"},
    "add_room": {"name": "大厅", "kind": "hall", "square_metres": 1},
    "record_headcount": {"as_of": "2026-06-01", "source": "census", "people": 1},
    "open_case": {"item": "nowhere"},
    "take_step": {"step": "acceptance"},
    "rate_case": {"level": 5, "via": "counter"},
    "offer_premises": {
        "name": "原粮站", "kind": "idle_state_asset", "owner": "区国资公司", "area": OTHER,
        "point": CENTRE["point"], "usable_m2": 1, "fit_out_cost": 1,
    },
    "take_ticket": {"item": "hukou"}, "take_hall_step": {"step": "start"}, "sit": {"open": True},
    "hold_time": {"item": "hukou", "begins": "2026-11-25T09:00:00+08:00", "owner": "telephone"},
    "book_time": {
        "item": "hukou", "begins": "2026-11-25T09:00:00+08:00", "name": "张三",
        "phone": make.PHONE,
    },
    "book_held": {"name": "张三", "phone": make.PHONE},
    "move_appointment": {"begins": "2026-11-25T09:00:00+08:00"},
}  # fmt: skip


def operations() -> Iterator[tuple[str, str, str, str]]:
    """Name, action, method and address of every operation."""
    for address, methods in api.get_openapi_schema()["paths"].items():
        for method, said in methods.items():
            found = next(
                one for one in api.operations() if one.view_func.__name__ == said["operationId"]
            )
            yield said["operationId"], vars(found.view_func)["access"], method.upper(), address


ASKED = {"list_open_near": "?lon=118&lat=28.4", "list_times": "?item=hukou"}
EVERY = list(operations())
CASES = [
    pytest.param(*one, kind.value, id=f"{one[0]}-{kind.value}")
    for one in EVERY
    for kind in Role.Kind
]


def elsewhere() -> dict[str, int | str]:
    """One thing of each kind in an area that is not the asker's."""
    area = make.area(code=OTHER)
    run = plans.solve(make.scenario(area=area), by=None)
    centre = make.centre(area=area)
    make.hours(centre=centre, rule=make.opening_rule("weekly", Span(opens=0, closes=1440)))
    return {
        "code": OTHER,
        "centre_id": centre.pk,
        "premises_id": make.premises(area=area).pk,
        "scenario_id": run.scenario_id,
        "run_id": run.pk,
        "counter_id": make.counter(centre=centre).pk,
        "ticket_id": make.ticket(centre=centre).pk,
        "appointment_id": make.appointment(centre=centre, clerk=make.user()).pk,
        "item_code": "nowhere",
        "case_id": make.case(centre=centre).pk,
    }


def ask(program: Client, method: str, address: str, name: str) -> Any:
    return program.generic(
        method,
        address + ASKED.get(name, ""),
        json.dumps(SAID.get(name, {})).encode(),
        content_type="application/json",
        headers={"If-Match": "*"},
    )


@pytest.fixture
def _one_factor(settings: Settings) -> None:
    """A way to sign in again would hide what lies behind."""
    settings.SECOND_FACTOR = False


@pytest.mark.usefixtures("_one_factor")
@pytest.mark.parametrize(("name", "action", "method", "address", "kind"), CASES)
def test_without_the_role_or_the_area_nothing_is_there(
    client: Client, name: str, action: str, method: str, address: str, kind: str
) -> None:
    things = elsewhere()
    client.force_login(make.user(kind=kind, area=make.area()))
    before = Centre.objects.count()
    answer = ask(client, method, address.format(**things), name)
    if kind not in POLICY[action].roles or "{" in address:
        assert answer.status_code == 404, answer.content
    elif method == "GET":
        assert not [one for one in answer.json()["items"] if one.get("area") == OTHER]
    else:
        assert answer.json()["rule"] == "an_area_is_on_the_register"
    assert Centre.objects.count() == before


@pytest.mark.parametrize(("name", "action", "method", "address"), EVERY)
def test_nobody_is_told_that_they_are_nobody(
    client: Client, name: str, action: str, method: str, address: str
) -> None:
    answer = ask(client, method, address.format(**dict.fromkeys(elsewhere(), 1)), name)
    assert (answer.status_code, answer["WWW-Authenticate"][:6]) == (401, "Bearer"), action


@pytest.mark.parametrize("written", ["Bearer jmk_wrong", "Bearer", "Basic eDp5", "Bearer ü"])
def test_a_wrong_token_is_not_made_good_by_a_session(client: Client, written: str) -> None:
    client.force_login(make.user())
    answer = client.get("/api/v1/areas", headers={"Authorization": written})
    assert answer.status_code == 401


def test_a_session_changes_nothing_without_its_csrf_token(settings: Settings) -> None:
    make.area()
    client = Client(enforce_csrf_checks=True)
    client.force_login(make.user())
    refused = client.post("/api/v1/centres", CENTRE, content_type="application/json")
    assert (refused.status_code, refused.json()["type"][-6:]) == (403, "forged")
    client.get("/account/tokens/")
    headers = {"X-CSRFToken": client.cookies[settings.CSRF_COOKIE_NAME].value}
    made = client.post("/api/v1/centres", CENTRE, content_type="application/json", headers=headers)
    assert made.status_code == 201


def test_a_token_reaches_what_both_it_and_its_holder_may() -> None:
    holder = make.user(kind="street", area=make.area(code="361102001000"))
    make.area()
    program = Program.of(holder, scopes=["places.see"], area=make.area())
    assert [one["code"] for one in program.get("areas").json()["items"]] == [make.COMMUNITY]
    assert program.get("areas/361102001000").status_code == 404
    assert program.post("centres", CENTRE).status_code == 404
    actions.end_role(holder.roles.get(), on=datetime.date(2026, 1, 2), by=None)
    assert program.get("areas").status_code == 404


def test_a_token_is_good_until_it_is_revoked_runs_out_or_its_holder_goes() -> None:
    holder = make.user()
    token, secret = make.token(holder=holder)
    other, third = make.token(holder=holder), make.token(holder=make.user())
    assert Program(secret).get("areas").status_code == 200
    actions.revoke_token(token, by=holder)
    today = timezone.localdate()
    ApiToken.objects.filter(pk=other[0].pk).update(
        made_on=today - datetime.timedelta(days=9), expires_on=today
    )
    third[0].holder.is_active = False
    third[0].holder.save()
    assert [Program(one).get("areas").status_code for one in (secret, other[1], third[1])] == [
        401
    ] * 3
    with pytest.raises(Refused, match="a_token_is_revoked_once"):
        actions.revoke_token(token, by=holder)


def test_using_a_token_uses_its_holders_role_and_notes_the_day() -> None:
    token, secret = make.token()
    Program(secret).get("areas")
    token.refresh_from_db()
    assert token.last_used_on == token.holder.roles.get().used_on == timezone.localdate()


def test_only_the_hash_of_a_secret_is_kept_and_the_making_is_on_record() -> None:
    token, secret = make.token()
    kept = " ".join(
        str(value) for row in (token.__dict__, *Event.objects.values()) for value in row
    )
    assert secret not in kept + str(ApiToken.objects.values().get())
    assert Event.objects.filter(verb="people.make_token", thing_key=str(token.pk)).exists()


def test_a_token_for_more_than_its_holder_may_is_refused() -> None:
    clerk = make.user(kind="clerk", area=make.area())
    for scopes, area in ((["places.amend"], None), (["places.see"], OTHER), (["no.such"], None)):
        with pytest.raises(Refused, match="a_token_does_what_its_holder_may"):
            make.token(holder=clerk, scopes=scopes, area=area and make.area(code=area))


def test_personal_data_needs_a_marked_token() -> None:
    clerk = make.user(kind="clerk", area=make.area())
    with pytest.raises(Refused, match="a_token_for_personal_data_is_marked"):
        make.token(holder=clerk, scopes=["people.see_residents"])
    token, _secret = make.token(holder=clerk, scopes=["people.see_residents"], personal=True)
    assert token.reach("people.see_residents")
    token.personal = False
    assert not token.reach("people.see_residents")


@pytest.mark.parametrize(
    ("rule", "facts"),
    [
        ("a_person_names_a_token_once", {"name": "once"}),
        ("a_token_is_for_something", {"scopes": []}),
        ("a_token_runs_out_within_a_year", {"expires_on": datetime.date(2020, 1, 1)}),
        ("a_token_runs_out_within_a_year", {"expires_on": datetime.date(2999, 1, 1)}),
    ],
)
def test_the_rules_of_tokens(rule: str, facts: dict[str, Any]) -> None:
    holder = make.user()
    make.token(holder=holder, name="once")
    with pytest.raises(Refused) as refused:
        make.token(holder=holder, **facts)
    assert refused.value.rule == rule


def test_two_tokens_have_two_secrets() -> None:
    token, other = make.token()[0], make.token()[0]
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        ApiToken.objects.filter(pk=other.pk).update(secret_hash=token.secret_hash)
    assert "a_token_has_a_secret_of_its_own" in str(broken.value)


def test_a_token_is_made_and_revoked_on_its_page(client: Client) -> None:
    user = make.user()
    client.force_login(user)
    day = timezone.localdate() + datetime.timedelta(days=30)
    typed = {"name": "报表", "scopes": ["places.see"], "expires_on": day.isoformat()}
    made = client.post("/account/tokens/", typed).content.decode()
    secret = made.split("<code>")[1].split("</code>")[0]
    assert Program(secret).get("areas").status_code == 200
    assert secret not in client.get("/account/tokens/").content.decode()
    client.post(f"/account/tokens/{user.tokens.get().pk}/")
    assert Program(secret).get("areas").status_code == 401


def test_the_page_keeps_what_was_typed_and_says_what_is_wrong(client: Client) -> None:
    client.force_login(make.user())
    typed = {"name": "报表", "scopes": ["places.see"], "expires_on": "2020-01-01", "area": "99"}
    answer = client.post("/account/tokens/", typed, headers={"Accept-Language": "en"})
    assert answer.status_code == 409
    assert "There is no area 99." in answer.content.decode()
    assert 'value="报表"' in answer.content.decode()
    assert not ApiToken.objects.exists()


def test_nobody_revokes_the_token_of_another(client: Client) -> None:
    token, secret = make.token()
    client.force_login(make.user())
    assert client.post(f"/account/tokens/{token.pk}/").status_code == 404
    assert Program(secret).get("areas").status_code == 200


def test_personal_scopes_are_offered_only_after_a_second_factor(
    client: Client, settings: Settings
) -> None:
    settings.SECOND_FACTOR = True
    client.force_login(make.user(kind="clerk", area=make.area()))
    assert "people.see_residents" not in client.get("/account/tokens/").content.decode()
    session = client.session
    session[TWICE] = True
    session.save()
    assert "people.see_residents" in client.get("/account/tokens/").content.decode()
