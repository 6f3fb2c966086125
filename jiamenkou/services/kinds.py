"""What cases and ratings tell people of."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from jiamenkou.notices.kinds import Kind
from jiamenkou.notices.models import Message

Channel = Message.Channel
EVERY = (Channel.IN_APP, Channel.SMS, Channel.MAIL, Channel.CALL)

KINDS = (
    Kind(
        name="services.papers_missing",
        label=_("Papers missing in my case"),
        title=_("Papers are missing: %(item)s"),
        body=_(
            "In case %(number)s (%(item)s, %(centre)s) these are missing, all named at once: "
            "%(names)s. The time stands still until you bring them."
        ),
        text=_(
            "%(centre)s: in your case %(number)s papers are missing: %(names)s. This is all that "
            "is missing."
        ),
        channels=EVERY,
    ),
    Kind(
        name="services.please_rate",
        label=_("How was it?"),
        title=_("How were you served?"),
        body=_("%(item)s at %(centre)s: say in a minute how it was. %(link)s"),
        text=_("%(centre)s: how were you served? %(link)s"),
        channels=EVERY,
    ),
    Kind(
        name="services.case_offered",
        label=_("A colleague hands me a case"),
        title=_("Case %(number)s is offered to you"),
        body=_("%(who)s asks you to take case %(number)s (%(item)s)."),
        page="cases:case",
    ),
    Kind(
        name="services.transfer_answered",
        label=_("A case I handed on was answered"),
        title=_("Case %(number)s: %(answer)s"),
        body=_("%(who)s answered your offer of case %(number)s: %(answer)s."),
        page="cases:case",
    ),
    Kind(
        name="services.bad_rating",
        label=_("A bad rating to be seen to"),
        title=_("A bad rating at %(centre)s"),
        body=_(
            "A resident was not satisfied. Look into it, mend it, and have somebody else call back "
            "by %(due)s."
        ),
        page="ratings:bad",
        channels=(Channel.IN_APP, Channel.MAIL),
    ),
    Kind(
        name="services.thin_cover",
        label=_("Services with fewer than two able clerks"),
        title=_("%(centre)s: services with too few able clerks"),
        body=_("Today fewer than two able clerks are on duty for: %(items)s."),
    ),
)
