"""What is owed to people for the days they worked: leave in lieu, and overtime to pay."""

from __future__ import annotations

from typing import TypeAlias

from django.conf import settings
from django.db import models
from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from jiamenkou.lib.scope import ScopedQuerySet
from jiamenkou.places.models import Centre
from jiamenkou.rota.models.posting import Leave
from jiamenkou.rota.models.roster import Duty

Balance: TypeAlias = dict[str, int]


class LedgerEntryQuerySet(ScopedQuerySet["LedgerEntry"]):
    """Questions asked of the ledger."""

    scope = "centre__area__code"

    def in_lieu(self) -> LedgerEntryQuerySet:
        return self.filter(kind__in=LedgerEntry.IN_LIEU)

    def balance(self) -> int:
        """Minutes of leave in lieu still owed."""
        found: int = self.in_lieu().aggregate(sum=Sum("minutes", default=0))["sum"]
        return found

    def totals(self) -> Balance:
        """Minutes by kind."""
        rows = self.order_by("kind").values_list("kind").annotate(sum=Sum("minutes"))
        return dict(rows)


class LedgerEntry(models.Model):
    """Minutes of one kind, on one day, from one duty; never changed, only reversed."""

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", _("Statutory holiday worked: threefold pay")
        REST_DAY = "rest_day", _("Rest day worked: leave in lieu")
        RESTED = "rested", _("Workday off in the same week")
        EXTENDED = "extended", _("Workday beyond eight hours: pay and a half")
        LEAVE = "leave", _("Leave in lieu taken")
        PAID_OUT = "paid_out", _("Leave in lieu paid twofold instead")

    IN_LIEU = (Kind.REST_DAY, Kind.RESTED, Kind.LEAVE, Kind.PAID_OUT)
    PERCENT = {Kind.HOLIDAY: 300, Kind.EXTENDED: 150, Kind.PAID_OUT: 200}

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="ledger"
    )
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="ledger")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    day = models.DateField(_("day"))
    minutes = models.IntegerField(_("minutes"))
    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, null=True, related_name="entries")
    leave = models.ForeignKey(Leave, on_delete=models.SET_NULL, null=True, related_name="entries")
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="reversed_by"
    )
    why = models.CharField(_("why"), max_length=200, blank=True)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = LedgerEntryQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(name="entry_by_person_and_day", fields=["person", "day"])]
        constraints = [
            models.UniqueConstraint(
                name="a_duty_is_entered_once_a_day",
                fields=["duty", "day"],
                condition=Q(reverses=None, duty__isnull=False),
                violation_error_message=_("This duty is in the ledger for that day already."),
            ),
            models.UniqueConstraint(
                name="a_day_off_is_entered_once",
                fields=["person", "day"],
                condition=Q(reverses=None, kind="rested"),
                violation_error_message=_("That day off is in the ledger already."),
            ),
            models.UniqueConstraint(
                name="a_day_of_leave_is_entered_once",
                fields=["leave", "day"],
                condition=Q(reverses=None, kind="leave"),
                violation_error_message=_("That day of leave is in the ledger already."),
            ),
            models.CheckConstraint(
                name="an_entry_counts_minutes",
                condition=Q(reverses__isnull=False) & ~Q(minutes=0)
                | Q(kind__in=["holiday", "rest_day", "extended"], minutes__gt=0)
                | Q(kind__in=["rested", "leave", "paid_out"], minutes__lt=0),
                violation_error_message=_("Minutes worked are above zero, minutes taken below."),
            ),
            models.CheckConstraint(
                name="a_reversal_says_why",
                condition=Q(reverses=None) | ~Q(why=""),
                violation_error_message=_("Say why the entry is reversed."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.day} {self.kind} {self.minutes}"

    @property
    def lies_in(self) -> str:
        """The code of the area of its centre."""
        return self.centre.area_id

    @property
    def percent(self) -> int | None:
        """Of the wage; None: it is leave, not money."""
        return self.PERCENT.get(self.Kind(self.kind))
