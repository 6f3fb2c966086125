"""Messages, and how people want to be told."""

from jiamenkou.notices.models.message import Message
from jiamenkou.notices.models.preference import Preference

__all__ = ["Message", "Preference"]
