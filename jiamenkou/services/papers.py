"""Which papers of a case lack today."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.utils.translation import gettext as _

from jiamenkou.lib.refusal import Refused
from jiamenkou.services.models import Case, CaseMaterial

State = CaseMaterial.State


def state_on(paper: CaseMaterial, day: datetime.date) -> CaseMaterial.State:
    """A paper that was good when it came may have run out since."""
    if paper.state == State.RECEIVED and paper.expires_on and paper.expires_on <= day:
        return State.EXPIRED
    return State(paper.state)


def lacking(case: Case, day: datetime.date) -> list[CaseMaterial]:
    """Asked for, and missing or expired on that day."""
    return [one for one in case.materials.all() if state_on(one, day) in CaseMaterial.LACKING]


def stopping(case: Case, day: datetime.date) -> list[CaseMaterial]:
    """Of those, the ones that may not follow later."""
    return [one for one in lacking(case, day) if not one.may_follow]


def refuse_lacking(papers: Sequence[CaseMaterial]) -> None:
    """All of them are named at once."""
    if papers:
        names = "、".join(one.name for one in papers)
        words = _("These papers are not there yet: %(names)s. Tell the resident all at once.")
        raise Refused("a_case_has_its_papers", words % {"names": names})


def paper_words(names: Sequence[str]) -> str:
    return "、".join(names)
