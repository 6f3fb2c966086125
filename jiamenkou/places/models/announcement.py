"""What the State Council announced of days, as it was entered: rows are added, never changed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Announcement(models.Model):
    """A notice for a year; the calendar is what all of them come to, in the order of entry.

    `amends`: it replaces only the holidays it names, not all that was announced for its year.
    """

    year = models.IntegerField(_("year"))
    source = models.CharField(_("source"), max_length=400)
    announced_on = models.DateField(_("announced on"), null=True)
    text = models.TextField(_("text"), blank=True)
    amends = models.BooleanField(_("amends an earlier notice"), default=False)
    entered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_announcement_is_for_a_year_of_ours",
                condition=Q(year__range=(2000, 2100)),
                violation_error_message=_("A notice is for a year between 2000 and 2100."),
            ),
            models.CheckConstraint(
                name="an_announcement_has_a_source",
                condition=~Q(source=""),
                violation_error_message=_("Say where the notice stands: its number or address."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} · {self.source}"


class AnnouncedDay(models.Model):
    """A day that a notice makes a day off, or a make-up workday."""

    announcement = models.ForeignKey(Announcement, on_delete=models.PROTECT, related_name="days")
    date = models.DateField()
    works = models.BooleanField()
    holiday = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="an_announcement_marks_a_day_once",
                fields=["announcement", "date"],
                violation_error_message=_("This notice already says something of that day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.holiday}"
