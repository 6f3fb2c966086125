"""What residents are asked, and say: invitations, ratings."""

from __future__ import annotations

import datetime
import hashlib
import secrets
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jiamenkou.audit.actions import record
from jiamenkou.lib.constraints import refusing
from jiamenkou.lib.refusal import Refused
from jiamenkou.notices.actions import tell
from jiamenkou.people.models import User
from jiamenkou.services.actions.bad_ratings import open_bad_rating
from jiamenkou.services.actions.steps import SERVE, locked
from jiamenkou.services.models import Case, Invitation, Rating, State
from jiamenkou.services.reaching import reached

UNTIL = datetime.timedelta(days=30)
"""How long somebody may rate after they were invited."""
UNRATED = datetime.timedelta(days=3)
"""After so long without a rating the resident is asked."""
ENDED = (State.DELIVERED, State.REJECTED)
Via = Rating.Via


@transaction.atomic
def invite(case: Case, *, by: User | None) -> str:
    """A new secret under which the case's resident may rate it; an older one opens no more."""
    case = locked(case)
    _refuse_unfinished(case)
    _refuse_rated(case)
    secret, now = secrets.token_urlsafe(16), timezone.now()
    facts = {"secret_hash": hash_of(secret), "made_at": now, "until": now + UNTIL}
    with refusing(Invitation):
        Invitation.objects.update_or_create(case=case, defaults=facts)
    record("services.invite", case, by=by)
    return secret


@transaction.atomic
def rate(
    case: Case,
    *,
    level: int,
    reasons: Sequence[str] = (),
    words: str = "",
    via: str,
    by: User | None,
) -> Rating:
    """What the resident says of how the case was handled; once. The two lowest levels are seen to.

    `by` is nobody for who came by the secret link, the resident, or a clerk who writes it down for
    them: any but the one who served.
    """
    case = locked(case)
    _refuse_unfinished(case)
    _refuse_stranger(case, by)
    _refuse_rated(case)
    with refusing(Rating):
        rating = Rating.objects.create(
            case=case, level=level, reasons=list(reasons), words=words.strip(), via=via,
            at=timezone.now(),
        )  # fmt: skip
    record("services.rate", rating, by=by, via=via)
    if rating.is_bad:
        open_bad_rating(rating)
    return rating


def invited(secret: str, *, now: datetime.datetime) -> Case | None:
    """The case this secret opens; None: none, or not any more."""
    standing = Invitation.objects.standing(now).filter(secret_hash=hash_of(secret))
    found = standing.select_related("case__version__item", "case__centre").first()
    return found.case if found else None


def invite_unrated(now: datetime.datetime, *, site: str, most: int = 500) -> int:
    """Every day: residents whose case ended three days ago and who said nothing are asked once."""
    ended = Case.objects.filter(
        state=State.DELIVERED,
        delivered_at__gt=now - UNTIL,
        delivered_at__lte=now - UNRATED,
        resident__isnull=False,
    )
    unasked = ended.exclude(Exists(Invitation.objects.filter(case=OuterRef("pk")))).exclude(
        Exists(Rating.objects.filter(case=OuterRef("pk")))
    )
    related = ("version__item", "centre", "resident__account", "guardian__account")
    cases = list(unasked.select_related(*related).order_by("delivered_at")[:most])
    return sum(_ask(case, site) for case in cases)


@transaction.atomic
def _ask(case: Case, site: str) -> bool:
    to = reached(case)
    if to is None:
        return False
    link = f"{site}{reverse('ratings:rate', args=[invite(case, by=None)])}"
    facts = {"item": case.version.item.name, "centre": str(case.centre), "link": link}
    return bool(tell(to, "services.please_rate", about=case, key=f"rate-{case.pk}", **facts))


def hash_of(secret: str) -> bytes:
    return hashlib.sha256(secret.encode(errors="replace")).digest()


def _refuse_unfinished(case: Case) -> None:
    if case.state not in ENDED:
        words = _("Case %(number)s can be rated once it has ended.") % {"number": case.number}
        raise Refused("a_case_is_rated_once_it_ended", words)


def _refuse_rated(case: Case) -> None:
    if Rating.objects.filter(case=case).exists():
        words = _("This has been rated already. Thank you.")
        raise Refused("a_case_is_rated_once", words)


def _refuse_stranger(case: Case, by: User | None) -> None:
    """A rating is for one's own visit, or written down by a clerk who did not serve."""
    if by is None:
        return
    own = bool(case.resident and case.resident.account_id == by.pk)
    if not own and not by.reach(SERVE).holds(case.area_code):
        words = _("You can rate your own visits only.")
        raise Refused("a_rating_is_for_ones_own_visit", words)
    if not own and by.pk in {case.clerk_id, case.first_clerk_id}:
        words = _("Somebody else writes down what the resident says of your own work.")
        raise Refused("nobody_rates_their_own_work", words)
