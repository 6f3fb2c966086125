"""What can be done with accounts and roles."""

from jiamenkou.people.actions.accounts import add_account
from jiamenkou.people.actions.roles import end_role, give_role, hand_over, note_use

__all__ = ["add_account", "end_role", "give_role", "hand_over", "note_use"]
