"""The hall as programs read and write it: a number machine, a screen, the city's own app."""

import datetime
from typing import Annotated

from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from jiamenkou.hall.lanes import Start
from jiamenkou.hall.models import Appointment, Sitting, Ticket
from jiamenkou.hall.waiting import Line, Wait
from jiamenkou.web.api.fields import Day, Moment, Said, Shown, named

YEARS = range(2000, 2101)
STEPS = ("recall", "start", "hold", "resume", "finish", "no_show", "take_back", "leave", "call")


def _near(moment: datetime.datetime) -> datetime.datetime:
    """Years far away have no local time."""
    if moment.year not in YEARS:
        raise PydanticCustomError("moment", "a time with its offset")
    return moment


Begins = Annotated[
    Moment, AfterValidator(_near), Field(description="When, with its offset; one of the times.")
]
Item = Annotated[str, Field(pattern=r"^[-a-zA-Z0-9_]{1,40}$", description="The code of a service.")]
Name = Annotated[str, named(60)]
Phone = Annotated[str, named(30)]


class TicketSaid(Said):
    """A number that is asked for."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"item": "hukou", "way": "kiosk"}]})

    item: Item
    way: Annotated[str, Field(pattern="^(desk|kiosk|phone)$")] = "kiosk"
    goes_first: Annotated[
        str, Field(pattern=r"^[-a-zA-Z0-9_]{0,20}$", description="The code of who goes first.")
    ] = ""


class WaitShown(Shown):
    """How long it may take, in minutes; without them, why not: `nobody` serves it, or too `few`
    visits are known to go by.
    """

    ahead: int
    minutes: int | None
    least: int | None
    most: int | None
    why: str

    @classmethod
    def of(cls, wait: Wait) -> "WaitShown":
        return cls(
            ahead=wait.ahead, minutes=wait.minutes, least=wait.least, most=wait.most, why=wait.why
        )


class TicketShown(Shown):
    """A number; `page` is its own page, for whoever holds it."""

    id: int
    number: str
    day: datetime.date
    centre: int
    item: str
    state: str
    counter: int | None
    calls: int
    page: str

    @classmethod
    def of(cls, ticket: Ticket) -> "TicketShown":
        return cls(
            id=ticket.pk,
            number=ticket.words,
            day=ticket.day,
            centre=ticket.centre_id,
            item=ticket.item.code,
            state=ticket.state,
            counter=ticket.counter.number if ticket.counter else None,
            calls=ticket.calls,
            page=f"/t/{ticket.secret}/",
        )


class WaitingTicketShown(TicketShown):
    """A number with its place in line; without one where it does not wait."""

    wait: WaitShown | None

    @classmethod
    def at(cls, ticket: Ticket, line: Line) -> "WaitingTicketShown":
        waits = ticket.state in Ticket.IN_LINE
        wait = WaitShown.of(line.wait_of(ticket)) if waits else None
        return cls(**TicketShown.of(ticket).model_dump(), wait=wait)


class CalledShown(Shown):
    """Who was called; nobody where nobody waits whom this clerk may serve."""

    ticket: TicketShown | None


class StepSaid(Said):
    """A step of a visit."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"step": "start"}]})

    step: Annotated[str, Field(pattern=f"^({'|'.join(STEPS)})$")]


class SittingSaid(Said):
    """Sitting down at a counter, or leaving it."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"open": True}]})

    open: bool


class SittingShown(Shown):
    """Who sits at a counter now; nobody where it is closed."""

    counter: int
    clerk: str

    @classmethod
    def of(cls, sitting: Sitting) -> "SittingShown":
        return cls(counter=sitting.counter.number, clerk=str(sitting.clerk))


class HallShown(Shown):
    """A hall at this moment."""

    at: datetime.datetime
    waiting: int
    counters: list[SittingShown]
    calls: list[TicketShown]
    next: list[TicketShown]


class TimesAsked(Schema):
    """What for, and on which day."""

    item: Item
    day: Annotated[Day | None, Field(description="Without it, today.")] = None


class TimeShown(Shown):
    """A time that can be booked while some are `free` of the `seats` there are."""

    begins: datetime.datetime
    ends: datetime.datetime
    seats: int
    free: int

    @classmethod
    def of(cls, start: Start) -> "TimeShown":
        return cls(begins=start.begins, ends=start.ends, seats=start.seats, free=len(start.free))


class TimesShown(Shown):
    """The times of a day, in order."""

    items: list[TimeShown]


class HoldSaid(Said):
    """A time to be kept for `owner`, who holds one at a time."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"item": "hukou", "begins": "2026-11-25T09:00:00+08:00", "owner": "phone-7f3a"}
            ]
        }
    )

    item: Item
    begins: Begins
    owner: Annotated[str, Field(pattern=r"^[\x21-\x7e]{8,64}$")]


class WhoSaid(Said):
    """Who an appointment is for."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"name": "张三", "phone": "13800138000"}]}
    )

    name: Name
    phone: Phone


class AppointmentSaid(WhoSaid):
    """An appointment, without a hold."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "item": "hukou",
                    "begins": "2026-11-25T09:00:00+08:00",
                    "name": "张三",
                    "phone": "13800138000",
                }
            ]
        }
    )

    item: Item
    begins: Begins


class MoveSaid(Said):
    """Another time."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"begins": "2026-11-25T10:00:00+08:00"}]}
    )

    begins: Begins


class AppointmentShown(Shown):
    """An appointment; whose it is, is not repeated."""

    id: int
    centre: int
    item: str
    begins: datetime.datetime
    ends: datetime.datetime
    state: str
    held_until: datetime.datetime | None
    page: str

    @classmethod
    def of(cls, one: Appointment) -> "AppointmentShown":
        return cls(
            id=one.pk,
            centre=one.centre_id,
            item=one.item.code,
            begins=one.begins,
            ends=one.ends,
            state=one.state,
            held_until=one.held_until,
            page=f"/a/{one.secret}/",
        )
