"""A visit to the hall: its number, whose turn it is, and where it stands."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import BooleanField, Case, F, Q, QuerySet, Value, When
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from jiamenkou.hall.models.appointment import Appointment
from jiamenkou.hall.models.counter import Counter
from jiamenkou.lib.scope import ScopedQuerySet
from jiamenkou.people.models import Resident
from jiamenkou.places.models import Centre
from jiamenkou.services.models import ServiceItem

EVERYBODY = 90
"""The rank of whoever belongs to no class that goes first."""


class PriorityClass(models.Model):
    """People who are called before others: the smaller the rank, the sooner."""

    code = models.SlugField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=40)
    name_en = models.CharField(_("name in English"), max_length=60)
    rank = models.SmallIntegerField(_("rank"))
    retired = models.BooleanField(_("no longer used"), default=False)

    class Meta:
        ordering = ["rank", "pk"]
        constraints = [
            models.CheckConstraint(
                name="a_class_goes_before_everybody_else",
                condition=Q(rank__range=(1, EVERYBODY - 1)),
                violation_error_message=_("A rank is from 1 to 89; the smaller, the sooner."),
            ),
        ]

    def __str__(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") else self.name


class Series(models.Model):
    """The last number given at a centre on a day under a letter; nothing counts tickets."""

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    prefix = models.CharField(max_length=2)
    last = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_series_runs_once_a_day",
                fields=["centre", "day", "prefix"],
                violation_error_message=_("This series runs already."),
            ),
            models.CheckConstraint(
                name="a_series_runs_forward",
                condition=Q(last__gte=0),
                violation_error_message=_("Numbers begin at 1."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prefix}{self.last:03}"


class TicketQuerySet(ScopedQuerySet["Ticket"]):
    """Questions asked of tickets."""

    scope = "centre__area__code"

    def of_day(self, centre: Centre, day: datetime.date) -> Self:
        return self.filter(centre=centre, day=day)

    def in_line(self) -> Self:
        return self.filter(state__in=Ticket.IN_LINE)

    def at_a_counter(self) -> Self:
        return self.filter(state__in=Ticket.AT_A_COUNTER)

    def callable_by(self, counter: Counter, items: Iterable[int] | QuerySet[Any, Any]) -> Self:
        """Of these items, and not sent to another counter."""
        return self.filter(Q(wanted=None) | Q(wanted=counter), item__in=items)

    def by_turn(self, now: datetime.datetime) -> Self:
        """Appointments that are due by their time, then by class, then by arrival.

        Who comes early for an appointment waits like everybody else until it is due.
        """
        due = Case(
            When(due_at__lte=now, then=Value(value=True)),
            default=Value(value=False),
            output_field=BooleanField(),
        )
        due_at = Case(When(due_at__lte=now, then=F("due_at")))
        return self.order_by(due.desc(), due_at, "rank", "arrived_at", "pk")


class Ticket(models.Model):
    """One visit: somebody waits, is called, served and done; it may hold several cases."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        CALLED = "called", _("Called")
        SERVING = "serving", _("Being served")
        HELD = "held", _("On hold")
        TRANSFERRED = "transferred", _("Sent on, waiting")
        NO_SHOW = "no_show", _("Did not come")
        DONE = "done", _("Done")
        LEFT = "left", _("Left")

    class Way(models.TextChoices):
        DESK = "desk", _("At the desk")
        KIOSK = "kiosk", _("At the machine")
        PHONE = "phone", _("By phone")

    IN_LINE = (State.WAITING, State.TRANSFERRED)
    AT_A_COUNTER = (State.CALLED, State.SERVING)
    HERE = (*IN_LINE, *AT_A_COUNTER, State.HELD)
    OVER = (State.DONE, State.LEFT)
    NEXT: dict[str, frozenset[str]] = {
        State.WAITING: frozenset({State.CALLED, State.LEFT}),
        State.TRANSFERRED: frozenset({State.CALLED, State.LEFT}),
        State.CALLED: frozenset(
            {State.SERVING, State.NO_SHOW, State.TRANSFERRED, State.WAITING, State.LEFT}
        ),
        State.SERVING: frozenset({State.HELD, State.DONE, State.TRANSFERRED}),
        State.HELD: frozenset({State.SERVING, State.TRANSFERRED, State.DONE, State.LEFT}),
        State.NO_SHOW: frozenset({State.WAITING, State.LEFT}),
        State.DONE: frozenset(),
        State.LEFT: frozenset(),
    }

    centre = models.ForeignKey(
        Centre, on_delete=models.PROTECT, related_name="tickets", db_index=False
    )
    day = models.DateField(_("day"))
    prefix = models.CharField(max_length=2)
    number = models.IntegerField(_("number"))
    item = models.ForeignKey(ServiceItem, on_delete=models.PROTECT, related_name="tickets")
    priority = models.ForeignKey(
        PriorityClass, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    rank = models.SmallIntegerField(default=EVERYBODY)
    due_at = models.DateTimeField(null=True)
    """When the appointment begins; from then on its turn has come."""
    arrived_at = models.DateTimeField()
    way = models.CharField(_("taken"), max_length=5, choices=Way)
    state = models.CharField(_("state"), max_length=11, choices=State, default=State.WAITING)
    counter = models.ForeignKey(
        Counter, on_delete=models.PROTECT, null=True, related_name="tickets", db_index=False
    )
    clerk = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    wanted = models.ForeignKey(
        Counter, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    """The counter it was sent to; no other calls it."""
    called_at = models.DateTimeField(null=True)
    calls = models.SmallIntegerField(default=0)
    return_until = models.DateTimeField(null=True)
    appointment = models.ForeignKey(
        Appointment, on_delete=models.SET_NULL, null=True, related_name="tickets", db_index=False
    )
    resident = models.ForeignKey(
        Resident, on_delete=models.SET_NULL, null=True, related_name="tickets"
    )
    cases = models.ManyToManyField("services.Case", related_name="tickets")
    secret = models.CharField(max_length=22)
    """Opens the ticket's own page; nobody else knows it."""
    key = models.CharField(max_length=64, blank=True)

    objects = TicketQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                name="ticket_in_line",
                fields=["centre", "day", "rank", "arrived_at"],
                condition=Q(state__in=["waiting", "transferred"]),
            ),
            models.Index(
                name="ticket_by_call",
                fields=["centre", "day", "-called_at"],
                condition=Q(called_at__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="a_number_is_given_once_a_day",
                fields=["centre", "day", "prefix", "number"],
                violation_error_message=_("This number was given already."),
            ),
            models.UniqueConstraint(
                name="a_ticket_is_opened_by_its_secret",
                fields=["secret"],
                violation_error_message=_("Another ticket has that address."),
            ),
            models.UniqueConstraint(
                name="a_ticket_is_taken_once_a_key",
                fields=["centre", "key"],
                condition=~Q(key=""),
                violation_error_message=_("This ticket was taken already."),
            ),
            models.UniqueConstraint(
                name="a_counter_has_one_ticket_at_a_time",
                fields=["counter"],
                condition=Q(state__in=["called", "serving"]),
                violation_error_message=_("This counter is busy with another number."),
            ),
            models.UniqueConstraint(
                name="an_appointment_has_one_ticket",
                fields=["appointment"],
                violation_error_message=_("There is a number for this appointment already."),
            ),
            models.CheckConstraint(
                name="a_number_is_from_one_to_9999",
                condition=Q(number__range=(1, 9999)),
                violation_error_message=_("No more numbers can be given today."),
            ),
            models.CheckConstraint(
                name="a_ticket_at_a_counter_says_which",
                condition=Q(state__in=["called", "serving"], counter__isnull=False)
                | Q(state__in=["waiting", "transferred"], counter=None)
                | Q(state__in=["held", "no_show", "done", "left"]),
                violation_error_message=_("Whoever is called is called to a counter."),
            ),
            models.CheckConstraint(
                name="who_did_not_come_may_come_back_until",
                condition=Q(state="no_show", return_until__isnull=False)
                | ~Q(state="no_show") & Q(return_until=None),
                violation_error_message=_("Who did not come may come back up to a moment."),
            ),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> str:
        """As it is printed and called: A012."""
        return f"{self.prefix}{self.number:03}"

    @property
    def lies_in(self) -> str:
        """The code of the area of its centre."""
        return self.centre.area_id

    @property
    def topic(self) -> str:
        """What the pages of its hall listen to."""
        return topic_of(self.centre_id)

    @property
    def own_topic(self) -> str:
        """What the page of whoever holds it listens to."""
        return f"ticket-{self.pk}"

    @property
    def over(self) -> bool:
        return self.state in self.OVER


def topic_of(centre_id: int) -> str:
    """What every live page of a hall listens to."""
    return f"hall-{centre_id}"
