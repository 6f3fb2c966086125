"""Taking away what may no longer be kept."""

from __future__ import annotations

import logging
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from jiamenkou.audit.actions import record
from jiamenkou.lib.refusal import Refused
from jiamenkou.people.about import forget_files
from jiamenkou.people.actions.erasure import erase_person
from jiamenkou.people.models import Consent, Resident, RetentionRun, User
from jiamenkou.people.retention import Policy, policies

BATCH = 500
LOG = logging.getLogger(__name__)


def enforce_retention(*, by: User | None) -> RetentionRun:
    """Every rule, a batch a transaction, so that a night cut short has done what it did."""
    now = timezone.now()
    enforced = {one.rule: one for one in policies() if one.then in {"person", "erase"}}
    touched = {rule: _enforce(policy) for rule, policy in enforced.items()}
    with transaction.atomic():
        run = RetentionRun.objects.create(at=now, touched=touched)
        record("people.enforce_retention", run, by=by, touched=touched)
    return run


def _enforce(policy: Policy) -> int:
    over = policy.over(on=timezone.localdate())
    if policy.then == "person":
        return _erase_people(over)
    touched = 0
    while batch := list(over.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        touched += _delete(policy.model._default_manager.filter(pk__in=batch))
    return touched


@transaction.atomic
def _delete(rows: models.QuerySet[Any]) -> int:
    """How many of these rows went, without those that hung on them."""
    if rows.model is Consent:
        forget_files(rows)
    _all, each = rows.delete()
    return each.get(rows.model._meta.label, 0)


def _erase_people(over: models.QuerySet[Resident]) -> int:
    """One a transaction; whoever something stands in the way of waits for another night."""
    touched = 0
    for resident in over.filter(erased_on=None).order_by("pk").iterator(chunk_size=BATCH):
        try:
            erase_person(resident, by=None)
        except Refused as no:
            LOG.warning("Resident %s is kept beyond their time: %s", resident.pk, no.rule)
        else:
            touched += 1
    return touched
