"""What can be done with scenarios: draw one up, change it, rule single centres."""

from itertools import count
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from jiamenkou.audit.actions import record
from jiamenkou.audit.facts import typed
from jiamenkou.lib.constraints import refusing
from jiamenkou.lib.refusal import Refused
from jiamenkou.places.models import Area, Centre
from jiamenkou.siting.models import PopulationLayer, Scenario, SiteRule


@transaction.atomic
def draw_scenario(
    area: Area, *, name: str, layer: PopulationLayer, by: Model | None, **rules: Any
) -> Scenario:
    """A new question for the planning engine; `rules` are the scenario's other fields."""
    _refuse_strange_layer(area, layer)
    with refusing(Scenario):
        scenario = Scenario.objects.create(area=area, name=name, layer=layer, **rules)
    record("siting.draw_scenario", scenario, by=by, area=area.code, name=typed(name))
    return scenario


@transaction.atomic
def amend_scenario(scenario: Scenario, *, by: Model | None, **rules: Any) -> Scenario:
    """Change the question; runs already made keep the parameters they were made with."""
    scenario = Scenario.objects.select_for_update().get(pk=scenario.pk)
    for name, value in rules.items():
        setattr(scenario, name, value)
    _refuse_strange_layer(scenario.area, scenario.layer)
    with refusing(Scenario):
        scenario.save()
    record("siting.amend_scenario", scenario, by=by, changed=sorted(rules))
    return scenario


@transaction.atomic
def copy_scenario(scenario: Scenario, *, by: Model | None, **rules: Any) -> Scenario:
    """The same question under a new name, single centres' rules and all, with `rules` changed."""
    facts = {name: value for name, value in _facts(scenario).items() if name not in rules}
    copy = draw_scenario(
        scenario.area, name=_free_name(scenario), layer=scenario.layer, by=by, **facts, **rules
    )
    for rule in scenario.site_rules.all():
        rule.pk, rule.scenario = None, copy
        rule.save(force_insert=True)
    return copy


@transaction.atomic
def rule_site(  # noqa: PLR0913 - a rule has so many parts
    scenario: Scenario,
    *,
    centre: Centre,
    by: Model | None,
    must_stay: bool = False,
    may_close: bool = False,
    extend_m2: int = 0,
    extend_yuan_per_m2: int = 2500,
) -> SiteRule:
    """What may be done with one centre in this scenario; said again, it replaces what was said."""
    with refusing(SiteRule):
        rule, _made = SiteRule.objects.update_or_create(
            scenario=scenario,
            centre=centre,
            defaults={
                "must_stay": must_stay,
                "may_close": may_close,
                "extend_m2": extend_m2,
                "extend_yuan_per_m2": extend_yuan_per_m2,
            },
        )
    record("siting.rule_site", rule, by=by, scenario=scenario.pk, centre=centre.pk)
    return rule


@transaction.atomic
def unrule_site(scenario: Scenario, *, centre: Centre, by: Model | None) -> None:
    """The centre is treated like all others again."""
    if scenario.site_rules.filter(centre=centre).delete()[0]:
        record("siting.unrule_site", scenario, by=by, centre=centre.pk)


def _facts(scenario: Scenario) -> dict[str, Any]:
    own = {"id", "name", "area", "layer", "made_at"}
    fields = (field for field in Scenario._meta.concrete_fields if field.name not in own)
    return {field.name: getattr(scenario, field.name) for field in fields}


def _free_name(scenario: Scenario) -> str:
    """“Plan A (2)”, or the next number nobody took."""
    stem = scenario.name[:72]
    taken = set(
        Scenario.objects.filter(area_id=scenario.area_id, name__startswith=stem)
        .values_list("name", flat=True)
    )  # fmt: skip
    return next(name for i in count(2) if (name := f"{stem} ({i})") not in taken)


def _refuse_strange_layer(area: Area, layer: PopulationLayer) -> None:
    """A layer of another county would plan for nobody."""
    nested = layer.area.prefix.startswith(area.prefix) or area.prefix.startswith(layer.area.prefix)
    if not nested:
        words = _("“%(layer)s” holds the people of %(other)s, not of %(area)s.")
        facts = {"layer": layer.name, "other": layer.area.name, "area": area.name}
        raise Refused("a_scenario_plans_for_its_own_people", words % facts, field="layer")
