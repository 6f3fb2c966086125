"""Seeing in clear what is masked: for a reason, and on the record."""

from __future__ import annotations

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiamenkou.audit.actions import record_reading
from jiamenkou.audit.facts import typed
from jiamenkou.lib.refusal import Refused
from jiamenkou.people.models import User


class Why(models.TextChoices):
    """What somebody needs it for."""

    SERVICE = "service", gettext_lazy("To do what the resident came for")
    VISIT = "visit", gettext_lazy("To visit or call them")
    CHECK = "check", gettext_lazy("To check who they are")
    EMERGENCY = "emergency", gettext_lazy("An emergency")
    CORRECTION = "correction", gettext_lazy("To correct the record")


@transaction.atomic
def unmask(thing: models.Model, *, field: str, why: str, more: str, by: User) -> str:
    """The whole of one masked field of a resident, a household or a note; `more` in own words."""
    if field not in getattr(thing, "MASKED", ()):
        raise Refused("only_what_is_masked_is_unmasked", _("Say what you need to see."))
    if why not in Why.values:
        words = _("Say what you need it for.")
        raise Refused("an_unmasking_has_its_reason", words, field="why")
    record_reading("people.unmask", thing, by=by, why=why, field=field, more=typed(more))
    return str(getattr(thing, field))
