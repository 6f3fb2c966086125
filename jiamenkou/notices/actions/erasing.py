"""Messages are not kept for ever."""

import datetime

from django.utils import timezone

from jiamenkou.notices.models import Message

KEPT = datetime.timedelta(days=180)
AT_ONCE = 5000


def erase_old() -> int:
    """Every night: what is older than `KEPT` goes, whatever became of it; returns how many."""
    old = Message.objects.filter(asked_at__lt=timezone.now() - KEPT)
    erased = 0
    while some := list(old.values_list("pk", flat=True)[:AT_ONCE]):
        erased += Message.objects.filter(pk__in=some).delete()[0]
    return erased
