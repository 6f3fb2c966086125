"""What rosters tell people of."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from jiamenkou.notices.kinds import Kind
from jiamenkou.notices.models import Message

Channel = Message.Channel
BOTH = (Channel.IN_APP, Channel.MAIL)

KINDS = (
    Kind(
        name="rota.published",
        label=_("My duties of a month are published"),
        title=_("Your duties in %(month)s"),
        body=_("The roster of %(centre)s for %(month)s is published: %(count)s duties are yours."),
        channels=BOTH,
        page="rota:mine",
    ),
    Kind(
        name="rota.changed",
        label=_("A duty of mine was changed"),
        title=_("Your duty on %(day)s was changed"),
        body=_("%(centre)s, %(day)s: %(was)s → %(now)s."),
        channels=BOTH,
        page="rota:mine",
        urgent=True,
    ),
    Kind(
        name="rota.swap_offered",
        label=_("A colleague offers me a duty"),
        title=_("%(who)s offers you a duty"),
        body=_("%(duty)s, in return for: %(wanted)s. Answer under “My shifts”."),
        channels=BOTH,
        page="rota:mine",
    ),
    Kind(
        name="rota.swap_answered",
        label=_("An offer of mine was answered"),
        title=_("Your offer was answered: %(answer)s"),
        body=_("%(duty)s: %(who)s."),
        channels=BOTH,
        page="rota:mine",
    ),
    Kind(
        name="rota.swapped",
        label=_("People of my centre swapped duties"),
        title=_("Two people swapped duties"),
        body=_("%(centre)s: %(words)s."),
        page="rota:swaps",
    ),
    Kind(
        name="rota.leave_asked",
        label=_("Somebody of my centre asks for leave"),
        title=_("%(who)s asks for leave"),
        body=_("From %(first)s to %(last)s."),
        page="rota:leave",
    ),
    Kind(
        name="rota.leave_answered",
        label=_("My leave was answered"),
        title=_("Your leave: %(answer)s"),
        body=_("From %(first)s to %(last)s."),
        channels=BOTH,
        page="rota:mine",
    ),
    Kind(
        name="rota.gap",
        label=_("A shift of the next seven days is open"),
        title=_("Open shifts on %(day)s"),
        body=_("%(centre)s, %(day)s: %(shifts)s."),
        channels=BOTH,
        page="rota:roster",
    ),
)
