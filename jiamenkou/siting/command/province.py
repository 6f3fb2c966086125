"""`jiamenkou plan --by COLUMN`: a province planned county by county, here or on a cluster."""

from __future__ import annotations

import argparse
from collections.abc import Generator, Sequence
from contextlib import closing

from django.utils import timezone
from django.utils.translation import gettext as _

from jiamenkou.siting.command.cluster import planned_on_cluster
from jiamenkou.siting.command.counties import County, counties_of
from jiamenkou.siting.command.county import Outcome, plan_county
from jiamenkou.siting.command.planning import write_files
from jiamenkou.siting.command.showing import print_county, print_summary, say
from jiamenkou.siting.reports.report import installed_version
from jiamenkou.siting.reports.summary import Line, Summary, summary_files


def plan_by_county(given: argparse.Namespace) -> bool:
    """Write a folder a county as each is done, then a summary; whether all have a plan."""
    with say.status(_("Reading …")):
        counties = counties_of(given)
    done = _planned_and_written(counties, given)
    summary = _summary(counties, done, given)
    write_files(summary_files(summary), given.out)
    print_summary(summary, given.out)
    return not summary.failed


def _planned_and_written(
    counties: Sequence[County], given: argparse.Namespace
) -> dict[str, Outcome]:
    """By name. After Ctrl-C those that are done remain."""
    folders = {county.name: given.out / county.folder for county in counties}
    done: dict[str, Outcome] = {}
    try:
        with closing(_planned(counties, given.dask)) as outcomes:
            for outcome in outcomes:
                if outcome.files:
                    write_files(outcome.files, folders[outcome.county])
                done[outcome.county] = outcome
                turn = f"{len(done)}/{len(counties)}"
                print_county(outcome.county, outcome.figures, outcome.words, turn)
    except KeyboardInterrupt:
        pass
    return done


def _planned(counties: Sequence[County], address: str | None) -> Generator[Outcome, None, None]:
    if address:
        yield from planned_on_cluster(address, counties)
        return
    for county in counties:
        yield plan_county(county)


def _summary(
    counties: Sequence[County], done: dict[str, Outcome], given: argparse.Namespace
) -> Summary:
    stopped = Outcome(county="", words=_("Stopped before its turn."))
    outcomes = [done.get(county.name, stopped) for county in counties]
    return Summary(
        title=given.title
        or _("Where centres should stand: %(city)s") % {"city": given.demand.stem},
        made_at=timezone.localtime(),
        version=installed_version(),
        lines=tuple(
            Line(
                county=county.name,
                folder=county.folder,
                figures=outcome.figures,
                words=outcome.words,
            )
            for county, outcome in zip(counties, outcomes, strict=True)
        ),
    )
