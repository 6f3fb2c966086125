"""A proposal for an absence in words, and as the form of its button sends it back."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import BadRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jiamenkou.people.models import User
from jiamenkou.rota.models import ShiftPattern
from jiamenkou.rota.repairing import Move, Repair
from jiamenkou.rota.shown.remarks import Remark, remark
from jiamenkou.rota.shown.wording import day_words, hours

NOBODY = "-"


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """One way to fill what falls open."""

    heading: str
    changes: list[str]
    open: list[str]
    breaks: list[Remark]
    told: str
    hidden: list[tuple[str, str]]


def proposal_of(repair: Repair, number: int) -> Proposal:
    moves = list(repair.moves)
    names = _names(moves)
    changes = _changes(moves, names)
    told = sorted({names[one.person_to] for one in moves if one.person_to})
    count = len(changes)
    heading = ngettext("%(number)d · %(count)d change", "%(number)d · %(count)d changes", count)
    return Proposal(
        heading=heading % {"number": number, "count": count},
        changes=changes,
        open=[_shift_words(pattern, day) for pattern, day in repair.open],
        breaks=[remark(one) for one in repair.breaks],
        told=_("Told at once: %(names)s.") % {"names": "、".join(told)} if told else "",
        hidden=[("move", _written(one)) for one in moves],
    )


def nothing_falls_open() -> Proposal:
    """Somebody without a duty in those days: the absence alone is written down."""
    heading = _("No shift falls open: only the sick leave is written down.")
    return Proposal(heading=heading, changes=[], open=[], breaks=[], told="", hidden=[])


def _names(moves: Sequence[Move]) -> dict[int, str]:
    meant = {pk for one in moves for pk in (one.person_from, one.person_to) if pk}
    return dict(User.objects.filter(pk__in=meant).values_list("pk", "name"))


def _changes(moves: Sequence[Move], names: dict[int, str]) -> list[str]:
    """A sentence a change; who goes from one shift of a day to another makes one, not two."""
    left = {(one.person_from, one.day): one for one in moves if one.person_from}
    coming = {(one.person_to, one.day) for one in moves if one.person_to}
    return [
        _move_words(one, left.get((one.person_to, one.day)) if one.person_to else None, names)
        for one in moves
        if one.person_to or (one.person_from, one.day) not in coming
    ]


def _move_words(move: Move, left: Move | None, names: dict[int, str]) -> str:
    facts = {
        "shift": _shift_words(move.pattern, move.day),
        "leaves": names.get(move.person_from or 0, ""),
        "comes": names.get(move.person_to or 0, ""),
        "before": left.pattern.name if left else "",
    }
    if not move.person_to:
        return _("%(shift)s: %(leaves)s does not come.") % facts
    if left:
        return _("%(shift)s: %(comes)s, until now %(before)s, instead of %(leaves)s.") % facts
    if not move.person_from:
        return _("%(shift)s: %(comes)s comes.") % facts
    return _("%(shift)s: %(comes)s comes instead of %(leaves)s.") % facts


def _shift_words(pattern: ShiftPattern, day: datetime.date) -> str:
    return f"{day_words(day)} {pattern.name} {hours(pattern)}"


def _written(move: Move) -> str:
    """A move as plain numbers, to be read back by `read_moves`."""
    parts = (move.duty_id, move.person_from, move.person_to, move.pattern.pk, move.day)
    return ",".join(NOBODY if one is None else str(one) for one in parts)


def read_moves(written: Sequence[str]) -> list[Move]:
    """The moves a button sends back; BadRequest where they are nobody's."""
    try:
        split = [one.split(",") for one in written]
        patterns = ShiftPattern.objects.in_bulk([int(one[3]) for one in split])
        return [_move(one, patterns) for one in split]
    except (ValueError, KeyError, IndexError, OverflowError) as fault:
        raise BadRequest(_("This proposal cannot be read; ask for it again.")) from fault


def _move(parts: list[str], patterns: dict[int, Any]) -> Move:
    duty, leaves, comes, pattern, day = parts
    return Move(
        duty_id=_number(duty),
        person_from=_number(leaves),
        person_to=_number(comes),
        pattern=patterns[int(pattern)],
        day=datetime.date.fromisoformat(day),
    )


def _number(written: str) -> int | None:
    return None if written == NOBODY else int(written)
