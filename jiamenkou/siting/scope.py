"""Which part of the registers a person works with."""

from jiamenkou.people.models import User
from jiamenkou.places.models import Area
from jiamenkou.places.models.area import full_code


def district_of(user: User) -> Area | None:
    """The district or county a person works in, or the wider area; None: no area, so everything.

    Premises and people are planned by the district, so a community's manager sees all of its.
    """
    area = user.area
    if area is None or len(area.prefix) <= 6:
        return area
    return Area.objects.get(pk=full_code(area.code[:6]))
