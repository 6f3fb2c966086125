"""A scenario as people ask it: what is wanted, who walks how, what may be done, charges, solver."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q, QuerySet
from django.forms.boundfield import BoundField
from django.forms.models import fields_for_model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiamenkou.lib.scope import Reach
from jiamenkou.places.models import Area
from jiamenkou.places.models.area import ancestors_of
from jiamenkou.siting.models import PopulationLayer, Scenario, StreetNetwork
from jiamenkou.siting.models.layer import PopulationLayerQuerySet

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Goal = Scenario.Goal
COUNTED = frozenset({Goal.WALK, Goal.COVER, Goal.FARTHEST})
PAID = frozenset({Goal.BUDGET})
GOALS_OF = {
    "number": COUNTED,
    **dict.fromkeys(
        (
            "budget", "at_least", "at_most", "may_relocate", "extend_m2", "extend_yuan_per_m2",
            "free_site_cost", "far_metres", "m2_per_100_households", "missing_m2_metres",
        ),
        PAID,
    ),
}  # fmt: skip
"""Fields that only some goals need; all others are asked for every goal."""
HELP = {
    "goal": gettext_lazy("What the plan makes as good as it can."),
    "number": gettext_lazy("How many centres are to stand in the end, those of today included."),
    "budget": gettext_lazy(
        "All that fitting out, extending and five years of rent may cost, in yuan."
    ),
    "at_least": gettext_lazy("May stay empty."),
    "at_most": gettext_lazy("May stay empty."),
    "radius_metres": gettext_lazy("A walk of so many metres or less counts as near; often 500."),
    "area": gettext_lazy("The plan looks at the centres, premises and people of this area."),
    "layer": gettext_lazy("The people who walk: a population layer."),
    "network": gettext_lazy(
        "Walks follow these streets; without one they are straight lines times the detour."
    ),
    "detour": gettext_lazy("A walk is so many times as long as the straight line; often 1.3."),
    "limit_metres": gettext_lazy("Whoever walks farther counts as walking this far, in metres."),
    "inside_street": gettext_lazy("Nobody is sent to a centre of another street or town."),
    "may_close": gettext_lazy("Otherwise every centre of today stays, or moves."),
    "may_relocate": gettext_lazy("To premises within 1,500 m of where it stands."),
    "extend_m2": gettext_lazy("Square metres; 0: no centre grows. Half of it is tried as well."),
    "extend_yuan_per_m2": gettext_lazy("Yuan for each square metre more."),
    "free_grid_metres": gettext_lazy(
        "New centres may also stand in the middle of grid cells this wide, in metres, where people "
        "live. Empty: only in premises of the register."
    ),
    "free_site_m2": gettext_lazy("Square metres of a centre on the grid."),
    "free_site_cost": gettext_lazy("Yuan for a centre on the grid."),
    "far_metres": gettext_lazy(
        "Metres added to the walk of everyone who lives farther than near; 0: only walks count."
    ),
    "m2_per_100_households": gettext_lazy("The norm for space; 30 is the usual least."),
    "missing_m2_metres": gettext_lazy(
        "What one square metre too few weighs: as much as so many metres walked by one person."
    ),
    "seconds": gettext_lazy("Seconds; the best plan found by then is kept, with its bound."),
    "gap": gettext_lazy("0.001 stops at one thousandth from the best there can be; 0: at a proof."),
    "seed": gettext_lazy("The same seed gives the same plan."),
}
RANGES = {
    "number": (1, 100_000), "budget": (0, 10**12), "at_least": (0, 100_000),
    "at_most": (1, 100_000), "radius_metres": (1, 50_000), "limit_metres": (1, 100_000),
    "detour": (1, 5), "extend_m2": (0, 100_000), "extend_yuan_per_m2": (0, 10**6),
    "free_grid_metres": (50, 10_000), "free_site_m2": (1, 100_000), "free_site_cost": (0, 10**10),
    "far_metres": (0, 100_000), "m2_per_100_households": (0, 10_000),
    "missing_m2_metres": (0, 10**6), "seconds": (1, 3600), "gap": (0, 0.99), "seed": (0, 2**31 - 1),
}  # fmt: skip
GROUPS: tuple[tuple[StrOrPromise, tuple[str, ...]], ...] = (
    (
        gettext_lazy("What is wanted"),
        ("name", "goal", "budget", "number", "radius_metres", "at_least", "at_most"),
    ),
    (
        gettext_lazy("Who walks how"),
        ("area", "layer", "network", "detour", "limit_metres", "inside_street"),
    ),
    (
        gettext_lazy("What may be done"),
        (
            "may_close", "may_relocate", "extend_m2", "extend_yuan_per_m2", "free_grid_metres",
            "free_site_m2", "free_site_cost",
        ),
    ),
    (
        gettext_lazy("What counts beside the walk"),
        ("far_metres", "m2_per_100_households", "missing_m2_metres"),
    ),
    (gettext_lazy("The solver"), ("seconds", "gap", "seed")),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A field with the goals it is asked for, as the page writes them: empty for all."""

    bound: BoundField
    goals: str


