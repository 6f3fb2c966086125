"""Every verb records itself here, in one line."""

from typing import Any

from django.db import models

from jiamenkou.audit.models import Event


def record(verb: str, thing: models.Model, *, by: models.Model | None, **facts: Any) -> Event:
    """Write down `verb` done to `thing` by `by` (None: the clock or the command line)."""
    return Event.objects.create(
        by_id=by.pk if by else None,
        verb=verb,
        thing=thing._meta.label_lower,
        thing_key=str(thing.pk),
        facts=facts,
    )
