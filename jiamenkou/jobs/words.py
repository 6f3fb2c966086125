"""What each job does, in words a person understands; a test asks for every one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

TASKS: dict[str, StrOrPromise] = {
    "jiamenkou.schedule.take_up_again": _("Give jobs of dead workers to others"),
    "jiamenkou.schedule.deliver_notices": _("Send the messages that are due"),
    "jiamenkou.schedule.lapse_roles": _("Warn of unused roles and end them"),
    "jiamenkou.schedule.link_events": _("Chain what was done for the audit"),
    "jiamenkou.schedule.enforce_retention": _("Erase what may no longer be kept"),
    "jiamenkou.schedule.forget_tries": _("Forget old tries to sign in"),
    "jiamenkou.schedule.forget_old_answers": _("Forget old answers to programs"),
    "jiamenkou.schedule.clear_old_jobs": _("Clear old jobs away"),
    "jiamenkou.schedule.look_ahead": _("Work out the openings of the day that came in sight"),
    "jiamenkou.places.actions.hours.renew_openings": _("Work out when centres open"),
    "jiamenkou.schedule.write_ledger": _("Write down overtime and leave in lieu"),
    "jiamenkou.schedule.warn_of_gaps": _("Warn of open shifts"),
    "jiamenkou.schedule.lapse_holds": _("Free times that were held and not booked"),
    "jiamenkou.schedule.end_day": _("End what was left open in the halls"),
    "jiamenkou.schedule.warn_of_thin_cover": _("Warn of services with too few able clerks"),
    "jiamenkou.schedule.invite_unrated": _("Ask residents how they were served"),
    "jiamenkou.rota.actions.generating.make_roster": _("Make a roster"),
    "jiamenkou.notices.actions.delivering.deliver": _("Send messages"),
    "jiamenkou.siting.actions.layers.measure_walks": _("Measure walks"),
    "jiamenkou.siting.actions.networks.lay_streets": _("Build a street network"),
    "jiamenkou.siting.actions.runs.solve_run": _("Solve a scenario"),
    "jiamenkou.siting.actions.runs.find_frontier": _("Find plans for more and less money"),
    "procrastinate.builtin_tasks.remove_old_jobs": _("Clear old jobs away"),
    "builtin:procrastinate.builtin_tasks.remove_old_jobs": _("Clear old jobs away"),
}


def task_words(name: str) -> StrOrPromise:
    """In words, or by name where a version that is gone left it in the queue."""
    return TASKS.get(name, name.rpartition(".")[2])
