"""The rules a person is rostered by: a limit and a weight each, and the default table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields

HARD = -1
"""The weight of a rule that may not be broken."""

MOST_MINUTES = 1440
"""No shift and no rest is longer than a day."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A limit, and what each unit beyond it costs: `HARD` may not be, 0 is only told.

    A unit is one day, duty, weekend or change; of minutes each hour begun is one unit.
    """

    limit: int = 0
    weight: int = HARD

    def __post_init__(self) -> None:
        if self.limit < 0:
            raise ValueError("limit: expected 0 or more")
        if self.weight < HARD:
            raise ValueError("weight: expected 0 or more, or HARD (-1)")

    @property
    def hard(self) -> bool:
        """Whether it may not be broken."""
        return self.weight == HARD


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What one contract asks; None means that nobody asks. A field's name is the rule's code.

    `rest_minutes`        least from the end of a duty to the start of the next.
    `day_minutes`         most in one duty, which counts on the day it starts.
    `week_minutes`        most from Monday to Sunday, overtime counted.
    `days_in_a_row`       most days worked one after another: 6 leaves one off in seven.
    `least_days_in_a_row` fewest; 2 makes a single working day an isolated one.
    `least_days_off`      fewest days off between duties; 2 makes a single day off an isolated one.
    `most_minutes`, `least_minutes`  in all days asked for.
    `most_weekends`       weeks in which a rest day is worked.
    `most_of_shift`       by shift: most duties of it.
    `change`              another shift than the day before (continuity); its limit is not used.
    `away`                a duty at another place than one's own; its limit is not used.
    `fair_rest_days`, `fair_evenings`, `fair_holidays`  duties this year beyond the fair share
                          of `fair.py`: the first costs the weight once, the second twice, and so
                          on; soft only, the limit is how many beyond the share are free.

    Raises ValueError naming the field.
    """

    rest_minutes: Rule | None = Rule(limit=660)
    day_minutes: Rule | None = Rule(limit=480)
    week_minutes: Rule | None = Rule(limit=2640)
    days_in_a_row: Rule | None = Rule(limit=6)
    least_days_in_a_row: Rule | None = None
    least_days_off: Rule | None = Rule(limit=2, weight=1)
    most_minutes: Rule | None = None
    least_minutes: Rule | None = None
    most_weekends: Rule | None = None
    most_of_shift: Mapping[int, Rule] = field(default_factory=dict)
    change: Rule | None = Rule(weight=1)
    away: Rule | None = Rule(weight=10)
    fair_rest_days: Rule | None = Rule(weight=4)
    fair_evenings: Rule | None = Rule(weight=3)
    fair_holidays: Rule | None = Rule(weight=8)

    def __post_init__(self) -> None:
        _check_order(self)
        _check_limits(self)

    @classmethod
    def none(cls, **asked: Rule | Mapping[int, Rule] | None) -> Rules:
        """Only what is named: `Rules.none(days_in_a_row=Rule(limit=5))`."""
        left_out = {each.name: None for each in fields(cls) if each.name != "most_of_shift"}
        return cls(**{**left_out, **asked})  # type: ignore[arg-type]


def _check_order(rules: Rules) -> None:
    for least, most in (
        ("least_minutes", "most_minutes"),
        ("least_days_in_a_row", "days_in_a_row"),
    ):
        low, high = getattr(rules, least), getattr(rules, most)
        if low and high and low.hard and high.hard and low.limit > high.limit:
            raise ValueError(f"{least}: {low.limit} is more than {most} allows, {high.limit}")


def _check_limits(rules: Rules) -> None:
    for name in ("days_in_a_row", "least_days_in_a_row", "least_days_off"):
        rule = getattr(rules, name)
        if rule and rule.limit < 1:
            raise ValueError(f"{name}: expected 1 day or more")
    if rules.rest_minutes and rules.rest_minutes.limit > MOST_MINUTES:
        raise ValueError(f"rest_minutes: expected at most {MOST_MINUTES}")
    for name in ("fair_rest_days", "fair_evenings", "fair_holidays"):
        rule = getattr(rules, name)
        if rule and rule.hard:
            raise ValueError(f"{name}: fairness is soft; expected a weight of 0 or more")
