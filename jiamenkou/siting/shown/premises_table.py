"""The table of premises, and their places on the map."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiamenkou.places.models import Area
from jiamenkou.places.models.area import full_code
from jiamenkou.siting.models import Premises
from jiamenkou.web.access import SignedIn
from jiamenkou.web.columns import Choice, Column
from jiamenkou.web.formats import m2, money
from jiamenkou.web.maps import Door, Legend, Map, Shape, Tone
from jiamenkou.web.tables import Table

MOST_DOORS = 400
STATE_TONES: dict[str, str] = {"offered": "ok", "reserved": "due", "allocated": "info"}
STRUCTURE_TONES: dict[str, str] = {"good": "ok", "repair": "due", "unsafe": "late"}
FIRE_TONES: dict[str, str] = {"passed": "ok", "needs_work": "due"}
DOOR_TONES: dict[str, Tone] = {"offered": "ok", "reserved": "due", "allocated": "info"}


def page_of(premises: Premises) -> str:
    return reverse("siting:premises", args=[premises.pk])


def rent_words(yuan: int | None) -> str:
    """No rent is free, not nothing known."""
    return money(yuan) if yuan else _("free")


class PremisesTable(Table[Premises]):
    """The premises of a district by kind, size, cost, condition and state."""

    name = "premises"
    columns = (
        Column(name="name", label=gettext_lazy("Premises"), order="name", href=page_of),
        Column(
            name="area",
            label=gettext_lazy("Stands in"),
            order="area_id",
            value=lambda one: one.area.name,
        ),
        Column(
            name="kind",
            label=gettext_lazy("Kind"),
            order="kind",
            value=lambda one: one.get_kind_display(),
        ),
        Column(
            name="usable_m2",
            label=gettext_lazy("Usable m²"),
            order="usable_m2",
            numeric=True,
            show=m2,
        ),
        Column(
            name="fit_out_cost",
            label=gettext_lazy("Fitting out"),
            order="fit_out_cost",
            numeric=True,
            show=money,
        ),
        Column(
            name="rent_per_year",
            label=gettext_lazy("Rent a year"),
            order="rent_per_year",
            numeric=True,
            show=rent_words,
        ),
        Column(
            name="structure",
            label=gettext_lazy("Structure"),
            order="structure",
            value=lambda one: one.get_structure_display(),
            tone=lambda one: STRUCTURE_TONES.get(one.structure, "plain"),
        ),
        Column(
            name="fire_safety",
            label=gettext_lazy("Fire safety"),
            order="fire_safety",
            value=lambda one: one.get_fire_safety_display(),
            tone=lambda one: FIRE_TONES.get(one.fire_safety, "plain"),
        ),
        Column(
            name="state",
            label=gettext_lazy("State"),
            order="state",
            value=lambda one: one.get_state_display(),
            tone=lambda one: STATE_TONES.get(one.state, "plain"),
        ),
    )
    search = ("name", "address", "owner")
    order = "name"
    empty = gettext_lazy(
        "Idle state assets and offices that can be shared belong here: plans choose among them."
    )

    def __init__(
        self, request: SignedIn, queryset: QuerySet[Premises], streets: Iterable[Area]
    ) -> None:
        self.filters = (
            Choice(name="state", label=_("State"), choices=Premises.State.choices),
            Choice(
                name="use",
                label=_("Planning"),
                choices=[("free", _("Free to plan with"))],
                narrow=lambda premises, _use: premises.free_on(timezone.localdate()),
            ),
            Choice(name="kind", label=_("Kind"), choices=Premises.Kind.choices),
            Choice(name="structure", label=_("Structure"), choices=Premises.Structure.choices),
            Choice(
                name="street",
                label=_("Street"),
                choices=[(one.prefix, one.name) for one in streets],
                narrow=lambda premises, code: premises.under(full_code(code)),
            ),
        )
        if request.user.may("premises.amend"):
            self.first_step, self.first_word = reverse("siting:new-premises"), _("Add the first")
        super().__init__(request, queryset.select_related("area"))


def premises_map(premises: QuerySet[Premises], area: Area | None) -> Map:
    """Those the table shows, coloured by state, the largest first where there are very many."""
    largest = premises.order_by("-usable_m2", "pk")[:MOST_DOORS]
    boundary = area.boundary if area else None
    return Map(
        title=_("Premises"),
        doors=[premises_door(one) for one in largest],
        shapes=[Shape(geometry=boundary, title=area.name)] if area and boundary else [],
        legend=[
            Legend(tone=DOOR_TONES.get(state.value, "close"), words=state.label)
            for state in Premises.State
        ],
    )


def premises_door(one: Premises) -> Door:
    return Door(
        lon=one.lon,
        lat=one.lat,
        title=one.name,
        tone=DOOR_TONES.get(one.state, "close"),
        word=one.get_state_display(),
        note=f"{m2(one.usable_m2)} · {money(one.fit_out_cost)}",
        href=page_of(one),
    )
