"""Invented residents of the demo's community and its neighbours, told through the same verbs.

Nobody of them lives: surnames of the old primer with 甲乙丙丁 for given names, telephones of one
block of examples, the ID number of the standard's own text.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from itertools import count

from jiamenkou.demo.ground import COMMUNITY
from jiamenkou.people import actions
from jiamenkou.people.models import Resident, User
from jiamenkou.places.models import Area

NEIGHBOURS = ("361102002015", "361102002017")
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"
STEMS = "甲乙丙丁戊己"
EXAMPLE_WOMAN = "11010519491231002X"
SINCE = datetime.date(2025, 1, 1)
ALONE, COUPLES, FAMILIES, NEXT_DOOR = 16, 9, 8, 6


def settle(*, by: User | None) -> None:
    """Old people alone, couples, families with children, and a few neighbours elsewhere."""
    here, phones = Area.objects.get(pk=COMMUNITY), _phones()
    for number in range(ALONE):
        _lives_alone(here, number, next(phones), by)
    for number in range(COUPLES):
        _couple(here, number, next(phones), by)
    for number in range(FAMILIES):
        _family(here, number, next(phones), by)
    for number in range(NEXT_DOOR):
        area = Area.objects.get(pk=NEIGHBOURS[number % len(NEIGHBOURS)])
        _lives_alone(area, ALONE + number, next(phones), by)


def _lives_alone(area: Area, number: int, phone: str, by: User | None) -> None:
    """The first is the woman of the standard's example; two in three are past 80."""
    facts = {"id_number": EXAMPLE_WOMAN} if number == 0 else {}
    born_on = None if number == 0 else _born(1934 + number % 18, number)
    gender = "f" if number % 3 < 2 else "m"
    one = _add(area, number, 0, born_on, by, gender=gender, phone=phone, channel="phone", **facts)
    actions.note_circumstance(one, kind="living_alone", begins=SINCE, by=by)
    if number % 4 == 1:
        level = number % 3 + 1
        actions.note_circumstance(one, kind="disability", level=level, begins=SINCE, by=by)


def _couple(area: Area, number: int, phone: str, by: User | None) -> None:
    facts = {"phone": phone, "channel": "phone", "language": "赣语"}
    he = _add(area, number, 1, _born(1945 + number * 2, number), by, gender="m", **facts)
    she = _add(area, number, 2, _born(1947 + number * 2, number + 3), by, gender="f", **facts)
    home = actions.found_household(he, by=by)
    actions.join_household(home, resident=she, by=by)


def _family(area: Area, number: int, phone: str, by: User | None) -> None:
    """A mother, a child, and in every other family a father; one child has no guardian yet."""
    facts = {"phone": phone, "channel": "sms"}
    mother = _add(area, number, 3, _born(1985 + number, number), by, gender="f", **facts)
    child = _add(area, number, 4, _born(2012 + number, number + 5), by, channel="sms")
    home = actions.found_household(mother, by=by)
    actions.join_household(home, resident=child, by=by)
    if number % 2 == 0:
        father = _add(area, number, 5, _born(1984 + number, number), by, gender="m", **facts)
        actions.join_household(home, resident=father, by=by)
    if number == FAMILIES - 1:
        return
    actions.name_guardian(child, guardian=mother, relation="parent", begins=SINCE, by=by)
    if number == 0:
        given = {"purpose": "photos", "how": "in_person", "on": SINCE}
        actions.give_consent(child, guardian=mother, by=by, **given)  # type: ignore[arg-type]


def _add(
    area: Area,
    number: int,
    stem: int,
    born_on: datetime.date | None,
    by: User | None,
    **facts: str,
) -> Resident:
    name = SURNAMES[number % len(SURNAMES)] + STEMS[stem]
    address = f"虚构路 {number + 1} 号 {stem + 1} 室"
    facts = {"address": address, "language": "普通话", **facts}
    return actions.add_resident(area, name=name, born_on=born_on, by=by, **facts)  # type: ignore[arg-type]


def _born(year: int, number: int) -> datetime.date:
    return datetime.date(year, number % 12 + 1, number * 7 % 28 + 1)


def _phones() -> Iterator[str]:
    """138 0013 80xx, one after the other."""
    return (f"138001380{number:02}" for number in count())
