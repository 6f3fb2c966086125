"""What a hall must be asked before anybody waits there: is it open, does it do that?"""

from __future__ import annotations

import datetime
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from jiamenkou.lib.prepared import Prepared, planned
from jiamenkou.lib.refusal import Refused
from jiamenkou.places.models import Centre, Opening
from jiamenkou.services.models import Offer, ServiceItem

BOOKABLE = Prepared(
    lambda item, centre, day: (
        Offer.objects.on(day)
        .filter(item__versions__during__contains=day, centre=centre, item=item)
        .values_list("by_appointment", "item__versions__minutes")
    ),
    item=models.BigIntegerField(),
    centre=models.BigIntegerField(),
    day=models.DateField(),
)
DOOR = """
SELECT
(SELECT by_appointment FROM places_opening
    WHERE centre_id = %(centre)s AND during @> %(now)s::timestamptz),
EXISTS (SELECT 1 FROM services_offer o JOIN services_itemversion v USING (item_id)
        WHERE o.centre_id = %(centre)s AND item_id = %(item)s
        AND o.during @> %(day)s::date AND v.during @> %(day)s::date)
"""


def refuse_at_the_door(item: ServiceItem, centre: Centre, now: datetime.datetime) -> None:
    """Both questions in one statement: this is asked of everybody who comes."""
    day = timezone.localdate(now)
    asked: dict[str, Any] = {"centre": centre.pk, "item": item.pk, "now": now, "day": day}
    with planned() as cursor:
        cursor.execute(DOOR, asked)
        by_appointment, offered = cursor.fetchone()
    if by_appointment is not False:
        refuse_closed(centre, now)
    if not offered:
        refuse_unoffered(item, centre, day)


def refuse_closed(centre: Centre, now: datetime.datetime, *, booked: bool = False) -> None:
    """By the opening hours kept; hours for appointments only let nobody else in."""
    opening = Opening.objects.filter(centre=centre, during__contains=now).first()
    if opening is None:
        raise Refused("a_closed_hall_gives_no_numbers", _closed_words(centre, now))
    if opening.by_appointment and not booked:
        words = _("%(centre)s serves by appointment only at this hour: book a time, please.")
        raise Refused("an_hour_by_appointment_is_booked", words % {"centre": centre.name})


def refuse_unoffered(item: ServiceItem, centre: Centre, day: datetime.date) -> None:
    if not ServiceItem.objects.offered_at(centre, day).filter(pk=item.pk).exists():
        words = _("%(centre)s does not offer “%(item)s”: choose another service or centre.")
        facts = {"centre": centre.name, "item": item}
        raise Refused("a_hall_does_what_it_offers", words % facts, field="item")


def bookable_minutes(item: ServiceItem, centre: Centre, day: datetime.date) -> int:
    """How long it takes; Refused where it is not offered there, or is not booked ahead."""
    found = BOOKABLE.first(item=item.pk, centre=centre.pk, day=day)
    if found is None:
        words = _("%(centre)s does not offer “%(item)s”: choose another service or centre.")
        facts = {"centre": centre.name, "item": item}
        raise Refused("a_hall_does_what_it_offers", words % facts, field="item")
    by_appointment, minutes = found
    if not by_appointment:
        words = _("“%(item)s” is served without appointment: come and take a number.")
        raise Refused("what_is_booked_can_be_booked", words % {"item": item}, field="item")
    return int(minutes)


def _closed_words(centre: Centre, now: datetime.datetime) -> str:
    later = Opening.objects.filter(centre=centre, during__startswith__gt=now)
    following = later.order_by("during").first()
    if following is None:
        return _("%(centre)s is closed now.") % {"centre": centre.name}
    begins = timezone.localtime(following.during.lower)
    words = _("%(centre)s is closed now; it opens on %(day)s at %(time)s.")
    return words % {"centre": centre.name, "day": begins.date(), "time": f"{begins:%H:%M}"}
