"""The table of centres, and their places on the map."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiamenkou.places.models import Area, Centre, Finding
from jiamenkou.places.models.area import full_code
from jiamenkou.web.access import SignedIn
from jiamenkou.web.columns import Choice, Column
from jiamenkou.web.formats import NOTHING, m2, percent
from jiamenkou.web.maps import Door, Legend, Map, Shape, Tone
from jiamenkou.web.tables import Table

MOST_DOORS = 400
TONES: dict[str, Tone] = {"meets": "ok", "unknown": "due", "short": "late"}


def verdict(centre: Any) -> Finding.Verdict:
    """What the findings of a `judged` centre come to."""
    if centre.short:
        return Finding.Verdict.SHORT
    return Finding.Verdict.UNKNOWN if centre.unknown else Finding.Verdict.MEETS


def page_of(centre: Centre) -> str:
    return reverse("places:centre", args=[centre.pk])


def street(centre: Centre) -> str:
    """The name of the street or town a centre stands in; its own area's where that is one."""
    area = centre.area
    below = area.level in {Area.Level.VILLAGE, Area.Level.GRID} and area.parent
    return area.parent.name if below and area.parent else area.name


def kinds_short(centre: Any) -> str:
    """The kinds of matter a `judged` centre falls short in."""
    return "、".join(str(Finding.Kind(kind).label) for kind in sorted(centre.short_in))


def _same(centres: QuerySet[Centre], _chosen: str) -> QuerySet[Centre]:
    """Kind and verdict are asked together, before the table is made."""
    return centres


class CentreTable(Table[Centre]):
    """The centres of an area by name, place, verdict and shortfall."""

    name = "centres"
    columns = (
        Column(name="name", label=gettext_lazy("Centre"), order="name_pinyin", href=page_of),
        Column(name="street", label=gettext_lazy("Street"), order="area_id", value=street),
        Column(
            name="level",
            label=gettext_lazy("Level"),
            order="level",
            value=lambda one: one.get_level_display(),
        ),
        Column(
            name="per_100",
            label=gettext_lazy("Usable m² per 100 households"),
            order="per_100",
            numeric=True,
            show=m2,
        ),
        Column(
            name="missing_m2",
            label=gettext_lazy("Area still missing"),
            order="missing_m2",
            numeric=True,
            show=m2,
        ),
        Column(
            name="verdict",
            label=gettext_lazy("Verdict"),
            value=lambda one: verdict(one).label,
            tone=lambda one: TONES[verdict(one)],
        ),
        Column(name="short_in", label=gettext_lazy("Falls short in"), value=kinds_short),
        Column(
            name="severity",
            label=gettext_lazy("Largest shortfall"),
            order="severity",
            numeric=True,
            show=lambda part: percent(part) if part else NOTHING,
        ),
    )
    search = ("name", "name_pinyin", "name_initials")
    order = "-severity"
    empty = gettext_lazy("No centre is on record here yet. Open one, or import a sheet.")

    def __init__(self, request: SignedIn, area: Area, streets: list[Area]) -> None:
        self.filters = (
            Choice(
                name="kind",
                label=_("Kind"),
                choices=Finding.Kind.choices,
                narrow=_same,
            ),
            Choice(
                name="verdict",
                label=_("Verdict"),
                choices=Finding.Verdict.choices,
                narrow=_same,
            ),
            Choice(
                name="street",
                label=_("Street"),
                choices=[(one.prefix, one.name) for one in streets],
                narrow=lambda centres, code: centres.under(full_code(code)),
            ),
        )
        if request.user.may("places.amend"):
            self.first_step, self.first_word = reverse("places:import"), _("Import a sheet")
        super().__init__(request, _asked(request, area))


def network_map(area: Area, centres: QuerySet[Centre]) -> Map:
    """The centres on a map, coloured by verdict; of very many those that fall shortest."""
    shapes = [Shape(geometry=area.boundary, title=area.name)] if area.boundary else []
    worst = centres.order_by("-severity", "pk")[:MOST_DOORS]  # type: ignore[misc]
    return Map(
        title=_("Centres of %(area)s") % {"area": area.name},
        doors=[_door(centre) for centre in worst],
        shapes=shapes,
        legend=[Legend(tone=TONES[one.value], words=one.label) for one in Finding.Verdict],
    )


def _asked(request: SignedIn, area: Area) -> QuerySet[Centre]:
    kind, wanted = (request.GET.get(name, "") for name in ("kind", "verdict"))
    kind = kind if kind in Finding.Kind.values else ""
    centres = Centre.objects.under(area.code).filter(closed_on=None).judged(kind)
    if wanted in Finding.Verdict.values:
        centres = centres.with_verdict(wanted)
    return centres.select_related("area__parent")


def _door(centre: Any) -> Door:
    found = verdict(centre)
    short_by = _("short by %(part)s") % {"part": percent(centre.severity)}
    return Door(
        lon=centre.lon,
        lat=centre.lat,
        title=centre.name,
        tone=TONES[found],
        word=found.label,
        note=short_by if centre.short else "",
        href=page_of(centre),
    )
