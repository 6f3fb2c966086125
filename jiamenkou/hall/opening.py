"""What a hall must be asked before anybody waits there: is it open, does it do that?"""

from __future__ import annotations

import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from jiamenkou.lib.refusal import Refused
from jiamenkou.places.models import Centre, Opening
from jiamenkou.services.models import Offer, ServiceItem


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


def refuse_unbookable(item: ServiceItem, centre: Centre, day: datetime.date) -> None:
    offer = Offer.objects.on(day).filter(centre=centre, item=item).first()
    if offer is None:
        refuse_unoffered(item, centre, day)
    elif not offer.by_appointment:
        words = _("“%(item)s” is served without appointment: come and take a number.")
        raise Refused("what_is_booked_can_be_booked", words % {"item": item}, field="item")


def _closed_words(centre: Centre, now: datetime.datetime) -> str:
    later = Opening.objects.filter(centre=centre, during__startswith__gt=now)
    following = later.order_by("during").first()
    if following is None:
        return _("%(centre)s is closed now.") % {"centre": centre.name}
    begins = timezone.localtime(following.during.lower)
    words = _("%(centre)s is closed now; it opens on %(day)s at %(time)s.")
    return words % {"centre": centre.name, "day": begins.date(), "time": f"{begins:%H:%M}"}
