"""Appointments: hold a time, book it, move it, give it back."""

from __future__ import annotations

import datetime
import secrets
from typing import NoReturn

from django.conf import settings
from django.db import models, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone
from django.utils.translation import gettext as _

from jiamenkou.audit.actions import record
from jiamenkou.hall.lanes import NOBODY, is_start, lanes_at
from jiamenkou.hall.models import Appointment
from jiamenkou.hall.models.appointment import AppointmentQuerySet
from jiamenkou.hall.models.ticket import topic_of
from jiamenkou.hall.opening import bookable_minutes
from jiamenkou.lib.constraints import refusing
from jiamenkou.lib.phones import NotAPhone, plain_phone
from jiamenkou.lib.prepared import Prepared, insert, planned
from jiamenkou.lib.refusal import Refused
from jiamenkou.lib.sealed import Blind
from jiamenkou.lib.sealing import blind
from jiamenkou.notices import actions as notices
from jiamenkou.people.models import Resident, User
from jiamenkou.places.models import Centre, Opening
from jiamenkou.services.models import ServiceItem
from jiamenkou.web import live

HOLD_MINUTES = 10
"""Long enough to type a name slowly."""
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
State = Appointment.State
SAME_PHONE = Prepared(
    lambda mark, day, but: (
        Appointment.objects.booked()
        .alias(mark=Blind("phone"))
        .filter(mark=mark, day=day)
        .exclude(pk=but)
        .values_list("pk", flat=True)
    ),
    mark=models.BinaryField(),
    day=models.DateField(),
    but=models.BigIntegerField(),
)


@transaction.atomic
def hold_slot(
    item: ServiceItem,
    *,
    centre: Centre,
    begins: datetime.datetime,
    owner: str,
    by: User | None = None,
) -> Appointment:
    """The time is `owner`'s for ten minutes; what they held before is free again."""
    now, during = timezone.now(), _wanted_time(item, centre, begins)
    _lock_day(centre, begins)
    mine = Appointment.objects.filter(state=State.HELD, owner=owner)
    held = mine.filter(centre=centre, item=item, held_until__gt=now).first()
    if held and held.during.lower == begins:
        return held
    _free(mine, by=by)
    wanted = Appointment(
        centre=centre,
        item=item,
        owner=owner,
        state=State.HELD,
        held_until=now + datetime.timedelta(minutes=HOLD_MINUTES),
    )
    return _promised(wanted, during, now=now, by=by, verb="hall.hold_slot")


@transaction.atomic
def book(
    held: Appointment,
    *,
    name: str,
    phone: str,
    resident: Resident | None = None,
    by: User | None = None,
) -> Appointment:
    """What is held becomes an appointment; booked again, it is the same one."""
    _refuse_many(_plain(phone), held.day, but=held)
    held = _locked(held)
    if held.state == State.BOOKED:
        return held
    if held.state != State.HELD or (held.held_until and held.held_until <= timezone.now()):
        words = _("The time was kept for you for %(minutes)s minutes and is free again: choose it "
                  "once more, or another.")  # fmt: skip
        raise Refused("a_hold_is_taken_up_in_time", words % {"minutes": HOLD_MINUTES})
    held.state, held.held_until = State.BOOKED, None
    _say_who(held, name, phone, resident, by)
    with refusing(Appointment, savepoint=False):
        held.save()
    record("hall.book", held, by=by, item=held.item.code, day=held.day.isoformat())
    _told(held, "hall.booked")
    return held


def book_slot(  # noqa: PLR0913 - what a clerk types
    item: ServiceItem,
    *,
    centre: Centre,
    begins: datetime.datetime,
    name: str,
    phone: str,
    resident: Resident | None = None,
    by: User | None,
    key: str = "",
) -> Appointment:
    """Without a hold, as a clerk or a program books: by the same rules; once a `key`."""
    owner = f"user:{by.pk}" if by else "nobody"
    made = Appointment.objects.filter(owner=owner, key=key)
    if key and (found := made.first()):
        return found
    try:
        with transaction.atomic():
            wanted = Appointment(state=State.BOOKED, owner=owner, key=key, centre=centre, item=item)
            return _book_slot(wanted, begins, name=name, phone=phone, resident=resident, by=by)
    except Refused as no:
        if no.rule == "an_appointment_is_made_once_a_key":
            return made.get()
        raise


