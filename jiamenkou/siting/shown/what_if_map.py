"""The map of a plan changed by hand: what stands, and the places one could still open."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _

from jiamenkou.siting.changes import Change
from jiamenkou.siting.models import PlanSite, ScenarioRun
from jiamenkou.siting.outcome import Outcome
from jiamenkou.siting.reports.figures import served_at
from jiamenkou.siting.shown.offers import offers
from jiamenkou.siting.shown.plan_maps import TONES, circle_metres, dots, outline
from jiamenkou.siting.shown.wording import action_count
from jiamenkou.web.formats import metres, people
from jiamenkou.web.maps import Door, Legend, Map

MOST_OFFERED = 120
Address = Callable[[Change], str]


def what_if_map(run: ScenarioRun, after: Outcome, address: Address) -> Map:
    """Each door's name leads to the page with that site closed, or that place opened."""
    counts = after.counts
    legend = [
        Legend(tone=TONES[action], words=action_count(action, counts[action]))
        for action in PlanSite.Action
        if counts.get(action)
    ]
    return Map(
        title=_("The changed plan on the map"),
        doors=[*_standing(run, after, address), *_free(after, address)],
        shapes=outline(run.scenario.area),
        dots=dots(after.case.demand),
        legend=[*legend, Legend(tone="due", words=_("could be opened"))],
    )


def _standing(run: ScenarioRun, after: Outcome, address: Address) -> Iterator[Door]:
    site_of = after.case.problem.levels.site[after.plan.chosen]
    served = served_at(after.report)
    for number, site in enumerate(after.report.sites):
        stands = site.action != "close"
        close = Change(verb="close", what=int(site_of[number])) if stands else None
        facts = {
            "people": people(served[number].people),
            "metres": metres(served[number].mean),
        }
        yield Door(
            lon=site.lon,
            lat=site.lat,
            title=_("%(site)s: close?") % {"site": site.name} if stands else site.name,
            tone=TONES[site.action],
            word=str(PlanSite.Action(site.action).label),
            note=_("%(people)s people, mean walk %(metres)s") % facts if stands else "",
            href=address(close) if close else "",
            radius_metres=circle_metres(run) if stands and len(site_of) <= 60 else 0,
        )


def _free(after: Outcome, address: Address) -> Iterator[Door]:
    for place, words in offers(after).free[:MOST_OFFERED]:
        here = after.case.places[place]
        if here.centre is not None:
            continue
        yield Door(
            lon=here.lon,
            lat=here.lat,
            title=_("%(place)s: open?") % {"place": here.name},
            tone="due",
            note=words,
            href=address(Change(verb="open", what=place)),
        )
