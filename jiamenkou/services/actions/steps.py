"""How every step of a case is taken: locked, once a key, only from where it leads, on record."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from jiamenkou.lib.constraints import refusing
from jiamenkou.lib.refusal import Refused
from jiamenkou.people.models import User
from jiamenkou.services.clock import due_day
from jiamenkou.services.models import Case, CaseStep, State
from jiamenkou.services.models.case import RUNNING

SERVE = "services.serve"


def locked(case: Case) -> Case:
    """The row as it stands, for us alone until the end of the transaction."""
    related = ("version__item", "centre__area", "resident__account", "clerk")
    return Case.objects.select_for_update(of=["self"]).select_related(*related).get(pk=case.pk)


def taken(case: Case, key: str) -> bool:
    """Whether the form with this key came before: a double click, a lost answer."""
    return bool(key) and case.steps.filter(key=key).exists()


def refuse_step(case: Case, to: State) -> None:
    """Raise Refused where the case cannot go there from where it stands."""
    if to not in case.next_states:
        words = _("Case %(number)s is “%(state)s” now; it cannot become “%(to)s”.")
        facts = {"number": case.number, "state": case.get_state_display(), "to": to.label}
        raise Refused("a_case_skips_no_step", words % facts)


def go(case: Case, to: State, *, by: User | None, key: str = "", **facts: Any) -> Case:
    """Write the step down; the clock runs or stands as the new state has it."""
    refuse_step(case, to)
    before, case.state = case.state, to
    for name, value in facts.items():
        setattr(case, name, value)
    take_on(case, by)
    case.due_on = due_day(case) if to in RUNNING else None
    with refusing(Case, CaseStep):
        case.save()
        CaseStep.objects.create(
            case=case, at=timezone.now(), by=by, before=before, after=to, key=key
        )
    return case


def take_on(case: Case, by: User | None) -> None:
    """The first clerk asked answers for the case from then on."""
    if by and case.first_clerk_id is None and by.may(SERVE):
        case.first_clerk = case.clerk = by
