"""The table of the outbox."""

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jiamenkou.notices.models import Message
from jiamenkou.notices.shown import kind_label, masked_recipient, tone_of
from jiamenkou.web.columns import Choice, Column
from jiamenkou.web.formats import when
from jiamenkou.web.tables import Table


class OutboxTable(Table[Message]):
    """Messages by state, channel and age, the newest first; to whom is masked, what is not said."""

    name = "outbox"
    columns = (
        Column(
            name="kind",
            label=_("Notice"),
            value=kind_label,
            href=lambda one: reverse("outbox:message", args=[one.pk]),
        ),
        Column(name="user", label=_("To"), value=masked_recipient),
        Column(name="channel", label=_("Channel"), value=lambda one: one.get_channel_display()),
        Column(
            name="state",
            label=_("State"),
            value=lambda one: one.get_state_display(),
            tone=tone_of,
        ),
        Column(name="asked_at", label=_("Asked"), order="asked_at", show=when),
        Column(name="not_before", label=_("Not before"), show=when),
        Column(name="ended_at", label=_("Ended"), show=when),
        Column(name="attempts", label=_("Tries"), numeric=True),
        Column(name="fault", label=_("Fault")),
    )
    filters = (
        Choice(name="state", label=_("State"), choices=Message.State.choices),
        Choice(name="channel", label=_("Channel"), choices=Message.Channel.choices),
    )
    order = "-pk"
    empty = _("Messages to people belong here. None was told yet.")

    def __init__(self, request: HttpRequest, queryset: QuerySet[Message]) -> None:
        super().__init__(request, queryset.select_related("user"))
