"""One county planned: its three files and its figures, or why there are none."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import override

from jiamenkou.engines.siting import Infeasible
from jiamenkou.siting.command.answering import report_of
from jiamenkou.siting.command.asking import Question, ask
from jiamenkou.siting.command.counties import County
from jiamenkou.siting.command.planning import best_plan, files_of, frontier_of
from jiamenkou.siting.command.showing import infeasible_words
from jiamenkou.siting.command.starting import LANGUAGES, start_django
from jiamenkou.siting.layers import BadInput
from jiamenkou.siting.reports import Report
from jiamenkou.siting.reports.summary import Figures, figures_of


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of a county: `files` by name and `figures`, or `words` that say why none."""

    county: str
    files: Mapping[str, bytes] = field(default_factory=dict)
    figures: Figures | None = None
    words: str = ""


def plan_county(county: County) -> Outcome:
    """Runs in this process or on a worker; needs no file but that of --network."""
    start_django()
    with override(LANGUAGES[county.given.lang]):
        question = None
        try:
            _refuse_empty(county)
            question = ask(county.given, county.layers)
            report = _report(question, county)
            return Outcome(county=county.name, files=files_of(report), figures=figures_of(report))
        except BadInput as bad:
            return Outcome(county=county.name, words=" ".join(bad.problems))
        except Infeasible as none:
            return Outcome(county=county.name, words=infeasible_words(none, question))
        except Exception as fault:  # a fault in one county does not lose the others
            logging.getLogger(__name__).exception(county.name)
            return Outcome(county=county.name, words=f"{type(fault).__name__}: {fault}")


def _refuse_empty(county: County) -> None:
    if not county.layers.demand.sheet.rows:
        raise BadInput(_("No demand point lies in it."))
    if not county.sites:
        raise BadInput(_("No site lies in it."))


def _report(question: Question, county: County) -> Report:
    question, plan = best_plan(question, county.given, lambda _progress: False)
    choices = frontier_of(question, plan, county.given, lambda _progress: False)
    return report_of(question, plan, choices, county.given)
