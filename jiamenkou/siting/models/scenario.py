"""A question to the planning engine, and what may be done with single centres in it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jiamenkou.lib.scope import ScopedQuerySet
from jiamenkou.places.models import Area, Centre
from jiamenkou.siting.models.layer import PopulationLayer, StreetNetwork


class ScenarioQuerySet(ScopedQuerySet["Scenario"]):
    """Questions asked of scenarios."""


class Scenario(models.Model):
    """Where centres of an area should stand, under these rules."""

    class Goal(models.TextChoices):
        BUDGET = "budget", _("The best for a budget")
        WALK = "walk", _("Shortest walks with so many centres")
        COVER = "cover", _("Most people near with so many centres")
        FEWEST = "fewest", _("Fewest centres that are near everybody")
        FARTHEST = "farthest", _("Shortest longest walk with so many centres")

    name = models.CharField(_("name"), max_length=80)
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, related_name="scenarios", verbose_name=_("area")
    )
    layer = models.ForeignKey(
        PopulationLayer, on_delete=models.PROTECT, verbose_name=_("who lives where")
    )
    network = models.ForeignKey(
        StreetNetwork,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("street network"),
    )
    detour = models.FloatField(_("detour"), default=1.3)
    limit_metres = models.IntegerField(_("longest walk looked at (m)"), default=3000)
    goal = models.CharField(_("what is wanted"), max_length=8, choices=Goal, default=Goal.BUDGET)
    number = models.IntegerField(_("number of centres"), null=True, blank=True)
    at_least = models.IntegerField(_("at least so many centres"), null=True, blank=True)
    at_most = models.IntegerField(_("at most so many centres"), null=True, blank=True)
    budget = models.BigIntegerField(_("budget (yuan)"), null=True, blank=True)
    radius_metres = models.IntegerField(_("near means within (m)"), default=500)
    far_metres = models.IntegerField(_("charge for living farther (m)"), default=200)
    m2_per_100_households = models.IntegerField(_("m² per 100 households"), default=30)
    missing_m2_metres = models.IntegerField(
        _("charge for each m² missing (person-metres)"), default=1000
    )
    may_close = models.BooleanField(_("centres may close"), default=False)
    may_relocate = models.BooleanField(_("centres may move to premises"), default=True)
    extend_m2 = models.IntegerField(_("a centre may grow by up to (m²)"), default=200)
    extend_yuan_per_m2 = models.IntegerField(_("cost of each m² more (yuan)"), default=2500)
    free_grid_metres = models.IntegerField(_("new sites on a grid of (m)"), null=True, blank=True)
    free_site_m2 = models.IntegerField(_("size of a new site (m²)"), default=400)
    free_site_cost = models.BigIntegerField(_("cost of a new site (yuan)"), default=2_000_000)
    inside_street = models.BooleanField(_("served inside their own street or town"), default=False)
    seed = models.IntegerField(_("seed"), default=1)
    seconds = models.IntegerField(_("seconds it may take"), default=60)
    gap = models.FloatField(_("good enough when within"), default=0.001)
    made_at = models.DateTimeField(auto_now_add=True)

    objects = ScenarioQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_scenario_has_its_name_once",
                fields=["area", "name"],
                violation_error_message=_("This area already has a scenario of that name."),
            ),
            models.CheckConstraint(
                name="a_walk_is_no_shorter_than_straight",
                condition=Q(detour__gte=1, detour__lte=5),
                violation_error_message=_("The detour is between 1 (straight) and 5."),
            ),
            models.CheckConstraint(
                name="a_goal_has_what_it_needs",
                condition=Q(goal="budget", budget__isnull=False, number=None)
                | Q(goal="fewest", budget=None, number=None)
                | Q(goal__in=["walk", "cover", "farthest"], number__isnull=False, budget=None),
                violation_error_message=_(
                    "Give a budget for the best plan a budget buys, a number of centres for "
                    "shortest walks, most people near or shortest longest walk, and neither for "
                    "fewest centres."
                ),
            ),
            models.CheckConstraint(
                name="scenario_numbers_make_sense",
                condition=(Q(number=None) | Q(number__gt=0))
                & (Q(budget=None) | Q(budget__gte=0))
                & (Q(at_least=None) | Q(at_least__gte=0))
                & (Q(at_most=None) | Q(at_most__gt=0))
                & (Q(at_least=None) | Q(at_most=None) | Q(at_least__lte=models.F("at_most")))
                & Q(
                    radius_metres__gt=0,
                    limit_metres__gte=models.F("radius_metres"),
                    far_metres__gte=0,
                    m2_per_100_households__gte=0,
                    missing_m2_metres__gte=0,
                    extend_m2__gte=0,
                    extend_yuan_per_m2__gte=0,
                    free_site_m2__gt=0,
                    free_site_cost__gte=0,
                    seconds__range=(1, 3600),
                    gap__gte=0,
                    gap__lt=1,
                )
                & (Q(free_grid_metres=None) | Q(free_grid_metres__gte=50)),
                violation_error_message=_(
                    "Numbers are 0 or more, the longest walk is no shorter than the radius, a grid "
                    "is 50 m or wider, solving takes between 1 second and 1 hour, and good enough "
                    "is a share below 1."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SiteRule(models.Model):
    """What may be done with one centre in one scenario, where it differs from the rest."""

    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="site_rules")
    centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="+")
    must_stay = models.BooleanField(_("must stay where it is"), default=False)
    may_close = models.BooleanField(_("may close"), default=False)
    extend_m2 = models.IntegerField(_("may grow by up to (m²)"), default=0)
    extend_yuan_per_m2 = models.IntegerField(_("cost of each m² more (yuan)"), default=2500)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_centre_has_one_rule_in_a_scenario",
                fields=["scenario", "centre"],
                violation_error_message=_("This centre already has a rule in this scenario."),
            ),
            models.CheckConstraint(
                name="a_centre_stays_or_may_close",
                condition=~Q(must_stay=True, may_close=True),
                violation_error_message=_("A centre that must stay cannot close."),
            ),
            models.CheckConstraint(
                name="a_centre_grows_by_no_less_than_nothing",
                condition=Q(extend_m2__gte=0, extend_yuan_per_m2__gte=0),
                violation_error_message=_("Square metres and cost are 0 or more."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scenario_id} {self.centre_id}"

    @property
    def lies_in(self) -> str:
        """The code of its area."""
        return self.scenario.area_id
