"""What can be done in a hall: counters, tickets, calling and serving, appointments."""

from jiamenkou.hall.actions.appointments import (
    book,
    book_slot,
    cancel,
    hold_slot,
    lapse_holds,
    let_go,
    move,
)
from jiamenkou.hall.actions.calling import call_next, call_now, no_show, recall, take_back, transfer
from jiamenkou.hall.actions.cases import begin_case
from jiamenkou.hall.actions.counters import (
    add_counter,
    close_counter,
    keep_class,
    open_counter,
    retire_counter,
)
from jiamenkou.hall.actions.days import end_day
from jiamenkou.hall.actions.serving import finish, hold, name_visitor, resume, start
from jiamenkou.hall.actions.tickets import check_in, leave, take_ticket

__all__ = [
    "add_counter",
    "begin_case",
    "book",
    "book_slot",
    "call_next",
    "call_now",
    "cancel",
    "check_in",
    "close_counter",
    "end_day",
    "finish",
    "hold",
    "hold_slot",
    "keep_class",
    "lapse_holds",
    "leave",
    "let_go",
    "move",
    "name_visitor",
    "no_show",
    "open_counter",
    "recall",
    "resume",
    "retire_counter",
    "start",
    "take_back",
    "take_ticket",
    "transfer",
]