@transaction.atomic
def cancel(appointment: Appointment, *, by: User | None) -> Appointment:
    """The time is free again, once, however often it is asked."""
    appointment = _locked(appointment)
    if appointment.state == State.CANCELLED:
        return appointment
    _refuse_ended(appointment)
    appointment.state, appointment.sequence = State.CANCELLED, appointment.sequence + 1
    appointment.save(update_fields=["state", "sequence"])
    record("hall.cancel", appointment, by=by, day=appointment.day.isoformat())
    _told(appointment, "hall.cancelled")
    return appointment


@transaction.atomic
def move(appointment: Appointment, *, begins: datetime.datetime, by: User | None) -> Appointment:
    """To another time of the same centre; the old one is free in the same moment, and what was
    typed stays.
    """
    during, now = _wanted_time(appointment.item, appointment.centre, begins), timezone.now()
    _refuse_many(appointment.phone, timezone.localdate(begins), but=appointment)
    _lock_day(appointment.centre, begins)
    appointment = _locked(appointment)
    if appointment.during.lower == begins:
        return appointment
    _refuse_ended(appointment)
    appointment.clerk_id = _free_clerk(appointment, during, now=now)
    appointment.day, appointment.during = timezone.localdate(begins), during
    appointment.sequence += 1
    with refusing(Appointment, savepoint=False):
        appointment.save(update_fields=["clerk", "day", "during", "sequence"])
    record("hall.move", appointment, by=by, day=appointment.day.isoformat())
    _told(appointment, "hall.booked")
    return appointment


@transaction.atomic
def let_go(held: Appointment, *, by: User | None) -> bool:
    """The hold is given back before its time; whether it was still held."""
    return _free(Appointment.objects.filter(pk=held.pk), by=by) == 1


@transaction.atomic
def lapse_holds() -> int:
    """Every minute: holds that ran out; how many there were. Each is freed once."""
    over = Appointment.objects.run_out(timezone.now())
    return _free(over, by=None)


def _book_slot(
    made: Appointment,
    begins: datetime.datetime,
    *,
    name: str,
    phone: str,
    resident: Resident | None,
    by: User | None,
) -> Appointment:
    _say_who(made, name, phone, resident, by)
    during = _wanted_time(made.item, made.centre, begins)
    _refuse_many(made.phone, timezone.localdate(begins))
    _lock_day(made.centre, begins)
    made = _promised(made, during, now=timezone.now(), by=by, verb="hall.book")
    _told(made, "hall.booked")
    return made


def _promised(
    wanted: Appointment,
    during: DateTimeTZRange,
    *,
    now: datetime.datetime,
    by: User | None,
    verb: str,
) -> Appointment:
    """A clerk's time for it, counted inside the lock; the database refuses what we overlooked."""
    wanted.clerk_id = _free_clerk(wanted, during, now=now)
    wanted.day, wanted.during = timezone.localdate(during.lower), during
    wanted.secret = secrets.token_urlsafe(16)
    with refusing(Appointment, savepoint=False):
        insert(wanted)
    record(verb, wanted, by=by, item=wanted.item.code, day=wanted.day.isoformat())
    live.tell(topic_of(wanted.centre_id))
    return wanted


def _wanted_time(item: ServiceItem, centre: Centre, begins: datetime.datetime) -> DateTimeTZRange:
    """From a start of the opening hours, as long as the item takes."""
    if begins <= timezone.now():
        raise Refused("an_appointment_lies_ahead", _("That time is over: choose a later one."),
                      field="begins")  # fmt: skip
    minutes = bookable_minutes(item, centre, timezone.localdate(begins))
    lasts = datetime.timedelta(minutes=minutes)
    if not is_start(centre, begins, lasts):
        _refuse_time(centre, begins)
    return DateTimeTZRange(begins, begins + lasts)


