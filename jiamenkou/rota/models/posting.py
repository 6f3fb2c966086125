"""Who works at which centre, when they are away, and what they would like."""

from __future__ import annotations

import datetime
from typing import Self, TypeVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from jiamenkou.lib.scope import Reach, ScopedQuerySet
from jiamenkou.places.models import Centre
from jiamenkou.rota.days import ONE_DAY
from jiamenkou.rota.models.pattern import ShiftPattern, Skill

Row = TypeVar("Row", bound=models.Model)

FULL_WEEK = 2400
"""40 hours, in minutes: labour law art. 36 and State Council decree 174."""
LONGEST_WEEK = 2640
"""44 hours, in minutes: labour law art. 36."""


class PostingQuerySet(ScopedQuerySet["Posting"]):
    """Questions asked of postings."""

    scope = "centre__area__code"

    def on(self, day: datetime.date) -> Self:
        return self.filter(during__contains=day)

    def between(self, first: datetime.date, until: datetime.date) -> Self:
        """Running on any day from `first` until before `until`."""
        return self.filter(during__overlap=DateRange(first, until))


class Posting(models.Model):
    """One person working for one centre, from a day until before another."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="postings"
    )
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="postings")
    during = DateRangeField(_("from – to"))
    job = models.CharField(_("job"), max_length=20)
    week_minutes = models.IntegerField(_("minutes a week"), default=FULL_WEEK)
    skills = ArrayField(
        models.CharField(max_length=5, choices=Skill),
        verbose_name=_("skills"),
        default=list,
        blank=True,
    )

    objects = PostingQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="a_person_has_one_posting_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                violation_error_message=_(
                    "This person already works for a centre in that time: end that posting first, "
                    "or begin this one later."
                ),
            ),
            models.CheckConstraint(
                name="a_posting_begins_before_it_ends",
                condition=Q(during__startswith__isnull=False, during__isempty=False),
                violation_error_message=_("A posting begins on a day, and ends later than that."),
            ),
            models.CheckConstraint(
                name="a_posting_has_working_hours",
                condition=Q(week_minutes__range=(60, LONGEST_WEEK)),
                violation_error_message=_(
                    "Minutes a week are from 60 to 2640: the law allows 44 hours at most."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.centre}"

    @property
    def lies_in(self) -> str:
        """The code of the area of its centre."""
        return self.centre.area_id

    @property
    def day_minutes(self) -> int:
        """What one workday of it is worth."""
        return self.week_minutes // 5

    @property
    def called(self) -> str:
        """What anybody may know of them: 张社工."""
        return f"{surname(self.person.name)}{self.job}"


class OfPeopleQuerySet(models.QuerySet[Row]):
    """Rows about a person, who is found where they are posted."""

    def within(self, reach: Reach) -> Self:
        """Of people who have worked, or are to work, somewhere inside."""
        posted = Posting.objects.within(reach).filter(person=OuterRef("person"))
        return self.filter(Exists(posted))


class LeaveQuerySet(OfPeopleQuerySet["Leave"]):
    """Questions asked of leave."""

    def approved(self) -> Self:
        return self.filter(state=Leave.State.APPROVED)

    def waiting(self) -> Self:
        return self.filter(state=Leave.State.ASKED)

    def between(self, first: datetime.date, until: datetime.date) -> Self:
        return self.filter(during__overlap=DateRange(first, until))


class Leave(models.Model):
    """Days on which somebody is away."""

    class Kind(models.TextChoices):
        ANNUAL = "annual", _("Annual leave")
        SICK = "sick", _("Sick leave")
        IN_LIEU = "in_lieu", _("Leave in lieu")
        OTHER = "other", _("Other leave")

    class State(models.TextChoices):
        ASKED = "asked", _("Asked for")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    STANDING = (State.ASKED, State.APPROVED)
    NEXT = {
        State.ASKED: {State.APPROVED, State.REFUSED, State.WITHDRAWN},
        State.APPROVED: {State.WITHDRAWN},
    }

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="leaves"
    )
    during = DateRangeField(_("from – to"))
    kind = models.CharField(_("kind"), max_length=7, choices=Kind)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = LeaveQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="a_person_is_on_leave_once_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=["asked", "approved"]),
                violation_error_message=_("There is leave on some of these days already."),
            ),
            models.CheckConstraint(
                name="leave_has_a_first_and_a_last_day",
                condition=Q(
                    during__startswith__isnull=False,
                    during__endswith__isnull=False,
                    during__isempty=False,
                ),
                violation_error_message=_("Leave has a first and a last day, the last not before."),
            ),
            models.CheckConstraint(
                name="answered_leave_says_when",
                condition=Q(state="asked", answered_at=None)
                | ~Q(state="asked") & Q(answered_at__isnull=False),
                violation_error_message=_("Leave that was answered says when."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.first} – {self.last}"

    @property
    def first(self) -> datetime.date:
        day: datetime.date = self.during.lower
        return day

    @property
    def last(self) -> datetime.date:
        until: datetime.date = self.during.upper
        return until - ONE_DAY

    @property
    def days(self) -> list[datetime.date]:
        count = (self.during.upper - self.during.lower).days
        return [self.first + number * ONE_DAY for number in range(count)]


class WishQuerySet(OfPeopleQuerySet["Wish"]):
    """Questions asked of wishes."""

    def between(self, first: datetime.date, until: datetime.date) -> Self:
        return self.filter(day__gte=first, day__lt=until)


class Wish(models.Model):
    """That somebody would like a shift on a day, or would rather not."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="wishes"
    )
    day = models.DateField(_("day"))
    pattern = models.ForeignKey(
        ShiftPattern, on_delete=models.CASCADE, null=True, blank=True, verbose_name=_("shift")
    )
    wanted = models.BooleanField(_("would like to work"))
    weight = models.IntegerField(_("how much"), default=1)

    objects = WishQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_wish_is_said_once",
                fields=["person", "day", "pattern"],
                nulls_distinct=False,
                violation_error_message=_("There is a wish for that day and shift already."),
            ),
            models.CheckConstraint(
                name="a_wish_weighs_one_to_three",
                condition=Q(weight__range=(1, 3)),
                violation_error_message=_("A wish weighs 1, 2 or 3; 3 is the strongest."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.day}"


COMPOUND = (
    "欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "夏侯",
    "端木", "轩辕", "长孙", "宇文", "南宫", "闻人", "澹台", "公冶", "申屠", "太史", "钟离", "鲜于",
)  # fmt: skip
"""Surnames of two characters still met with; all others have one."""


def surname(name: str) -> str:
    return name[:2] if name.startswith(COMPOUND) else name[:1]
