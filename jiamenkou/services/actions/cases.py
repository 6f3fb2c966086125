"""What can be done with a case: open, accept, begin, decide, hand over, reject, withdraw."""

from __future__ import annotations

import datetime
from typing import TypedDict, Unpack

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jiamenkou.audit.actions import record
from jiamenkou.lib.constraints import refusing
from jiamenkou.lib.refusal import Refused
from jiamenkou.people.models import Guardianship, Resident, User
from jiamenkou.places.models import Centre
from jiamenkou.services.actions.steps import SERVE, go, locked, refuse_step, taken
from jiamenkou.services.models import (
    Case,
    CaseMaterial,
    CaseStep,
    Channel,
    ItemVersion,
    ServiceItem,
    State,
)
from jiamenkou.services.papers import lacking, refuse_lacking, stopping


class CaseFacts(TypedDict, total=False):
    """How it came, who acts for a minor, and whether it is a draft as yet."""

    channel: str
    guardian: Resident | None
    draft: bool


@transaction.atomic
def open_case(
    item: ServiceItem,
    *,
    centre: Centre,
    resident: Resident | None,
    by: User | None,
    key: str = "",
    **facts: Unpack[CaseFacts],
) -> Case:
    """Somebody's business with the item, submitted at once unless it is a `draft`.

    With a `key` (of this person's) the same case is opened once, however often it is asked for.
    """
    own_key = f"{by.pk if by else ''}:{key}" if key else ""
    if own_key and (known := Case.objects.filter(key=own_key).first()):
        return known
    now = timezone.now()
    channel, guardian = facts.get("channel", Channel.HALL), facts.get("guardian")
    version = _version_offered(item, centre, now)
    _refuse_channel(version, channel)
    _refuse_lone_minor(version, resident, guardian, timezone.localdate(now))
    pk, number = _numbered(now)
    case = Case(
        pk=pk, number=number, version=version, centre=centre, area_code=centre.area_id,
        resident=resident, guardian=guardian, channel=channel, opened_at=now, key=own_key,
    )  # fmt: skip
    if by and by.may(SERVE):
        case.first_clerk = case.clerk = by
    try:
        with refusing(Case):
            case.save(force_insert=True)
    except Refused as no:
        if no.rule != "a_key_opens_one_case":
            raise
        return Case.objects.get(key=own_key)  # the same click, a moment earlier
    CaseStep.objects.create(case=case, at=now, by=by, after=State.DRAFT)
    _list_papers(case)
    record("services.open_case", case, by=by, item=item.code, centre=centre.pk)
    return case if facts.get("draft") else submit_case(case, by=by)


@transaction.atomic
def submit_case(case: Case, *, by: User | None, key: str = "") -> Case:
    """The draft is handed in; within five working days it is accepted, or what lacks is told."""
    case = locked(case)
    if taken(case, key):
        return case
    go(case, State.SUBMITTED, by=by, key=key, submitted_at=timezone.now())
    record("services.submit_case", case, by=by)
    return case


@transaction.atomic
def accept_case(case: Case, *, by: User, key: str = "") -> Case:
    """All that is needed is there: the promised time begins."""
    case = locked(case)
    if taken(case, key):
        return case
    refuse_step(case, State.ACCEPTED)
    refuse_lacking(stopping(case, timezone.localdate()))
    now = timezone.now()
    _close_notice(case, now)
    go(case, State.ACCEPTED, by=by, key=key, accepted_at=case.accepted_at or now)
    record("services.accept_case", case, by=by, due=str(case.due_on))
    return case


@transaction.atomic
def begin_work(case: Case, *, by: User, key: str = "") -> Case:
    """Somebody works on it."""
    case = locked(case)
    if taken(case, key):
        return case
    go(case, State.IN_PROGRESS, by=by, key=key, started_at=timezone.now())
    record("services.begin_work", case, by=by)
    return case


@transaction.atomic
def decide(case: Case, *, result: str, by: User, key: str = "") -> Case:
    """What came of it; also what was let follow is there by now."""
    case = locked(case)
    if taken(case, key):
        return case
    refuse_step(case, State.DECIDED)
    refuse_lacking(lacking(case, timezone.localdate()))
    late = case.due_on is not None and timezone.localdate() > case.due_on
    go(case, State.DECIDED, by=by, key=key, result=result.strip(), decided_at=timezone.now())
    record("services.decide", case, by=by, late=late)
    return case


