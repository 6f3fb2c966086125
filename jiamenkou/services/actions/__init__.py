"""What can be done with the catalogue, with cases and their papers, with ratings and skills."""

from jiamenkou.services.actions.bad_ratings import appeal, call_back, mend, rule, verify
from jiamenkou.services.actions.cases import (
    accept_case,
    begin_work,
    decide,
    deliver,
    open_case,
    reject,
    submit_case,
    withdraw,
)
from jiamenkou.services.actions.catalogue import (
    Loaded,
    end_offer,
    load_catalogue,
    offer,
    offer_everywhere,
)
from jiamenkou.services.actions.files import add_file, read_file, remove_file
from jiamenkou.services.actions.papers import Tick, ask_for, give_notice, tick
from jiamenkou.services.actions.ratings import invite, invite_unrated, invited, rate
from jiamenkou.services.actions.skills import certify, end_skill
from jiamenkou.services.actions.transfers import (
    accept_transfer,
    decline_transfer,
    offer_transfer,
    withdraw_transfer,
)
from jiamenkou.services.actions.warning import warn_of_thin_cover

__all__ = [
    "Loaded",
    "Tick",
    "accept_case",
    "accept_transfer",
    "add_file",
    "appeal",
    "ask_for",
    "begin_work",
    "call_back",
    "certify",
    "decide",
    "decline_transfer",
    "deliver",
    "end_offer",
    "end_skill",
    "give_notice",
    "invite",
    "invite_unrated",
    "invited",
    "load_catalogue",
    "mend",
    "offer",
    "offer_everywhere",
    "offer_transfer",
    "open_case",
    "rate",
    "read_file",
    "reject",
    "remove_file",
    "rule",
    "submit_case",
    "tick",
    "verify",
    "warn_of_thin_cover",
    "withdraw",
    "withdraw_transfer",
]
