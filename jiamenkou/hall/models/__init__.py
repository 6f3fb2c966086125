"""Counters and who sits at them, tickets and their time, appointments."""

from jiamenkou.hall.models.appointment import Appointment
from jiamenkou.hall.models.counter import Counter, Sitting
from jiamenkou.hall.models.interval import Interval
from jiamenkou.hall.models.ticket import PriorityClass, Series, Ticket

__all__ = [
    "Appointment",
    "Counter",
    "Interval",
    "PriorityClass",
    "Series",
    "Sitting",
    "Ticket",
]
