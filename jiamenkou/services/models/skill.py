"""Who may serve which item: certified on a day, until another."""

from __future__ import annotations

import datetime
from typing import Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from jiamenkou.people.models import User
from jiamenkou.places.models import Centre
from jiamenkou.rota.models import Duty, Posting
from jiamenkou.rota.models.posting import OfPeopleQuerySet
from jiamenkou.services.models.catalogue import ServiceItem


class SkillQuerySet(OfPeopleQuerySet["Skill"]):
    """Questions asked of skills."""

    def on(self, day: datetime.date) -> Self:
        """Certified and not run out on that day."""
        lasting = Q(expires_on=None) | Q(expires_on__gt=day)
        return self.filter(lasting, certified_on__lte=day)

    def running_out(self, day: datetime.date, *, within: int) -> Self:
        """Good on that day, over before so many days later."""
        return self.on(day).filter(expires_on__lte=day + datetime.timedelta(days=within))


class Skill(models.Model):
    """Somebody's certificate for one item."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="skills"
    )
    item = models.ForeignKey(ServiceItem, on_delete=models.PROTECT, related_name="skills")
    certified_on = models.DateField(_("certified on"))
    expires_on = models.DateField(_("until before"), null=True, blank=True)
    score = models.SmallIntegerField(_("score"), null=True, blank=True)

    objects = SkillQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_skill_is_certified_before_it_expires",
                condition=Q(expires_on=None) | Q(expires_on__gt=F("certified_on")),
                violation_error_message=_("A certificate ends later than the day it was given."),
            ),
            ExclusionConstraint(
                name="a_skill_is_certified_once_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("item", RangeOperators.EQUAL),
                    (
                        Func(F("certified_on"), F("expires_on"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_("There is a certificate for some of these days."),
            ),
            models.CheckConstraint(
                name="a_score_is_out_of_a_hundred",
                condition=Q(score=None) | Q(score__range=(0, 100)),
                violation_error_message=_("A score is from 0 to 100."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.item}"


def able(item: ServiceItem, centre: Centre, day: datetime.date) -> QuerySet[User]:
    """Who works at the centre on that day and may serve the item."""
    posted = Posting.objects.on(day).filter(centre=centre, person=OuterRef("pk"))
    skilled = Skill.objects.on(day).filter(item=item, person=OuterRef("pk"))
    return User.objects.filter(Exists(posted), Exists(skilled), is_active=True)


def able_on_duty(item: ServiceItem, centre: Centre, day: datetime.date) -> QuerySet[User]:
    """Of those, who is on duty there that day by a published roster."""
    duties = Duty.objects.published().filter(roster__centre=centre, day=day, person=OuterRef("pk"))
    return able(item, centre, day).filter(Exists(duties))
