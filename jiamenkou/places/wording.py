"""Findings and norms in words: the value, what it should be, and how the number was made."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jiamenkou.places.models import Finding, FloorArea, Norm, Room
from jiamenkou.web.formats import NOTHING, m2, metres, people, percent

How = Mapping[str, Any]


def amount(value: Decimal | None, unit: str) -> str:
    """A value in the unit of its norm."""
    if value is None:
        return _("unknown")
    if unit == Norm.Unit.YES:
        return _("yes") if value else _("no")
    if unit == Norm.Unit.KINDS:
        return ngettext("%(n)d kind", "%(n)d kinds", int(value)) % {"n": value}
    if unit == Norm.Unit.M2_PER_100_HOUSEHOLDS:
        return _("%(area)s per 100 households") % {"area": m2(float(value))}
    return {Norm.Unit.M2: m2, Norm.Unit.SHARE: percent, Norm.Unit.METRES: metres}[Norm.Unit(unit)](
        float(value)
    )


def norm_name(norm: Norm) -> str:
    """What the norm is about: its criterion, with the radius where it has one."""
    if norm.radius_metres:
        return _("People within %(radius)s") % {"radius": metres(norm.radius_metres)}
    return str(norm)


def norm_in_words(norm: Norm) -> str:
    """What the norm asks: at least 30 m² per 100 households (target 80 m² …)."""
    asked = amount(norm.threshold, norm.unit)
    if norm.unit == Norm.Unit.YES:
        return asked
    less = norm.criterion in {Norm.Criterion.MEAN_WALK, Norm.Criterion.P95_WALK}
    words = (_("at most %(asked)s") if less else _("at least %(asked)s")) % {"asked": asked}
    if norm.required_kinds:
        words += _(" of: %(kinds)s") % {"kinds": room_kinds(norm.required_kinds)}
    if norm.target:
        words += _(" (target %(target)s)") % {"target": amount(norm.target, norm.unit)}
    return words


def shortfall_in_words(finding: Finding) -> str:
    """By how much it is short."""
    if finding.shortfall is None:
        return ""
    if finding.norm.unit == Norm.Unit.YES:
        return _("missing")
    return _("short by %(amount)s") % {"amount": amount(finding.shortfall, finding.norm.unit)}


def how_in_words(finding: Finding) -> str:
    """How the value was made, figure by figure, each with its source and day."""
    return HOW[finding.norm.criterion](finding.how)


def room_kinds(kinds: list[str]) -> str:
    return "、".join(str(Room.Kind(kind).label) for kind in kinds)


def _per_100_households(how: How) -> str:
    if not how["square_metres"] or not how["households"]:
        known = [_area(how)] if how["square_metres"] else [_("no usable area is on record")]
        return "; ".join([*known, _households(how)])
    return _("%(area)s ÷ %(households)s × 100") % {
        "area": _area(how),
        "households": _households(how),
    }


def _area(how: How) -> str:
    if not how["square_metres"]:
        return _("no floor area is on record")
    return _("%(area)s %(kind)s (%(source)s, %(day)s)") % {
        "area": m2(float(how["square_metres"])),
        "kind": FloorArea.Kind(how["area_kind"]).label,
        "source": FloorArea.Source(how["area_source"]).label,
        "day": how["measured_on"],
    }


def _households(how: How) -> str:
    if how["uncounted_areas"]:
        return _("no count of households for %(number)s of %(all)s areas served: %(names)s") % {
            "number": how["uncounted_areas"],
            "all": how["uncounted_areas"] + how["counted_areas"],
            "names": _listed(how["uncounted"], how["uncounted_areas"]),
        }
    sources = [
        _("%(area)s %(number)s, %(source)s, %(day)s")
        % {
            "area": count["area"],
            "number": people(count["households"]),
            "source": count["source"],
            "day": count["as_of"],
        }
        for count in how["counts"]
    ]
    return _("%(number)s households (%(counts)s)") % {
        "number": people(how["households"]),
        "counts": _listed(sources, how["counted_areas"], between="; "),
    }


def _listed(names: list[str], all_there_are: int, between: str = "、") -> str:
    more = all_there_are - len(names)
    tail = [_("and %(number)s more") % {"number": more}] if more > 0 else []
    return between.join([*names, *tail])


def _rooms(how: How) -> str:
    if not how["rooms"]:
        return _("no rooms are on record")
    words = ngettext("%(n)d room on record", "%(n)d rooms on record", how["rooms"]) % {
        "n": how["rooms"]
    }
    if how["kinds"]:
        words += _("; of use here: %(kinds)s") % {"kinds": room_kinds(how["kinds"])}
    if how.get("lacking"):
        words += _("; lacking: %(kinds)s") % {"kinds": room_kinds(how["lacking"])}
    return words


def _hall(how: How) -> str:
    floor, lift = how["hall_floor"], how["has_lift"]
    on_floor = _("hall on floor %(floor)s") % {"floor": NOTHING if floor is None else floor}
    lifts = {None: _("lift unknown"), True: _("there is a lift"), False: _("no lift")}
    return f"{on_floor}; {lifts[lift]}"


def _step_free(how: How) -> str:
    words = {None: _("not on record"), True: _("step-free"), False: _("there are steps")}
    return words[how["step_free"]]


def _walk(how: How) -> str:
    if not how["walk_people"]:
        return _("no walks have been measured")
    return _("walks of %(people)s people measured on %(day)s (%(method)s; %(layer)s)") % {
        "people": people(how["walk_people"]),
        "day": how["measured_on"],
        "method": how["method"],
        "layer": how["layer"],
    }


HOW: Mapping[str, Callable[[How], str]] = {
    Norm.Criterion.AREA_PER_100_HOUSEHOLDS: _per_100_households,
    Norm.Criterion.FLOOR_AREA: _area,
    Norm.Criterion.FUNCTIONS: _rooms,
    Norm.Criterion.REQUIRED_ROOMS: _rooms,
    Norm.Criterion.HALL_ACCESS: _hall,
    Norm.Criterion.STEP_FREE: _step_free,
    Norm.Criterion.SHARE_WITHIN: _walk,
    Norm.Criterion.MEAN_WALK: _walk,
    Norm.Criterion.P95_WALK: _walk,
}
