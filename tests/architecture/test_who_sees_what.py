"""Every URL x every role x an object of another area: outside one's scope nothing exists.

What an address needs to name an object is decided below; a new address without a decision fails.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth import get_user
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import Http404, HttpResponseNotFound
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from jiamenkou.people.models import Resident, Role, User
from jiamenkou.people.policy import POLICY
from jiamenkou.places.models import Area, Centre
from jiamenkou.rota import actions as rota
from jiamenkou.services import actions as services
from tests import make

pytestmark = pytest.mark.django_db
HERE, THERE = "361102001001", "361121001001"
HOLIDAY = datetime.date(2026, 6, 19)
MARK = "异地标记"
Tried = Callable[[str], None]
KINDS = [*Role.Kind.values, "nobody"]

NAMES_NO_OBJECT = {
    "places:blank-sheet",
    "openings:centre", "openings:feed",  # for everybody, in every area
    "jobs:job", "jobs:repetition", "jobs:cancellation",
    "rota:rule",  # of one's own area, by its code
    "rota:on-duty", "rota:calendar",  # for anybody, and for who knows the secret
    "services:item",  # for everybody
    "hall:screen", "hall:take-code", "hall:kiosk", "hall:take", "hall:arrival", "live-hall",
    "live-screen", "booking:centres", "booking:times",  # for whoever comes to a hall
    "ticket:page", "ticket:change", "ticket:code", "live-ticket",  # for who knows the secret
    "appointment:page", "appointment:release", "appointment:cancellation", "appointment:move",
    "appointment:arrival", "appointment:calendar",
    "ratings:rate",  # for who knows the secret
    "token",  # one's own only: tests/api/test_access.py
}  # fmt: skip
"""Addresses that show nothing of any area, whatever they name."""

OBJECTS: dict[str, Callable[[Any], list[Any]]] = {
    "places:area": lambda far: [far.area.pk],
    "places:new-centre": lambda far: [far.area.pk],
    "places:new-headcount": lambda far: [far.area.pk],
    "places:centre": lambda far: [far.centre.pk],
    "places:amend-centre": lambda far: [far.centre.pk],
    "places:close-centre": lambda far: [far.centre.pk],
    "places:new-room": lambda far: [far.centre.pk],
    "places:new-floor-area": lambda far: [far.centre.pk],
    "places:new-agreement": lambda far: [far.centre.pk],
    "places:end-agreement": lambda far: [far.agreement.pk],
    "places:evidence": lambda far: [far.floor_area.pk],
    "openings:new-rule": lambda far: [far.centre.pk, "weekly"],
    "openings:rule": lambda far: [far.rule.pk],
    "openings:drop-rule": lambda far: [far.rule.pk],
    "places:trial": lambda _far: ["0" * 32],
    "siting:scenario": lambda far: [far.scenario.pk],
    "siting:edit-scenario": lambda far: [far.scenario.pk],
    "siting:copy-scenario": lambda far: [far.scenario.pk],
    "siting:site-rules": lambda far: [far.scenario.pk],
    "siting:site-rule": lambda far: [far.scenario.pk, far.centre.pk],
    "siting:new-run": lambda far: [far.scenario.pk],
    "siting:run": lambda far: [far.run.pk],
    "siting:stop-run": lambda far: [far.run.pk],
    "siting:retry-run": lambda far: [far.run.pk],
    "siting:run-site": lambda far: [far.run.pk, far.site.pk],
    "siting:what-if": lambda far: [far.run.pk],
    "siting:export-run": lambda far: [far.run.pk, "xlsx"],
    "siting:premises": lambda far: [far.premises.pk],
    "siting:edit-premises": lambda far: [far.premises.pk],
    "siting:premises-state": lambda far: [far.premises.pk],
    "siting:premises-trial": lambda _far: ["0" * 32],
    "siting:layer": lambda far: [far.layer.pk],
    "siting:layer-trial": lambda _far: ["0" * 32],
    "siting:measure-walks": lambda far: [far.layer.pk],
    "audit:event": lambda far: [far.event.pk],
    "people:account": lambda far: [far.member.pk],
    "people:new-role": lambda far: [far.member.pk],
    "people:end-account": lambda far: [far.member.pk],
    "people:end-role": lambda far: [far.role.pk],
    "people:hand-over-role": lambda far: [far.role.pk],
    "people:resident": lambda far: [far.resident.pk],
    "people:edit-resident": lambda far: [far.resident.pk],
    "people:unmask-resident": lambda far: [far.resident.pk],
    "people:resident-leaving": lambda far: [far.resident.pk],
    "people:new-group": lambda far: [far.resident.pk],
    "people:new-guardian": lambda far: [far.resident.pk],
    "people:new-household": lambda far: [far.resident.pk],
    "people:new-consent": lambda far: [far.resident.pk],
    "people:new-health-note": lambda far: [far.resident.pk],
    "people:export-resident": lambda far: [far.resident.pk],
    "people:erase-resident": lambda far: [far.resident.pk],
    "people:withdraw-consent": lambda far: [far.consent.pk],
    "people:consent-file": lambda far: [far.consent.pk],
    "people:unmask-health": lambda far: [far.note.pk],
    "people:end-group": lambda far: [far.group.pk],
    "people:end-guardian": lambda far: [far.guardianship.pk],
    "people:household": lambda far: [far.household.pk],
    "people:unmask-household": lambda far: [far.household.pk],
    "people:join-household": lambda far: [far.household.pk],
    "people:leave-household": lambda far: [far.household.pk, far.resident.pk],
    "notices:message": lambda far: [far.told.pk],
    "outbox:message": lambda far: [far.message.pk],
    "outbox:decision": lambda far: [far.message.pk],
    "calls:call": lambda far: [far.call.pk],
    "live-run": lambda far: [far.run.pk],
    "rota:roster": lambda far: [far.roster.pk],
    "rota:day": lambda far: [far.roster.pk],
    "rota:gap": lambda far: [far.roster.pk],
    "rota:person": lambda far: [far.roster.pk, far.member.pk],
    "rota:absence": lambda far: [far.roster.pk],
    "rota:publication": lambda far: [far.roster.pk],
    "rota:new-generation": lambda far: [far.roster.pk],
    "rota:roster-board": lambda far: [far.roster.pk],
    "rota:roster-sheet": lambda far: [far.roster.pk],
    "rota:generation": lambda far: [far.generation.pk],
    "rota:stop-generation": lambda far: [far.generation.pk],
    "live-generation": lambda far: [far.generation.pk],
    "rota:my-duty": lambda far: [far.duty.pk],
    "rota:my-swap": lambda far: [far.swap.pk],
    "rota:end-wish": lambda far: [far.wish.pk],
    "rota:end-leave": lambda far: [far.leave.pk],
    "rota:leave": lambda far: [far.leave.pk],
    "rota:person-ledger": lambda far: [far.member.pk],
    "rota:ledger-entry": lambda far: [far.entry.pk],
    "rota:posting": lambda far: [far.posting.pk],
    "rota:end-posting": lambda far: [far.posting.pk],
    "rota:pattern": lambda far: [far.pattern.pk],
    "rota:end-pattern": lambda far: [far.pattern.pk],
    "hall:sitting": lambda far: [far.counter.pk],
    "hall:call": lambda far: [far.counter.pk],
    "hall:retirement": lambda far: [far.counter.pk],
    "hall:story": lambda far: [far.ticket.pk],
    "hall:step": lambda far: [far.ticket.pk],
    "hall:transfer": lambda far: [far.ticket.pk],
    "hall:visitor": lambda far: [far.ticket.pk],
    "hall:case": lambda far: [far.ticket.pk],
    "hall:board": lambda far: [far.centre.pk],
    "hall:report": lambda far: [far.centre.pk, "2026-06-01"],
    "hall:appointments": lambda far: [far.centre.pk],
    "hall:counters": lambda far: [far.centre.pk],
    "cases:case": lambda far: [far.case.pk],
    "cases:step": lambda far: [far.case.pk, "acceptance"],
    "cases:papers": lambda far: [far.case.pk],
    "cases:new-paper": lambda far: [far.case.pk],
    "cases:notice": lambda far: [far.case.pk, 1],
    "cases:new-file": lambda far: [far.case.pk],
    "cases:file": lambda far: [far.scan.pk],
    "cases:remove-file": lambda far: [far.scan.pk],
    "cases:new-transfer": lambda far: [far.case.pk],
    "cases:transfer": lambda far: [far.transfer.pk],
    "cases:rating": lambda far: [far.case.pk],
    "cases:invitation": lambda far: [far.case.pk],
    "ratings:bad": lambda far: [far.bad.pk],
    "ratings:bad-step": lambda far: [far.bad.pk, "finding"],
    "skills:skill": lambda far: [far.skill.pk],
    "skills:offer": lambda far: [far.offer.pk],
    "rota:area-year": lambda far: [far.area.pk],
    "rota:centre-year": lambda far: [far.centre.pk],
}
"""For an address that names an object: the words that name a foreign one."""

ONES_OWN = {"notices:message", "rota:my-duty", "rota:my-swap"}
"""Addresses of what is one person's own, and does not exist for their neighbours either."""

