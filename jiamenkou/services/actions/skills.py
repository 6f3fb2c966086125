"""What can be done with skills: certify somebody, take a certificate back."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from jiamenkou.audit.actions import record
from jiamenkou.lib.constraints import refusing
from jiamenkou.lib.refusal import Refused
from jiamenkou.people.models import User
from jiamenkou.services.models import ServiceItem, Skill


@transaction.atomic
def certify(
    person: User,
    *,
    item: ServiceItem,
    on: datetime.date,
    until: datetime.date | None,
    score: int | None = None,
    by: User | None,
) -> Skill:
    """Somebody may serve the item, from a day until before another."""
    with refusing(Skill):
        skill = Skill.objects.create(
            person=person, item=item, certified_on=on, expires_on=until, score=score
        )
    record("services.certify", skill, by=by, person=person.pk, item=item.code)
    return skill


@transaction.atomic
def end_skill(skill: Skill, *, on: datetime.date, by: User | None) -> Skill:
    """From that day on they may not; one that has not begun goes."""
    skill = Skill.objects.select_for_update().get(pk=skill.pk)
    if skill.expires_on and skill.expires_on <= on:
        words = _("This certificate ends on %(day)s already.") % {"day": skill.expires_on}
        raise Refused("a_skill_ends_once", words, field="on")
    record("services.end_skill", skill, by=by, person=skill.person_id, on=on.isoformat())
    if skill.certified_on >= on:
        skill.delete()
        return skill
    skill.expires_on = on
    with refusing(Skill):
        skill.save(update_fields=["expires_on"])
    return skill
