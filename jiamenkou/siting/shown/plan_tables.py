"""Tables of scenarios, of their runs, of the sites of a plan, and of centres with their rules."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiamenkou.places.models import Centre
from jiamenkou.siting.models import PlanSite, Scenario, ScenarioRun, SiteRule
from jiamenkou.siting.models.scenario import ScenarioQuerySet
from jiamenkou.siting.shown.wording import Action, Goal, State, state_tone
from jiamenkou.web.access import SignedIn
from jiamenkou.web.columns import Choice, Column
from jiamenkou.web.formats import NOTHING, m2, metres, money, people, percent
from jiamenkou.web.tables import Table

ACTION_TONES = {
    Action.KEEP: "plain", Action.EXTEND: "ok", Action.RELOCATE: "info", Action.OPEN: "late",
    Action.CLOSE: "due",
}  # fmt: skip


def scenarios_with_runs() -> ScenarioQuerySet:
    """Scenarios, each with what became of its newest run."""
    newest = ScenarioRun.objects.filter(scenario=OuterRef("pk")).order_by("-pk")
    names = {"run_id": "pk", "run_state": "state", "run_at": "asked_at", "run_gap": "gap"}
    found = {name: Subquery(newest.values(field)[:1]) for name, field in names.items()}
    return Scenario.objects.select_related("area").annotate(**found)


def _state_words(scenario: Any) -> str:
    return str(State(scenario.run_state).label) if scenario.run_state else _("Not solved yet")


def _run_page(scenario: Any) -> str:
    return reverse("siting:run", args=[scenario.run_id]) if scenario.run_id else ""


def _moment(at: datetime | None) -> str:
    """As text: it stands inside a link."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else NOTHING


class ScenarioTable(Table[Scenario]):
    """Scenarios and the state of their newest run."""

    name = "scenarios"
    columns = (
        Column(
            name="name", label=gettext_lazy("Scenario"), order="name",
            href=lambda one: reverse("siting:scenario", args=[one.pk]),
        ),
        Column(name="area", label=gettext_lazy("Area"), order="area__name"),
        Column(
            name="goal", label=gettext_lazy("What is wanted"), order="goal",
            value=lambda one: one.get_goal_display(),
        ),
        Column(
            name="state", label=gettext_lazy("Last run"), order="run_state", value=_state_words,
            tone=lambda one: state_tone(one.run_state) if one.run_state else "plain",
        ),
        Column(
            name="run_at", label=gettext_lazy("Asked"), order="run_at", show=_moment, href=_run_page
        ),
        Column(
            name="run_gap", label=gettext_lazy("Gap"), order="run_gap", numeric=True, show=percent
        ),
    )  # fmt: skip
    filters = (
        Choice(name="goal", label=gettext_lazy("What is wanted"), choices=Goal.choices),
        Choice(
            name="state", label=gettext_lazy("Last run"), choices=State.choices, lookup="run_state"
        ),
    )
    search = ("name", "area__name")
    order = "-run_at"
    empty = gettext_lazy("No scenario yet. The first one asks where centres should stand.")


def _mean(run: ScenarioRun) -> float | None:
    return run.summary["all"]["mean"] if run.answered else None


class RunTable(Table[ScenarioRun]):
    """The runs of a scenario, newest first."""

    name = "runs"
    columns = (
        Column(
            name="asked_at", label=gettext_lazy("Asked"), order="asked_at", show=_moment,
            href=lambda one: reverse("siting:run", args=[one.pk]),
        ),
        Column(
            name="state", label=gettext_lazy("State"), order="state",
            value=lambda one: one.get_state_display(), tone=lambda one: state_tone(one.state),
        ),
        Column(
            name="mean", label=gettext_lazy("Mean walk"), numeric=True, value=_mean, show=metres
        ),
        Column(name="gap", label=gettext_lazy("Gap"), order="gap", numeric=True, show=percent),
        Column(
            name="seconds", label=gettext_lazy("Seconds"), order="seconds", numeric=True,
            show=lambda value: NOTHING if value is None else f"{value:.1f}",
        ),
        Column(name="seed", label=gettext_lazy("Seed"), order="seed", numeric=True),
    )  # fmt: skip
    order = "-asked_at"
    empty = gettext_lazy("This scenario has not been solved yet.")


