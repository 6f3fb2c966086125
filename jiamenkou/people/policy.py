"""Who may do what: every action of the house, the roles that may, and how near it goes to a person.

Where they may is the area of the role. A page or endpoint names its action with `@may("…")`.
"""

from dataclasses import dataclass
from enum import IntEnum

PLANNER, STREET, MANAGER, CLERK, STEWARD = "planner", "street", "manager", "clerk", "steward"
LECTURER, REVIEWER, AUDITOR, OPERATOR = "lecturer", "reviewer", "auditor", "operator"
OFFICE = frozenset({PLANNER, STREET, MANAGER})
STAFF = OFFICE | {CLERK, STEWARD, LECTURER, REVIEWER}


class Sensitivity(IntEnum):
    """What an action shows or changes."""

    INTERNAL = 1
    """Facts of the work."""
    PERSONAL = 2
    """Facts about residents, masked where they identify: needs a second factor at sign-in."""
    SENSITIVE = 3
    """Numbers, telephones, health, minors in clear: also asks for a reason, and is logged."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """The roles that may, and what it touches."""

    roles: frozenset[str]
    sensitivity: Sensitivity = Sensitivity.INTERNAL


POLICY = {
    "places.see": Rule(roles=STAFF | {AUDITOR}),
    "places.amend": Rule(roles=OFFICE),
    "premises.see": Rule(roles=OFFICE | {AUDITOR}),
    "premises.amend": Rule(roles=frozenset({PLANNER, STREET})),
    "siting.see": Rule(roles=frozenset({PLANNER, STREET, AUDITOR})),
    "siting.plan": Rule(roles=frozenset({PLANNER, STREET})),
    "people.see_accounts": Rule(roles=frozenset({OPERATOR, STREET, MANAGER, AUDITOR})),
    "people.appoint": Rule(roles=frozenset({OPERATOR, STREET, MANAGER})),
    "people.see_residents": Rule(
        roles=frozenset({STREET, MANAGER, CLERK, STEWARD}), sensitivity=Sensitivity.PERSONAL
    ),
    "people.keep_residents": Rule(
        roles=frozenset({MANAGER, CLERK, STEWARD}), sensitivity=Sensitivity.PERSONAL
    ),
    "people.unmask": Rule(
        roles=frozenset({MANAGER, CLERK, STEWARD}), sensitivity=Sensitivity.SENSITIVE
    ),
    "people.answer_for_data": Rule(
        roles=frozenset({MANAGER, STREET}), sensitivity=Sensitivity.SENSITIVE
    ),
    "people.see_retention": Rule(roles=frozenset({OPERATOR, MANAGER, STREET, AUDITOR})),
    "notices.call": Rule(
        roles=frozenset({MANAGER, CLERK, STEWARD}), sensitivity=Sensitivity.SENSITIVE
    ),
    "audit.read": Rule(roles=frozenset({AUDITOR})),
    "operations.run": Rule(roles=frozenset({OPERATOR})),
}

GIVES: dict[str, frozenset[str]] = {
    OPERATOR: frozenset({PLANNER, STREET, MANAGER, CLERK, STEWARD, LECTURER, REVIEWER, AUDITOR})
    | {OPERATOR},
    STREET: frozenset({MANAGER, CLERK, STEWARD, LECTURER, REVIEWER}),
    MANAGER: frozenset({CLERK, STEWARD, LECTURER}),
}
"""Which roles the holder of a role may give, inside the area of their own."""
