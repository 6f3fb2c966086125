"""Rules that do not hold, as lists show them: what must hold one by one, the rest by rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from jiamenkou.rota.judging import Break
from jiamenkou.rota.words import BROKEN, RULES, break_words


@dataclass(frozen=True, kw_only=True)
class Remark:
    """One place where a rule does not hold."""

    tone: str
    word: str
    words: str
    href: str = ""


@dataclass(frozen=True, kw_only=True)
class RemarkGroup:
    """All places where one rule does not hold."""

    rule: str
    remarks: list[Remark]

    @property
    def count(self) -> int:
        return len(self.remarks)


def remark(one: Break, href: str = "") -> Remark:
    return Remark(
        tone="late" if one.hard else "due",
        word=_("must") if one.hard else _("should"),
        words=break_words(one),
        href=href,
    )


def grouped(breaks: Iterable[tuple[Break, str]]) -> list[RemarkGroup]:
    """By rule, in the order the dearest of each comes; each with where it leads."""
    found: dict[str, list[Remark]] = defaultdict(list)
    for one, href in breaks:
        found[one.code].append(remark(one, href))
    return [
        RemarkGroup(rule=str(RULES.get(code) or BROKEN.get(code, code)), remarks=remarks)
        for code, remarks in found.items()
    ]
