"""Who may do what: every action of the house, the roles that may, and how near it goes to a person.

Where they may is the area of the role. A page or endpoint names its action with `@may("…")`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

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
    """What it is called, the roles that may, and what it touches."""

    words: StrOrPromise
    roles: frozenset[str]
    sensitivity: Sensitivity = Sensitivity.INTERNAL


POLICY = {
    "places.see": Rule(words=_("See areas and centres"), roles=STAFF | {AUDITOR}),
    "places.amend": Rule(words=_("Record facts of centres and areas"), roles=OFFICE),
    "places.keep_calendar": Rule(
        words=_("Announce days off and make-up workdays"), roles=frozenset({OPERATOR})
    ),
    "places.keep_hours": Rule(words=_("Keep opening hours"), roles=frozenset({STREET, MANAGER})),
    "premises.see": Rule(words=_("See premises"), roles=OFFICE | {AUDITOR}),
    "premises.amend": Rule(words=_("Offer and amend premises"), roles=frozenset({PLANNER, STREET})),
    "siting.see": Rule(
        words=_("See scenarios and plans"), roles=frozenset({PLANNER, STREET, AUDITOR})
    ),
    "siting.plan": Rule(
        words=_("Draw scenarios and solve them"), roles=frozenset({PLANNER, STREET})
    ),
    "people.see_accounts": Rule(
        words=_("See accounts and roles"), roles=frozenset({OPERATOR, STREET, MANAGER, AUDITOR})
    ),
    "people.appoint": Rule(
        words=_("Give and end roles"), roles=frozenset({OPERATOR, STREET, MANAGER})
    ),
    "people.see_residents": Rule(
        words=_("See residents, masked"),
        roles=frozenset({STREET, MANAGER, CLERK, STEWARD}),
        sensitivity=Sensitivity.PERSONAL,
    ),
    "people.keep_residents": Rule(
        words=_("Keep residents' records"),
        roles=frozenset({MANAGER, CLERK, STEWARD}),
        sensitivity=Sensitivity.PERSONAL,
    ),
    "people.unmask": Rule(
        words=_("See what is masked"),
        roles=frozenset({MANAGER, CLERK, STEWARD}),
        sensitivity=Sensitivity.SENSITIVE,
    ),
    "people.answer_for_data": Rule(
        words=_("Copy and erase what is kept of somebody"),
        roles=frozenset({MANAGER, STREET}),
        sensitivity=Sensitivity.SENSITIVE,
    ),
    "people.see_retention": Rule(
        words=_("See how long things are kept"),
        roles=frozenset({OPERATOR, MANAGER, STREET, AUDITOR}),
    ),
    "notices.call": Rule(
        words=_("Ring people up from the phone list"),
        roles=frozenset({MANAGER, CLERK, STEWARD}),
        sensitivity=Sensitivity.SENSITIVE,
    ),
    "rota.see": Rule(words=_("See who is on duty when"), roles=STAFF | {AUDITOR}),
    "rota.keep": Rule(
        words=_("Keep rosters, leave and postings"), roles=frozenset({MANAGER, STREET})
    ),
    "rota.rule": Rule(words=_("State the rules of rosters"), roles=frozenset({PLANNER, STREET})),
    "rota.mine": Rule(words=_("See one's own duties, swap them, ask for leave"), roles=STAFF),
    "hall.see": Rule(
        words=_("See the hall: counters, numbers, waiting"),
        roles=OFFICE | {CLERK, AUDITOR},
    ),
    "hall.serve": Rule(
        words=_("Call, serve and book for residents"),
        roles=frozenset({MANAGER, CLERK}),
        sensitivity=Sensitivity.PERSONAL,
    ),
    "hall.take": Rule(
        words=_("Give out numbers and appointments"), roles=frozenset({MANAGER, CLERK})
    ),
    "hall.keep": Rule(
        words=_("Keep counters and who goes first"), roles=frozenset({MANAGER, STREET})
    ),
    "services.see": Rule(
        words=_("See cases, residents masked"),
        roles=frozenset({STREET, MANAGER, CLERK}),
        sensitivity=Sensitivity.PERSONAL,
    ),
    "services.serve": Rule(
        words=_("Handle cases"),
        roles=frozenset({MANAGER, CLERK}),
        sensitivity=Sensitivity.PERSONAL,
    ),
    "services.see_ratings": Rule(
        words=_("See ratings and bad ratings"), roles=OFFICE | {CLERK, AUDITOR}
    ),
    "services.see_to_ratings": Rule(
        words=_("Look into bad ratings and call back"),
        roles=frozenset({STREET, MANAGER, CLERK}),
        sensitivity=Sensitivity.PERSONAL,
    ),
    "services.rule": Rule(
        words=_("Rule on appeals against ratings"), roles=frozenset({STREET, MANAGER})
    ),
    "services.see_skills": Rule(
        words=_("See who may serve what"), roles=frozenset({PLANNER, STREET, MANAGER, CLERK})
    ),
    "services.certify": Rule(
        words=_("Certify clerks, offer services"), roles=frozenset({STREET, MANAGER})
    ),
    "audit.read": Rule(words=_("Read the audit"), roles=frozenset({AUDITOR})),
    "operations.run": Rule(words=_("Run jobs, messages and sign-in"), roles=frozenset({OPERATOR})),
}

GIVES: dict[str, frozenset[str]] = {
    OPERATOR: frozenset({PLANNER, STREET, MANAGER, CLERK, STEWARD, LECTURER, REVIEWER, AUDITOR})
    | {OPERATOR},
    STREET: frozenset({MANAGER, CLERK, STEWARD, LECTURER, REVIEWER}),
    MANAGER: frozenset({CLERK, STEWARD, LECTURER}),
}
"""Which roles the holder of a role may give, inside the area of their own."""