class ScenarioForm(forms.Form):
    """All of a scenario; what its goal does not need is neither shown nor heeded."""

    def __init__(
        self, *args: Any, reach: Reach, scenario: Scenario | None = None, **given: Any
    ) -> None:
        super().__init__(*args, **given)
        names = [name for _title, names in GROUPS for name in names]
        self.fields |= fields_for_model(Scenario, names)
        self._choose("goal").widget = forms.RadioSelect()
        self._choose("goal").choices = Goal.choices
        self._offer("area", areas_of(reach, scenario))
        self._offer("layer", layers_near(reach).order_by("-as_of", "name"))
        self._offer("network", StreetNetwork.objects.filter(_near(reach)).order_by("name"))
        self._choose("network").empty_label = _("straight lines")
        for name, words in HELP.items():
            self.fields[name].help_text = str(words)
        for name, (least, most) in RANGES.items():
            self.fields[name].validators += [MinValueValidator(least), MaxValueValidator(most)]
            self.fields[name].widget.attrs |= {"min": least, "max": most}

    @property
    def groups(self) -> Iterator[tuple[StrOrPromise, str, list[Asked]]]:
        """Title, goals that need the group at all, and fields."""
        for title, names in GROUPS:
            asked = [Asked(bound=self[name], goals=_written(name)) for name in names]
            goals = {one.goals for one in asked}
            yield title, goals.pop() if len(goals) == 1 else "", asked

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        goal = facts.get("goal")
        if goal:
            self._leave_out(goal, facts)
            self._ask_for("budget", PAID, _("Say what the plan may cost."))
            self._ask_for("number", COUNTED, _("Say how many centres are to stand."))
        radius, limit = facts.get("radius_metres"), facts.get("limit_metres")
        if radius and limit and limit < radius:
            words = _("No shorter than %(metres)d m, which is what near means.")
            self.add_error("limit_metres", words % {"metres": radius})
        return facts

    def _leave_out(self, goal: str, facts: dict[str, Any]) -> None:
        for name, goals in GOALS_OF.items():
            if goal not in goals:
                self.errors.pop(name, None)
                facts[name] = getattr(Scenario(), name)

    def _ask_for(self, name: str, goals: frozenset[Goal], words: str) -> None:
        here = self.cleaned_data.get("goal") in goals
        if here and name not in self.errors and self.cleaned_data.get(name) is None:
            self.add_error(name, words)

    def _offer(self, name: str, rows: QuerySet[Any]) -> None:
        self._choose(name).queryset = rows

    def _choose(self, name: str) -> Any:
        """A field with choices, which Django's types know as any field."""
        return self.fields[name]


class SiteRuleForm(forms.Form):
    """What may be done with one centre."""

    rule = forms.ChoiceField(
        label=gettext_lazy("This centre"),
        choices=(
            ("", gettext_lazy("as the scenario says")),
            ("must_stay", gettext_lazy("must stay where it is")),
            ("stays", gettext_lazy("must stay open, may move")),
            ("may_close", gettext_lazy("may close")),
        ),
        required=False,
    )
    extend_m2 = forms.IntegerField(
        label=gettext_lazy("may grow by up to (m²)"), min_value=0, max_value=100_000, initial=0,
        help_text=gettext_lazy("Only heeded with a rule of its own; 0: it does not grow."),
    )  # fmt: skip
    extend_yuan_per_m2 = forms.IntegerField(
        label=gettext_lazy("cost of each m² more (yuan)"), min_value=0, max_value=10**6,
        initial=2500,
    )  # fmt: skip


def areas_of(reach: Reach, scenario: Scenario | None) -> QuerySet[Area]:
    """What a person reaches, from the area their work begins in down to streets and towns."""
    begin = Area.objects.widest(reach)
    own = Q(pk__in=[scenario.area_id if scenario else None, begin.pk if begin else None])
    below = Q(level__in=["city", "county", "town"])
    if "" in reach.prefixes:  # everywhere is too long a list: where people are known
        planned = PopulationLayer.objects.values("area")
        below = Q(pk__in=planned) | Q(parent__in=planned)
    return Area.objects.within(reach).filter(own | below).order_by("code")


def layers_near(reach: Reach) -> PopulationLayerQuerySet:
    """Layers of the areas somebody reaches, and of areas around them."""
    return PopulationLayer.objects.filter(_near(reach))


def _near(reach: Reach) -> Q:
    around = {code for prefix in reach.prefixes for code in ancestors_of(prefix)}
    return reach.of_codes("area__code") | Q(area__in=around)


def _written(name: str) -> str:
    goals = GOALS_OF.get(name)
    return " ".join(sorted(goals)) if goals else ""