@transaction.atomic
def deliver(case: Case, *, how: str, to: str, by: User, key: str = "") -> Case:
    """The result is handed over."""
    case = locked(case)
    if taken(case, key):
        return case
    facts = {"delivered_how": how, "delivered_to": to, "delivered_at": timezone.now()}
    go(case, State.DELIVERED, by=by, key=key, **facts)
    record("services.deliver", case, by=by, how=how, to=to)
    return case


@transaction.atomic
def reject(case: Case, *, reason: str, remedy: str, by: User, key: str = "") -> Case:
    """It cannot be done; why, and what the resident can do about it."""
    case = locked(case)
    if taken(case, key):
        return case
    refuse_step(case, State.REJECTED)
    _refuse_silence(reason=reason, remedy=remedy)
    now = timezone.now()
    _close_notice(case, now)
    said = {"reason": reason.strip(), "remedy": remedy.strip()}
    go(case, State.REJECTED, by=by, key=key, ended_at=now, **said)
    record("services.reject", case, by=by)
    return case


@transaction.atomic
def withdraw(case: Case, *, reason: str = "", by: User | None, key: str = "") -> Case:
    """The resident does not want it any more."""
    case = locked(case)
    if taken(case, key):
        return case
    refuse_step(case, State.WITHDRAWN)
    now = timezone.now()
    _close_notice(case, now)
    go(case, State.WITHDRAWN, by=by, key=key, ended_at=now, reason=reason.strip())
    record("services.withdraw", case, by=by)
    return case


def _version_offered(item: ServiceItem, centre: Centre, now: datetime.datetime) -> ItemVersion:
    today = timezone.localdate(now)
    if not item.offers.on(today).filter(centre=centre).exists():
        words = _("%(centre)s does not offer “%(item)s” today.")
        facts = {"centre": centre, "item": item}
        raise Refused("a_case_is_of_what_the_centre_offers", words % facts, field="item")
    version = item.version_on(today)
    if version is None:
        words = _("No version of “%(item)s” counts today.") % {"item": item}
        raise Refused("a_case_is_of_a_version_in_force", words, field="item")
    return version


def _refuse_channel(version: ItemVersion, channel: str) -> None:
    if channel not in version.channels:
        ways = "、".join(version.channel_words)
        words = _("This service comes in these ways: %(ways)s.") % {"ways": ways}
        raise Refused("a_case_comes_in_a_way_of_its_item", words, field="channel")


def _refuse_lone_minor(
    version: ItemVersion, resident: Resident | None, guardian: Resident | None, day: datetime.date
) -> None:
    """Where the item asks one, a minor comes with a guardian who is on record."""
    if guardian and resident:
        on_record = Guardianship.objects.on(day).filter(minor=resident, guardian=guardian)
        if not on_record.exists():
            words = _("%(guardian)s is not on record as their guardian: name them there first.")
            facts = {"guardian": guardian}
            raise Refused("a_guardian_is_on_record", words % facts, field="guardian")
    minor = resident is not None and (resident.age_on(day) or 18) < 18
    if version.guardian_for_minors and minor and guardian is None:
        words = _("They are under 18: this service asks for a guardian beside them. Choose who.")
        raise Refused("a_minor_comes_with_a_guardian", words, field="guardian")


def _refuse_silence(*, reason: str, remedy: str) -> None:
    rule = "a_rejected_case_says_why_and_what_can_be_done"
    if not reason.strip():
        raise Refused(rule, _("Say why it cannot be done."), field="reason")
    if not remedy.strip():
        raise Refused(rule, _("Say what the resident can do about it."), field="remedy")


def _list_papers(case: Case) -> None:
    """What the version asks; what it asks only in some cases is not needed until somebody says."""
    CaseMaterial.objects.bulk_create(
        CaseMaterial(
            case=case, material=one, name=one.name, may_follow=one.may_follow,
            state=CaseMaterial.State.NOT_NEEDED if one.when else CaseMaterial.State.MISSING,
        )
        for one in case.version.materials.all()
    )  # fmt: skip


def _close_notice(case: Case, now: datetime.datetime) -> None:
    case.notices.filter(answered_at=None).update(answered_at=now)


def _numbered(now: datetime.datetime) -> tuple[int, str]:
    """Its key, and a number made of it and the day: gaps are allowed in it, waiting is not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('services_case', 'id'))")
        key = int(cursor.fetchone()[0])
    return key, f"{timezone.localdate(now):%Y%m%d}{key:06d}"
