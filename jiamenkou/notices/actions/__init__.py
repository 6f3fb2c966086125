"""What can be done with messages: tell, deliver, read, call, decide, choose, erase."""

from jiamenkou.notices.actions.calling import look_at_number, note_call
from jiamenkou.notices.actions.deciding import count_as_sent, send_again, withdraw
from jiamenkou.notices.actions.delivering import deliver, deliver_due
from jiamenkou.notices.actions.lapsing import lapse_roles
from jiamenkou.notices.actions.reading import choose_channels, mark_all_read, mark_read
from jiamenkou.notices.actions.telling import To, tell

__all__ = [
    "To",
    "choose_channels",
    "count_as_sent",
    "deliver",
    "deliver_due",
    "lapse_roles",
    "look_at_number",
    "mark_all_read",
    "mark_read",
    "note_call",
    "send_again",
    "tell",
    "withdraw",
]
