"""Who signs in, and as what."""

from jiamenkou.people.models.account import User
from jiamenkou.people.models.role import Role

__all__ = ["Role", "User"]
