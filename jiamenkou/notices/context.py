"""What every page of somebody signed in shows of their inbox."""

from django.http import HttpRequest

from jiamenkou.notices.models import Message
from jiamenkou.people.models import User

MOST_COUNTED = 99


def inbox(request: HttpRequest) -> dict[str, object]:
    """For the frame: a template of ours, and how many are unread, counted when it is shown."""

    def unread() -> str:
        return unread_words(request.user) if request.user.is_authenticated else ""

    return {"inbox": {"template": "notices/link.html", "unread": unread}}


def unread_words(user: User) -> str:
    """How many are unread: 3, 99+, or nothing."""
    number = Message.objects.inbox(user).unread()[: MOST_COUNTED + 1].count()
    if number > MOST_COUNTED:
        return f"{MOST_COUNTED}+"
    return str(number or "")
