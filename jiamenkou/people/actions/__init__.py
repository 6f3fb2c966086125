"""What can be done with accounts, roles and residents."""

from jiamenkou.people.actions.accounts import add_account, add_member, close_account
from jiamenkou.people.actions.circumstances import (
    end_circumstance,
    end_guardianship,
    name_guardian,
    note_circumstance,
)
from jiamenkou.people.actions.consents import (
    give_consent,
    note_health,
    read_consent_sheet,
    withdraw_consent,
)
from jiamenkou.people.actions.erasure import erase_person, export_person
from jiamenkou.people.actions.households import found_household, join_household, leave_household
from jiamenkou.people.actions.residents import add_resident, amend_resident, note_leaving
from jiamenkou.people.actions.retention import enforce_retention
from jiamenkou.people.actions.roles import end_role, give_role, hand_over, note_use
from jiamenkou.people.actions.unmasking import unmask

__all__ = [
    "add_account",
    "add_member",
    "add_resident",
    "amend_resident",
    "close_account",
    "end_circumstance",
    "end_guardianship",
    "end_role",
    "enforce_retention",
    "erase_person",
    "export_person",
    "found_household",
    "give_consent",
    "give_role",
    "hand_over",
    "join_household",
    "leave_household",
    "name_guardian",
    "note_circumstance",
    "note_health",
    "note_leaving",
    "note_use",
    "read_consent_sheet",
    "unmask",
    "withdraw_consent",
]
