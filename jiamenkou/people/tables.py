"""The table of residents."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiamenkou.lib.scope import Reach
from jiamenkou.people.models import Resident
from jiamenkou.people.models.resident import ResidentQuerySet
from jiamenkou.places.models import Area
from jiamenkou.web.access import SignedIn
from jiamenkou.web.columns import Choice, Column
from jiamenkou.web.tables import Table

MOST_COMMUNITIES = 200


def page_of(resident: Resident) -> str:
    return reverse("people:resident", args=[resident.pk])


def groups_of(resident: Any) -> str:
    """The groups of a resident `with_groups`, in words."""
    age = _("≥ %(years)d") % {"years": resident.age_group} if resident.age_group else ""
    minor = _("Minor") if resident.is_minor else ""
    alone = _("Lives alone") if resident.alone else ""
    return "、".join(filter(None, (age, minor, alone, _("Disability") * resident.disabled)))


def _of_age(residents: ResidentQuerySet, group: str) -> ResidentQuerySet:
    today = timezone.localdate()
    if group == "minor":
        return residents.under_age(on=today)
    return residents.aged(int(group), on=today)


def _in_group(residents: ResidentQuerySet, group: str) -> ResidentQuerySet:
    today = timezone.localdate()
    if group == "living_alone":
        return residents.living_alone(on=today)
    if group == "disability":
        return residents.with_disability(on=today)
    return residents.needs_guardian(on=today)


class ResidentTable(Table[Resident]):
    """Residents by name, community and group; what identifies them is masked, in exports too."""

    name = "residents"
    columns = (
        Column(
            name="masked_name", label=gettext_lazy("Full name"), order="name_pinyin", href=page_of
        ),
        Column(
            name="area",
            label=gettext_lazy("Community"),
            order="area_id",
            value=lambda one: one.area.name,
        ),
        Column(name="age", label=gettext_lazy("Age"), order="born_on", numeric=True),
        Column(
            name="gender",
            label=gettext_lazy("Gender"),
            value=lambda one: one.get_gender_display(),
        ),
        Column(name="groups", label=gettext_lazy("Groups"), value=groups_of),
        Column(name="masked_phone", label=gettext_lazy("Telephone")),
    )
    search = ("name", "name_pinyin", "name_initials")
    order = "name_pinyin"
    empty = gettext_lazy("Residents belong here once somebody needs a service of the centre.")

    def __init__(self, request: SignedIn, residents: ResidentQuerySet, reach: Reach) -> None:
        self.filters = (
            Choice(
                name="age",
                label=_("Age"),
                choices=[
                    *((str(years), _("≥ %(years)d") % {"years": years}) for years in (60, 70, 80)),
                    ("minor", _("Minors")),
                ],
                narrow=_of_age,
            ),
            Choice(
                name="group",
                label=_("Group"),
                choices=[
                    ("living_alone", _("Lives alone")),
                    ("disability", _("Disability")),
                    ("guardian", _("Minors without a guardian")),
                ],
                narrow=_in_group,
            ),
            Choice(
                name="community",
                label=_("Community"),
                choices=communities(reach),
                narrow=lambda rows, code: rows.filter(area__code__startswith=code),
            ),
        )
        if request.user.may("people.keep_residents"):
            self.first_step, self.first_word = reverse("people:new-resident"), _("Add the first")
        shown = residents.with_groups(on=timezone.localdate())
        super().__init__(request, shown.select_related("area"))

    def searched(self, queryset: QuerySet[Resident]) -> QuerySet[Resident]:
        return queryset.named(self.q)  # type: ignore[attr-defined, no-any-return]


def communities(reach: Reach) -> list[tuple[str, str]]:
    """The communities of a reach, to choose from; none where they are too many for a list."""
    within = Area.objects.within(reach).filter(level=Area.Level.VILLAGE).order_by("code")
    found = list(within.values_list("code", "name")[: MOST_COMMUNITIES + 1])
    return found if len(found) <= MOST_COMMUNITIES else []
