"""What needs a person now, in the order it presses, read from every part."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jiamenkou.cockpit.cases import case_items
from jiamenkou.cockpit.duties import duty_items
from jiamenkou.cockpit.errands import errands
from jiamenkou.cockpit.item import Item
from jiamenkou.people.models import User
from jiamenkou.places.calendar import the_calendar
from jiamenkou.places.models import Area, Centre, Finding, SharingAgreement
from jiamenkou.places.overview import overview
from jiamenkou.siting.models import Premises, ScenarioRun

WORST_SHOWN = 5
SOON = datetime.timedelta(days=60)
LATELY = datetime.timedelta(days=14)
ANNOUNCED_FROM = 11
"""The month from which the next year's holidays are usually announced."""


@dataclass(frozen=True, kw_only=True)
class Tally:
    """A number of the area, and the page with its rows."""

    label: str
    number: int
    note: str
    href: str
    tone: str = ""


def agenda(area: Area, user: User, *, on: datetime.date) -> list[Item]:
    """Everything of `area` that waits for `user` on `on`, and what waits for them anywhere."""
    items = [*case_items(user, on=on), *duty_items(area, user, on=on), *errands(user)]
    if user.may("places.keep_calendar"):
        items += _calendar(on)
    if user.may("siting.see"):
        items += _runs(area)
    if user.may("places.amend"):
        items += [*_shortest(area), *_unknown(area, on), *_ending(area, on)]
    if user.may("premises.amend"):
        items += _offered(area)
    return items


def tallies(area: Area, user: User, *, on: datetime.date) -> list[Tally]:
    """How the centres of `area` stand, and what they could move to."""
    network = _network_tallies(area) if user.may("places.see") else []
    return [*network, *(_premises_tally(area, on) if user.may("premises.see") else ())]


def _network_tallies(area: Area) -> list[Tally]:
    """How many centres, how many of them short, and of how many too little is known."""
    found = overview(area)
    page = reverse("places:area", args=[area.code])
    return [
        Tally(label=_("Centres"), number=found.centres, note=area.name, href=page),
        Tally(
            label=_("Short of a norm"),
            number=found.short,
            note=_("of %(all)d centres") % {"all": found.centres},
            href=f"{page}?verdict=short",
            tone="late" if found.short else "ok",
        ),
        Tally(
            label=_("Not fully measured"),
            number=found.unknown,
            note=_("unknown is not good"),
            href=f"{page}?verdict=unknown",
            tone="due" if found.unknown else "ok",
        ),
    ]


def _premises_tally(area: Area, on: datetime.date) -> Iterator[Tally]:
    yield Tally(
        label=_("Premises on offer"),
        number=Premises.objects.under(area.code).free_on(on).count(),
        note=_("that could become a centre"),
        href=f"{reverse('siting:premises-list')}?use=free",
    )


def _calendar(on: datetime.date) -> Iterator[Item]:
    """Years whose workdays should be known by now."""
    due = {on.year, on.year + (on.month >= ANNOUNCED_FROM)}
    for year in sorted(due - the_calendar().announced):
        yield Item(
            tone="due",
            word=_("Provisional"),
            title=_("The workdays of %(year)d are not entered") % {"year": year},
            detail=_("Until its notice is, every date that rests on them is provisional."),
            href=reverse("calendar:notice"),
            action=_("Enter the notice"),
        )


def _runs(area: Area) -> Iterator[Item]:
    tones = {"solved": "ok", "stopped": "ok", "infeasible": "late", "failed": "late"}
    recent = ScenarioRun.objects.filter(
        scenario__area__code__startswith=area.prefix, asked_at__gte=timezone.now() - LATELY
    )
    newest = recent.values("scenario").annotate(newest=Max("pk")).values("newest")
    for run in recent.filter(pk__in=newest).select_related("scenario__area").order_by("-pk")[:5]:
        yield Item(
            tone=tones.get(run.state, "info"),  # type: ignore[arg-type]
            word=run.get_state_display(),
            title=f"{run.scenario.area} · {run.scenario}",
            detail=_goodness(run) if run.answered else run.words,
            href=reverse("siting:run", args=[run.pk]),
            action=_("See the plan") if run.answered else _("See"),
        )


def _goodness(run: ScenarioRun) -> str:
    if run.proven:
        return _("Proven: there is no better plan.")
    gap = {"gap": max(0.01, 100 * (run.gap or 0))}
    return _("Within %(gap).2f %% of the best there can be.") % gap


def _shortest(area: Area) -> Iterator[Item]:
    short = Finding.objects.filter(
        centre__area__code__startswith=area.prefix, verdict=Finding.Verdict.SHORT
    )
    worst = (
        short.values("centre_id", "centre__name")
        .annotate(worst=Max("severity"), count=Count("pk"))
        .order_by("-worst", "-count", "centre_id")[:WORST_SHOWN]
    )
    for row in worst:
        yield Item(
            tone="late",
            word=_("Short"),
            title=row["centre__name"],
            detail=ngettext(
                "Short of %(count)d norm, by %(share)d %% at worst.",
                "Short of %(count)d norms, by %(share)d %% at worst.",
                row["count"],
            )
            % {"count": row["count"], "share": round(100 * row["worst"])},
            href=reverse("places:centre", args=[row["centre_id"]]),
            action=_("See the diagnosis"),
        )


def _unknown(area: Area, on: datetime.date) -> Iterator[Item]:
    """By kind, the centres of which too little is known: the rows its link opens."""
    page = reverse("places:area", args=[area.code])
    standing = Centre.objects.under(area.code).open_on(on)
    for kind in Finding.Kind:
        count = standing.judged(kind.value).with_verdict("unknown").count()
        if not count:
            continue
        words = ngettext(
            "%(count)d centre with unknown %(kind)s",
            "%(count)d centres with unknown %(kind)s",
            count,
        )
        yield Item(
            tone="due",
            word=_("Measure"),
            title=words % {"count": count, "kind": kind.label},
            detail=_("What nobody measured counts as unknown, never as zero."),
            href=f"{page}?verdict=unknown&kind={kind.value}",
            action=_("See the rows"),
        )


def _ending(area: Area, on: datetime.date) -> Iterator[Item]:
    ending = SharingAgreement.objects.filter(
        host__area__code__startswith=area.prefix,
        during__endswith__gte=on,
        during__endswith__lte=on + SOON,
    )
    for one in ending.select_related("host", "guest").order_by("during")[:WORST_SHOWN]:
        yield Item(
            tone="due",
            word=_("Ends soon"),
            title=f"{one.host} ↔ {one.guest}",
            detail=_("Sharing ends on %(day)s.") % {"day": one.during.upper},
            href=reverse("places:centre", args=[one.host_id]),
            action=_("See"),
        )


def _offered(area: Area) -> Iterator[Item]:
    reserved = Premises.objects.under(area.code).filter(state=Premises.State.RESERVED)
    for one in reserved.select_related("offered_to").order_by("pk")[:WORST_SHOWN]:
        yield Item(
            tone="info",
            word=one.get_state_display(),
            title=one.name,
            detail=_("Kept for %(area)s.") % {"area": one.offered_to},
            href=reverse("siting:premises", args=[one.pk]),
            action=_("See"),
        )
