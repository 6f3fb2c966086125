"""What can be done with counters: add one, sit down at it, leave it; and who goes first."""

from __future__ import annotations

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone
from django.utils.translation import gettext as _

from jiamenkou.audit.actions import record
from jiamenkou.hall.actions.times import after, now_or_after
from jiamenkou.hall.models import Counter, PriorityClass, Sitting, Ticket
from jiamenkou.hall.models.ticket import topic_of
from jiamenkou.lib.constraints import refusing
from jiamenkou.lib.refusal import Refused
from jiamenkou.people.models import User
from jiamenkou.places.models import Centre
from jiamenkou.web import live


@transaction.atomic
def add_counter(centre: Centre, *, number: int, name: str = "", by: User | None) -> Counter:
    with refusing(Counter):
        counter = Counter.objects.create(centre=centre, number=number, name=name)
    record("hall.add_counter", counter, by=by, number=number)
    live.tell(topic_of(centre.pk))
    return counter


@transaction.atomic
def retire_counter(counter: Counter, *, by: User | None) -> Counter:
    """It is no longer used; what was done there stays."""
    counter = locked_counter(counter)
    if Sitting.objects.open().filter(counter=counter).exists():
        words = _("Somebody sits at this counter; it is closed first.")
        raise Refused("an_open_counter_stays", words)
    counter.retired = True
    counter.save(update_fields=["retired"])
    record("hall.retire_counter", counter, by=by, number=counter.number)
    return counter


@transaction.atomic
def open_counter(counter: Counter, *, by: User) -> Sitting:
    """`by` sits down at it; who sits there already, sits."""
    counter = locked_counter(counter)
    mine = Sitting.objects.open().of(by).filter(counter=counter).first()
    if mine:
        return mine
    if counter.retired:
        raise Refused("a_retired_counter_stays_closed", _("This counter is no longer used."))
    last = Sitting.objects.filter(counter=counter).order_by("-during").first()
    begins = after(timezone.now(), last.during.upper if last else None)
    with refusing(Sitting):
        sitting = Sitting.objects.create(
            counter=counter, clerk=by, during=DateTimeTZRange(begins, None)
        )
    record("hall.open_counter", counter, by=by, number=counter.number)
    live.tell(topic_of(counter.centre_id))
    return sitting


@transaction.atomic
def close_counter(counter: Counter, *, by: User | None) -> Counter:
    """Whoever sits there leaves; numbers sent to this counter go back to all counters."""
    counter = locked_counter(counter)
    sitting = Sitting.objects.select_for_update().open().filter(counter=counter).first()
    if sitting is None:
        return counter
    busy = Ticket.objects.at_a_counter().filter(counter=counter).first()
    if busy:
        words = _("%(ticket)s is still at this counter: finish it, hold it or send it on first.")
        raise Refused("a_busy_counter_stays_open", words % {"ticket": busy})
    ends = now_or_after(sitting.during.lower)
    sitting.during = DateTimeTZRange(sitting.during.lower, ends)
    sitting.save(update_fields=["during"])
    Ticket.objects.in_line().filter(wanted=counter).update(wanted=None)
    record("hall.close_counter", counter, by=by, number=counter.number)
    live.tell(topic_of(counter.centre_id))
    return counter


@transaction.atomic
def keep_class(
    code: str, *, name: str, name_en: str, rank: int, retired: bool = False, by: User | None
) -> PriorityClass:
    """A class of people who are called before others, as it is from now on."""
    said = {"name": name, "name_en": name_en, "rank": rank, "retired": retired}
    with refusing(PriorityClass):
        kept, _made = PriorityClass.objects.update_or_create(code=code, defaults=said)
    record("hall.keep_class", kept, by=by, code=code, rank=rank)
    return kept


def locked_counter(counter: Counter) -> Counter:
    found = Counter.objects.select_for_update(of=["self"]).select_related("centre")
    return found.get(pk=counter.pk)