NEEDS_AN_UPLOAD = {
    "places:trial", "siting:premises-trial", "siting:layer-trial", "places:evidence",
    "people:consent-file",
}  # fmt: skip
"""Addresses of a file that somebody uploaded before."""


@pytest.fixture(autouse=True)
def _one_factor(settings: Any) -> None:
    settings.SECOND_FACTOR = False


def pages(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from pages(entry, f"{space}{entry.namespace}:" if entry.namespace else space)
        elif access_of(entry) != "each operation's own":  # tests/api/test_access.py walks those
            yield f"{space}{entry.name}", entry


def access_of(page: URLPattern) -> str:
    return str(getattr(page.callback, "access", ""))


PAGES = dict(pages(get_resolver()))


def needs_words(page: URLPattern) -> bool:
    return bool(page.pattern.regex.groups)


@pytest.fixture
def tried(record_property: Callable[[str, object], None], kind: str) -> Tried:
    """Counts a request of this role at an address; the run's last lines say how many there were."""
    return lambda name: record_property("access", f"{name} {kind}")


@pytest.fixture(scope="module")
def world(
    request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker
) -> Iterator[SimpleNamespace]:
    """A community with everything in it, another county with the like, somebody of each kind."""
    request.getfixturevalue("django_db_setup")
    with django_db_blocker.unblock(), transaction.atomic():
        here = make.area(code=HERE)
        yield SimpleNamespace(
            near=_things(HERE, "本地"),
            far=_things(THERE, MARK),
            users={kind: _somebody(kind, here) for kind in KINDS},
        )
        transaction.set_rollback(True)


def _things(code: str, mark: str) -> SimpleNamespace:
    """Things of an area, each with the mark in its name."""
    area = make.area(code=code, name=f"{mark}社区")
    centre = make.centre(area=area, name=f"{mark}中心")
    neighbour = make.centre(area=area, name=f"{mark}邻居")
    file = SimpleUploadedFile("deed.pdf", b"%PDF-1.4 deed")
    premises = make.premises(area=area, name=f"{mark}房屋")
    layer = make.layer(area=area, name=f"{mark}住户", codes=(code, code))
    scenario = make.scenario(area=area, name=f"{mark}方案", layer=layer)
    run = make.run(scenario=scenario)
    member = make.user(kind="clerk", area=area, name=f"{mark}职员")
    child, resident = make.child(area=area, name=f"{mark}孩子"), make.resident(area=area)
    consent = make.consent(resident=resident)
    return SimpleNamespace(
        area=area, member=member, role=member.roles.get(), centre=centre, premises=premises,
        layer=layer, scenario=scenario, run=run, resident=resident, consent=consent,
        guardianship=make.guardianship(minor=child, guardian=resident),
        group=make.circumstance(resident=resident), household=make.household(head=resident),
        note=make.health_note(resident=resident),
        floor_area=make.floor_area(centre=centre, file=file),
        message=make.notice(make.to(name=mark, area_code=code), title=mark),
        call=make.notice(make.to(name=mark, area_code=code, call=True), title=mark),
        told=make.notice(member, title=mark),
        rule=make.hours(centre=centre),
        agreement=make.sharing(host=centre, guest=neighbour),
        event=make.event(area=area),
        site=run.plan_sites.first() or SimpleNamespace(pk=1),
        **_duties(centre, member, mark),
        **_services(centre, member, resident, mark),
        counter=make.counter(centre=centre), ticket=make.ticket(centre=centre, resident=resident),
        appointment=make.appointment(centre=centre, clerk=member, name=mark),
    )  # fmt: skip


def _duties(centre: Centre, member: User, mark: str) -> dict[str, Any]:
    """Somebody on duty on a holiday that is over and on a day to come, and all that follows."""
    day = (timezone.localdate() + datetime.timedelta(days=62)).replace(day=1)
    posting = make.posting(centre=centre, person=member)
    pattern = make.pattern(centre=centre, name=f"{mark}班", needed_holiday=1)
    roster, past = make.roster(centre=centre, month=day), make.roster(centre=centre)
    make.duty(roster=past, person=member, pattern=pattern, day=HOLIDAY)
    duty = make.duty(roster=roster, person=member, pattern=pattern, day=day)
    make.published(past)
    rota.write_ledger(HOLIDAY + datetime.timedelta(days=1))
    drawn = make.roster(centre=centre, month=datetime.date(2026, 7, 1))
    return {
        "posting": posting, "pattern": pattern, "duty": duty, "entry": member.ledger.get(),
        "roster": make.published(roster), "swap": make.swap(duty=duty),
        "leave": make.leave(person=member, first=day + datetime.timedelta(days=9)),
        "wish": make.wish(person=member, day=day),
        "generation": rota.generate(drawn, by=None),
    }  # fmt: skip


def _services(centre: Centre, member: User, resident: Resident, mark: str) -> dict[str, Any]:
    """A case with a scan, a notice and an offer to a colleague, and one that was rated badly."""
    case = make.case(centre=centre, by=member, resident=resident)
    item = case.version.item
    colleague = make.posting(centre=centre).person
    make.skill(person=colleague, item=item)
    scan = SimpleUploadedFile(f"{mark}.pdf", b"%PDF-1.4 scan")
    file = services.add_file(case, upload=scan, by=member)
    services.give_notice(case, by=member)
    rated = make.delivered(make.case(centre=centre, item=item, by=member, resident=resident))
    return {
        "case": case, "scan": file, "offer": item.offers.get(centre=centre),
        "transfer": services.offer_transfer(case, to=colleague, why=mark, by=member),
        "bad": make.rating(case=rated, level=1, words=mark).bad,
        "skill": make.skill(person=member, item=item),
    }  # fmt: skip


def test_every_address_has_a_decision() -> None:
    undecided = {
        name for name, page in PAGES.items() if needs_words(page) and name not in NAMES_NO_OBJECT
    } - OBJECTS.keys()
    assert not undecided
    assert not (OBJECTS.keys() | NAMES_NO_OBJECT) - PAGES.keys()


@pytest.mark.parametrize("kind", KINDS)
def test_a_foreign_object_does_not_exist(
    client: Client,
    world: SimpleNamespace,
    kind: str,
    tried: Tried,
    settings: Any,
) -> None:
    settings.SECOND_FACTOR = False  # a way to sign in again would hide what lies behind
    client.force_login(world.users[kind])
    before = Centre.objects.count()
    for name, words in OBJECTS.items():
        address = reverse(name, args=words(world.far))
        for answer in _answers(client, name, address):
            assert answer.status_code in {404, 405}, f"{kind} {name}: {answer.status_code}"
            tried(name)
    assert Centre.objects.count() == before


@pytest.mark.parametrize("kind", KINDS)
def test_no_list_export_or_form_tells_of_another_area(
    client: Client, world: SimpleNamespace, kind: str, tried: Tried, settings: Any
) -> None:
    settings.SECOND_FACTOR = False
    user = world.users[kind]
    client.force_login(user)
    for name, page in PAGES.items():
        if needs_words(page) or access_of(page) == "anyone" or name.startswith("live-"):
            continue
        for query in ("", "?export=csv", f"?q={MARK}"):
            answer = client.get(reverse(name) + query)
            text = _text(answer).replace(f'value="{MARK}"', "")
            assert MARK not in text, f"{kind} {name}{query}"
            tried(name)


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_opens_for_the_roles_of_its_action_and_exists_for_no_other(
    client: Client, world: SimpleNamespace, kind: str, settings: Any
) -> None:
    settings.SECOND_FACTOR = False
    user = world.users[kind]
    client.force_login(user)
    for name, page in PAGES.items():
        if needs_words(page) or access_of(page) not in POLICY:
            continue
        allowed = user.may(access_of(page))
        answer = client.get(reverse(name), follow=True)
        there = answer.status_code != 404
        assert there == allowed, f"{kind} {name}: {answer.status_code}"


@pytest.mark.parametrize("kind", KINDS)
def test_an_object_of_ones_own_area_opens_for_the_roles_of_its_action(
    client: Client, world: SimpleNamespace, kind: str, settings: Any, tried: Tried
) -> None:
    settings.SECOND_FACTOR = False
    user = world.users[kind]
    client.force_login(user)
    for name, words in OBJECTS.items():
        if name in NEEDS_AN_UPLOAD | ONES_OWN or name.startswith("live-"):
            continue
        answer = client.get(reverse(name, args=words(world.near)))
        there = answer.status_code != 404
        tried(name)
        assert there == user.may(access_of(PAGES[name])) or answer.status_code == 405, name


@pytest.mark.parametrize("kind", KINDS)
def test_no_page_leads_its_reader_to_a_door_that_is_not_theirs(
    client: Client, world: SimpleNamespace, kind: str, settings: Any
) -> None:
    settings.SECOND_FACTOR = False
    client.force_login(world.users[kind])
    doors: dict[str, str] = {}
    for name, page in PAGES.items():
        if (needs_words(page) and name not in OBJECTS) or name in NEEDS_AN_UPLOAD:
            continue
        if name.startswith("live-") or access_of(page) not in {*POLICY, "signed in"}:
            continue
        words = OBJECTS[name](world.near) if needs_words(page) else []
        answer = client.get(reverse(name, args=words))
        if answer.status_code == 200 and "html" in answer.headers["Content-Type"]:
            doors |= dict.fromkeys(re.findall(r'href="(/[^"#?]*)', _text(answer)), name)
    dead = {link: name for link, name in doors.items() if not _is_there(client, link)}
    assert not dead


def test_somebody_who_is_not_signed_in_is_asked_to(client: Client, world: SimpleNamespace) -> None:
    for name, page in PAGES.items():
        if access_of(page) in {"anyone", "machine"}:
            continue
        words = OBJECTS[name](world.far) if name in OBJECTS else _any_words(page)
        answer = next(_answers(client, name, reverse(name, args=words)))
        assert answer.status_code in {302, 405}, name
        assert answer.status_code == 405 or answer.headers["Location"].startswith("/sign-in/")


def _somebody(kind: str, here: Area) -> User:
    return make.user(kind="" if kind == "nobody" else kind, area=here)


def _answers(client: Client, name: str, address: str) -> Iterator[Any]:
    if name.startswith("live-"):
        yield _listen(client, address)
        return
    yield client.get(address)
    yield client.post(address)


def _listen(client: Client, address: str) -> Any:
    """What a stream's first word is; asked in this thread, which holds the test's transaction."""
    match, request = resolve(address), RequestFactory().get(address)
    user, request.session = get_user(client), client.session

    async def known() -> Any:
        return user

    request.user, request.auser = user, known
    try:
        return async_to_sync(match.func)(request, **match.kwargs)
    except Http404:
        return HttpResponseNotFound()


def _is_there(client: Client, link: str) -> bool:
    """A file somebody uploaded is not asked for: it lies where its own test ended."""
    if link.startswith("/static/") or link.endswith("/file/"):
        return True
    return client.get(link).status_code != 404


def _any_words(page: URLPattern) -> list[str]:
    return ["1" for _ in range(page.pattern.regex.groups)]


def _text(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return re.sub(r"\s+", " ", content.decode(errors="replace"))