def _metres_if_any(distance: int) -> str:
    return metres(distance) if distance else NOTHING


def _money_if_any(yuan: int) -> str:
    return money(yuan) if yuan else NOTHING


class PlanSiteTable(Table[PlanSite]):
    """What the plan does at each place, and to whom."""

    name = "sites"
    columns = (
        Column(
            name="name", label=gettext_lazy("Place"), order="name",
            href=lambda one: reverse("siting:run-site", args=[one.run_id, one.pk]),
        ),
        Column(
            name="action", label=gettext_lazy("What is done"), order="action",
            value=lambda one: one.get_action_display(), tone=lambda one: ACTION_TONES[one.action],
        ),
        Column(
            name="people", label=gettext_lazy("People"), order="people", numeric=True, show=people
        ),
        Column(
            name="mean_metres", label=gettext_lazy("Mean walk"), order="mean_metres",
            numeric=True, show=metres,
        ),
        Column(
            name="walk_less", label=gettext_lazy("Walk less"), order="walk_less", numeric=True,
            show=people,
        ),
        Column(
            name="walk_more", label=gettext_lazy("Walk more"), order="walk_more", numeric=True,
            show=people,
        ),
        Column(
            name="most_more_metres", label=gettext_lazy("Most anyone walks more"),
            order="most_more_metres", numeric=True, show=_metres_if_any,
        ),
        Column(
            name="area_m2", label=gettext_lazy("Floor area"), order="area_m2", numeric=True, show=m2
        ),
        Column(
            name="cost", label=gettext_lazy("Cost"), order="cost", numeric=True,
            show=_money_if_any,
        ),
    )  # fmt: skip
    filters = (Choice(name="action", label=gettext_lazy("What is done"), choices=Action.choices),)
    search = ("name",)
    order = "-people"
    rows_a_page = 30
    empty = gettext_lazy("The plan has no site.")


def rule_words(rule: SiteRule | None) -> str:
    """What may be done with one centre, in a few words."""
    if rule is None:
        return _("as the scenario says")
    stays = _("must stay where it is") if rule.must_stay else _("must stay open, may move")
    said = _("may close") if rule.may_close else stays
    if not rule.extend_m2:
        return said
    return _("%(rule)s; may grow by %(area)s") % {"rule": said, "area": m2(rule.extend_m2)}


class RuleTable(Table[Centre]):
    """Centres of a scenario and the rule each has; `rules` and `scenario` are set beside it."""

    name = "centres"
    search = ("name", "name_pinyin", "name_initials")
    order = "name_pinyin"
    empty = gettext_lazy("No centre stands in this area today; the plan opens the first.")

    def __init__(self, request: SignedIn, scenario: Scenario, centres: QuerySet[Centre]) -> None:
        rules = {rule.centre_id: rule for rule in scenario.site_rules.all()}
        changes = request.user.may("siting.plan")
        self.columns = (  # type: ignore[misc]
            Column(
                name="name", label=_("Centre"), order="name_pinyin",
                href=lambda one: reverse("places:centre", args=[one.pk]),
            ),
            Column(name="area", label=_("Area"), order="area__name"),
            Column(
                name="rule", label=_("Rule"), value=lambda one: rule_words(rules.get(one.pk)),
                href=lambda one: _rule_page(scenario, one) if changes else "",
            ),
        )  # fmt: skip
        super().__init__(request, centres.select_related("area"))


def _rule_page(scenario: Scenario, centre: Centre) -> str:
    return reverse("siting:site-rule", args=[scenario.pk, centre.pk])
