"""What can be done with accounts and roles."""

from jiamenkou.people.actions.accounts import add_account, add_member, close_account
from jiamenkou.people.actions.roles import end_role, give_role, hand_over, note_use

__all__ = [
    "add_account",
    "add_member",
    "close_account",
    "end_role",
    "give_role",
    "hand_over",
    "note_use",
]
