"""What the service hall asks of who works there: cases due, bad ratings, thin cover."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jiamenkou.cockpit.item import Item
from jiamenkou.people.models import User
from jiamenkou.services.cover import thin
from jiamenkou.services.models import BadRating, Case, Transfer


def case_items(user: User, *, on: datetime.date) -> Iterator[Item]:
    """The most pressing first; each with the rows it was counted from."""
    if user.may("services.see"):
        yield from _due(user, on)
    if user.may("services.serve"):
        yield from _offered(user)
    if user.may("services.see_to_ratings"):
        yield from _bad_ratings(user, on)
    if user.may("services.certify"):
        yield from _thin(user, on)


def _due(user: User, on: datetime.date) -> Iterator[Item]:
    cases = Case.objects.within(user.reach("services.see"))
    if late := cases.overdue(on).count():
        words = ngettext("%(count)d case overdue", "%(count)d cases overdue", late)
        yield Item(
            tone="late", word=_("Overdue"), title=words % {"count": late},
            detail=_("The time that was promised is over."),
            href=f"{reverse('cases:list')}?due=overdue&sort=due_on", action=_("See the rows"),
        )  # fmt: skip
    if due := cases.running().filter(due_on=on).count():
        words = ngettext("%(count)d case due today", "%(count)d cases due today", due)
        yield Item(
            tone="due", word=_("Today"), title=words % {"count": due}, detail="",
            href=f"{reverse('cases:list')}?due=today&sort=-due_on", action=_("See the rows"),
        )  # fmt: skip


def _offered(user: User) -> Iterator[Item]:
    for one in Transfer.objects.for_clerk(user).select_related("case", "sender")[:5]:
        yield Item(
            tone="due", word=_("Answer"),
            title=_("%(who)s offers case %(number)s") % {"who": one.sender, "number": one.case},
            detail=one.why, href=reverse("cases:case", args=[one.case_id]), action=_("Answer"),
        )  # fmt: skip


def _bad_ratings(user: User, on: datetime.date) -> Iterator[Item]:
    rows = BadRating.objects.within(user.reach("services.see_to_ratings")).open()
    if count := rows.count():
        late = rows.filter(due_on__lt=on).exists()
        words = ngettext("%(count)d bad rating to see to", "%(count)d bad ratings to see to", count)
        yield Item(
            tone="late" if late else "due", word=_("Bad rating"),
            title=words % {"count": count},
            detail=_("Look into it, mend it, and have somebody else call back."),
            href=f"{reverse('ratings:bad-list')}?due=open", action=_("See the rows"),
        )  # fmt: skip


def _thin(user: User, on: datetime.date) -> Iterator[Item]:
    found = thin(user.reach("services.certify"), on)
    if count := sum(len(one.served) for one in found):
        words = ngettext(
            "%(count)d service with fewer than two able clerks on duty",
            "%(count)d services with fewer than two able clerks on duty",
            count,
        )
        yield Item(
            tone="due", word=_("Few able"), title=words % {"count": count},
            detail="、".join(one.centre.name for one in found[:3]),
            href=reverse("skills:cover"), action=_("See the rows"),
        )  # fmt: skip