def _free_clerk(wanted: Appointment, during: DateTimeTZRange, *, now: datetime.datetime) -> int:
    """Whose time it will be; a hold of theirs that ran out is let go, for the constraint's sake."""
    lanes = lanes_at(wanted.item, wanted.centre, during, now=now, but=wanted if wanted.pk else None)
    if not lanes:
        _refuse_time(wanted.centre, during.lower)
    lane = next((one for one in lanes if one.free), None)
    if lane is None:
        words = _("That time was just taken; choose another.")
        raise Refused("a_clerks_time_is_promised_once", words, field="begins")
    if lane.has_lapsed:
        over = Appointment.objects.run_out(now).filter(clerk=lane.clerk, during__overlap=during)
        _free(over, by=None)
    return lane.clerk


def _refuse_time(centre: Centre, begins: datetime.datetime) -> NoReturn:
    words = _why_not(centre, begins)
    raise Refused("an_appointment_is_in_opening_hours", words, field="begins")


def _why_not(centre: Centre, begins: datetime.datetime) -> str:
    day = timezone.localdate(begins)
    if not Opening.objects.filter(centre=centre, day=day).exists():
        words = _("%(centre)s takes no appointments on %(day)s: it is closed, or that is too far "
                  "ahead. Choose another day.")  # fmt: skip
        return words % {"centre": centre.name, "day": day}
    return _("Nobody is on duty for this service at that time: choose one of the times shown.")


def _say_who(
    made: Appointment, name: str, phone: str, resident: Resident | None, by: User | None
) -> None:
    made.name, made.resident, made.booked_by = name.strip(), resident, by
    if not made.name:
        raise Refused("who_books_says_who_they_are", _("Say your name."), field="name")
    made.phone = _plain(phone)


def _plain(phone: str) -> str:
    try:
        return plain_phone(phone)
    except NotAPhone as fault:
        raise Refused("a_phone_can_be_called", str(fault), field="phone") from fault


def _refuse_many(phone: str, day: datetime.date, *, but: Appointment | None = None) -> None:
    """Counted inside a lock of the telephone, so five clicks at once are counted one by one.

    Everybody locks in one order: the telephone, the day of the hall, the row.
    """
    mark = blind(phone, purpose="hall_appointment.phone")
    _lock(mark.hex())
    same = SAME_PHONE.all(mark=mark, day=day, but=but.pk if but else NOBODY)
    most = settings.APPOINTMENTS_A_PHONE
    if len(same) >= most:
        words = _("There are %(most)s appointments on %(day)s with this telephone already; cancel "
                  "one first, or choose another day.")  # fmt: skip
        raise Refused(
            "a_phone_books_so_many_a_day", words % {"most": most, "day": day}, field="phone"
        )


def _refuse_ended(appointment: Appointment) -> None:
    if appointment.state != State.BOOKED:
        words = _("This appointment is not open: %(state)s.")
        facts = {"state": appointment.get_state_display()}
        raise Refused("an_open_appointment_is_changed", words % facts)


def _free(held: AppointmentQuerySet, *, by: User | None) -> int:
    rows = held.filter(state=State.HELD).select_for_update(of=["self"])
    freed = list(rows.select_related("centre"))
    for one in freed:
        one.state, one.held_until = State.LAPSED, None
        one.save(update_fields=["state", "held_until"])
        record("hall.let_go", one, by=by, day=one.day.isoformat())
        live.tell(topic_of(one.centre_id))
    return len(freed)


def _locked(appointment: Appointment) -> Appointment:
    found = Appointment.objects.select_for_update(of=["self"])
    return found.select_related("centre", "item").get(pk=appointment.pk)


def _lock_day(centre: Centre, begins: datetime.datetime) -> None:
    _lock(f"hall:{centre.pk}:{timezone.localdate(begins)}")


def _lock(name: str) -> None:
    with planned() as cursor:
        cursor.execute(LOCK, [name])


def _told(appointment: Appointment, kind: str) -> None:
    """By text message; who books for somebody without a telephone gives the family's."""
    to = notices.To(
        name=appointment.name, phone=appointment.phone, area_code=appointment.centre.area_id
    )
    begins = appointment.begins
    notices.tell(
        to,
        kind,
        about=appointment,
        key=f"{appointment.secret}:{appointment.sequence}:{kind}",
        centre=appointment.centre.name,
        item=str(appointment.item),
        day=begins.date().isoformat(),
        time=f"{begins:%H:%M}",
    )
