"""What can be done with postings, shifts, leave, rules, rosters, duties, swaps and the ledger."""

from jiamenkou.rota.actions.duties import keep_duty, put
from jiamenkou.rota.actions.feeds import close_feed, feed_of, open_feed
from jiamenkou.rota.actions.generating import generate, make_roster, stop
from jiamenkou.rota.actions.leave import (
    Opening,
    approve_leave,
    ask_leave,
    refuse_leave,
    withdraw_leave,
)
from jiamenkou.rota.actions.ledger import pay_out, reverse_entry, write_ledger
from jiamenkou.rota.actions.patterns import add_pattern, amend_pattern, end_pattern
from jiamenkou.rota.actions.postings import amend_posting, end_posting, post
from jiamenkou.rota.actions.rosters import draw_roster, publish
from jiamenkou.rota.actions.rules import drop_rules, keep_rules
from jiamenkou.rota.actions.sickness import call_in_sick
from jiamenkou.rota.actions.swaps import accept_swap, decline_swap, offer_swap, withdraw_swap
from jiamenkou.rota.actions.warning import warn_of_gaps
from jiamenkou.rota.actions.wishes import unwish, wish

__all__ = [
    "Opening",
    "accept_swap",
    "add_pattern",
    "amend_pattern",
    "amend_posting",
    "approve_leave",
    "ask_leave",
    "call_in_sick",
    "close_feed",
    "decline_swap",
    "draw_roster",
    "drop_rules",
    "end_pattern",
    "end_posting",
    "feed_of",
    "generate",
    "keep_duty",
    "keep_rules",
    "make_roster",
    "offer_swap",
    "open_feed",
    "pay_out",
    "post",
    "publish",
    "put",
    "refuse_leave",
    "reverse_entry",
    "stop",
    "unwish",
    "warn_of_gaps",
    "wish",
    "withdraw_leave",
    "withdraw_swap",
    "write_ledger",
]
