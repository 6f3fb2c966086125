"""What this app keeps about a person: cases, their papers and scans, ratings, certificates."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from jiamenkou.people.models import Resident
from jiamenkou.people.parts import Part, Told
from jiamenkou.services.models import BadRating, Case, CaseFile, Rating, Skill


def tell(resident: Resident) -> Told:
    cases = list(Case.objects.filter(resident=resident).select_related("version__item", "centre"))
    ratings = Rating.objects.filter(case__in=cases).select_related("case")
    files = CaseFile.objects.filter(case__in=cases).select_related("case")
    skills = Skill.objects.filter(person=resident.account_id or 0).select_related("item")
    return {
        "cases": [_case_told(one) for one in cases],
        "papers": [
            {"case": case.number, "paper": one.name, "state": one.get_state_display()}
            for case in cases
            for one in case.materials.all()
        ],
        "scans": [
            {"case": one.case.number, "file": one.name, "added_at": one.added_at.isoformat()}
            for one in files
        ],
        "ratings": [
            {"case": one.case.number, "level": one.level, "words": one.words} for one in ratings
        ],
        "certificates": [
            {"item": one.item.name, "certified_on": one.certified_on.isoformat()} for one in skills
        ],
    }


def obstacles(resident: Resident) -> Iterator[str]:
    if Case.objects.open().filter(Q(resident=resident) | Q(guardian=resident)).exists():
        yield _("A case of theirs is open. Bring it to its end, or withdraw it, first.")


def forget(resident: Resident) -> int:
    """Scans and own words go; the cases stay, naming nobody, so that counts stay true."""
    cases = Case.objects.filter(resident=resident)
    files = CaseFile.objects.filter(case__in=cases)
    for path in files.values_list("path", flat=True):
        whole = Path(settings.MEDIA_ROOT) / path
        transaction.on_commit(partial(whole.unlink, missing_ok=True))
    touched: int = files.delete()[0]
    touched += Rating.objects.filter(case__in=cases).update(words="")
    touched += (
        BadRating.objects.filter(rating__case__in=cases)
        .exclude(answer="")
        .update(answer=_("erased"))
    )
    touched += Case.objects.filter(guardian=resident).update(guardian=None)
    return touched + cases.update(resident=None, guardian=None)


def _case_told(case: Case) -> dict[str, object]:
    return {
        "number": case.number,
        "service": case.version.item.name,
        "centre": case.centre.name,
        "state": case.get_state_display(),
        "opened_at": case.opened_at.isoformat(),
        "result": case.result,
        "reason": case.reason,
    }


part = Part(name="services", tell=tell, forget=forget, obstacles=obstacles)
"""Messages about cases are told and forgotten by the part of the notices."""
