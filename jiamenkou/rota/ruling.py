"""The rules in force for an area: the nation's table, with what nearer areas say otherwise."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jiamenkou.rota.models import Rule, RuleSet
from jiamenkou.rota.models.rules import RuleSetQuerySet

FILE = Path(__file__).parent / "rules.csv"
NEVER_HARD = ("fair_rest_days", "fair_evenings", "fair_holidays")
"""Fairness is levelled as well as may be; no month alone can be fair."""


@dataclass(frozen=True, kw_only=True)
class Stated:
    """One rule as an area or the nation states it.

    `number` of minutes or days; None where a rule has none. `least_minutes` and `most_minutes` are
    below and above what the contract asks of the month. `law`: the number is the law's most or
    least, which no area goes beyond.
    """

    code: str
    number: int | None = None
    hard: bool = False
    weight: int = 0
    source: str = ""
    law: str = ""
    area: str = ""


def rules_for(code: str) -> dict[str, Stated]:
    """The rules of the area of `code`, by their codes, in two queries."""
    return _over(RuleSet.objects.over(code))


def rules_with(rules: Iterable[Stated], code: str) -> dict[str, Stated]:
    """What would be in force for the area of `code` if it stated `rules`."""
    above = _over(RuleSet.objects.over(code).exclude(area=code))
    return above | {rule.code: rule for rule in rules}


def _over(sets: RuleSetQuerySet) -> dict[str, Stated]:
    found = dict(national())
    for one in sets.prefetch_related("rules"):
        found |= {rule.code: _stated(rule, one) for rule in one.rules.all()}
    return found


@cache
def national() -> dict[str, Stated]:
    """The table rules.csv, by code."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        return {line["code"]: _of_line(line) for line in csv.DictReader(lines)}


def _of_line(line: dict[str, str]) -> Stated:
    return Stated(
        code=line["code"],
        number=int(line["number"]) if line["number"] else None,
        hard=line["hard"] == "yes",
        weight=int(line["weight"] or 0),
        source=line["source"],
        law=line["law"],
    )


def _stated(rule: Rule, rule_set: RuleSet) -> Stated:
    return Stated(
        code=rule.code,
        number=rule.number,
        hard=rule.hard,
        weight=rule.weight,
        source=rule.source,
        law=national()[rule.code].law if rule.code in national() else "",
        area=rule_set.area_id,
    )
