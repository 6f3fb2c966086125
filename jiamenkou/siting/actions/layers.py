"""What can be done with layers: load who lives where, measure how far they walk."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal

import numpy as np
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.exceptions import AlreadyEnqueued

from jiamenkou.audit.actions import record
from jiamenkou.lib.constraints import refusing
from jiamenkou.lib.jobs import job
from jiamenkou.lib.refusal import Refused
from jiamenkou.people.models import User
from jiamenkou.places import actions as places
from jiamenkou.places.actions.norms import renew_findings
from jiamenkou.places.models import Area, Centre
from jiamenkou.siting.measuring import Walk, walks_to
from jiamenkou.siting.models import DemandPoint, PopulationLayer, StreetNetwork
from jiamenkou.siting.models.layer import BANDS
from jiamenkou.siting.points import Demand, band_words
from jiamenkou.siting.solving import SNAP_METRES
from jiamenkou.siting.walking import Walker

COLUMNS = ("layer_id", "key", "lon", "lat", "people", "households", *BANDS, "area_code")
DETOUR = 1.3
FARTHEST_METRES = 20_000


@transaction.atomic
def load_layer(  # noqa: PLR0913 - all that is said of a source
    area: Area,
    *,
    name: str,
    demand: Demand,
    source: str,
    as_of: datetime.date,
    by: Model | None,
    codes: tuple[str, ...] = (),
    licence: str = "",
    crs: str = "wgs84",
    invented: bool = False,
    sha256: str = "",
) -> PopulationLayer:
    """Keep the people of a file as a layer of `area`; `codes` says each point's area where known.

    The same file again under the same name changes nothing; another file is refused.
    """
    known = PopulationLayer.objects.filter(area=area, name=name).first()
    if known and sha256 and known.sha256 == sha256:
        return known
    _refuse_other_bands(demand)
    with refusing(PopulationLayer):
        layer = PopulationLayer.objects.create(
            area=area,
            name=name,
            source=source,
            licence=licence,
            as_of=as_of,
            invented=invented,
            crs=crs,
            sha256=sha256,
            points=len(demand.ids),
            people=demand.total,
        )
    with refusing(DemandPoint), connection.cursor() as cursor:
        columns = ", ".join(COLUMNS)
        with cursor.copy(f"COPY siting_demandpoint ({columns}) FROM STDIN") as copy:
            for row in _rows(layer, demand, codes):
                copy.write_row(row)
    record("siting.load_layer", layer, by=by, area=area.code, points=layer.points)
    return layer


def _refuse_other_bands(demand: Demand) -> None:
    if demand.bands and set(demand.bands) != set(BANDS):
        words = _(
            "Ages come in the five groups %(wanted)s, or not at all; here they are %(given)s."
        )
        facts = {
            "wanted": "、".join(band_words(band) for band in BANDS),
            "given": "、".join(band_words(band) for band in demand.bands),
        }
        raise Refused("ages_come_in_our_groups", words % facts, field="file")


def _rows(
    layer: PopulationLayer, demand: Demand, codes: tuple[str, ...]
) -> Iterator[tuple[object, ...]]:
    none = [None] * len(demand.ids)
    homes = none if demand.households is None else demand.households.tolist()
    bands = [demand.bands[b].tolist() if b in demand.bands else none for b in BANDS]
    numbers = (demand.lon.tolist(), demand.lat.tolist(), demand.people.tolist(), homes, *bands)
    areas = codes or ("",) * len(demand.ids)
    for key, *values, code in zip(demand.ids, *numbers, areas, strict=True):
        yield (layer.pk, key, *values, code)


@transaction.atomic
def ask_for_walks(
    layer: PopulationLayer, *, network: StreetNetwork | None, by: Model | None
) -> None:
    """Queue the measuring of every centre in the layer's area; once at a time."""
    asked = measure_walks.configure(queueing_lock=walks_lock(layer), lock=walks_lock(layer))
    try:
        with transaction.atomic():
            asked.defer(
                area_code=layer.area_id,
                layer_id=layer.pk,
                network_id=network.pk if network else None,
                by_id=by.pk if by else None,
            )
    except AlreadyEnqueued as error:
        words = _("The walks of this layer are waiting to be measured already.")
        raise Refused("walks_are_asked_for_once", words) from error
    record("siting.ask_for_walks", layer, by=by, network=network.pk if network else None)


def walks_lock(layer: PopulationLayer) -> str:
    """What the jobs that measure by a layer are known by."""
    return f"walks-{layer.pk}"


@job
def measure_walks(
    area_code: str, layer_id: int, network_id: int | None = None, by_id: int | None = None
) -> None:
    """How far the people each centre serves walk to it, written into the register."""
    from jiamenkou.engines.streets import Streets

    layer = PopulationLayer.objects.get(pk=layer_id)
    network = StreetNetwork.objects.get(pk=network_id) if network_id else None
    by = User.objects.get(pk=by_id) if by_id else None
    walker = Walker(
        streets=Streets.load(network.file.path) if network else None,
        detour=DETOUR,
        limit_metres=FARTHEST_METRES,
        snap_metres=SNAP_METRES,
    )
    day = timezone.localdate()
    centres = Centre.objects.under(area_code).open_on(day).prefetch_related("serves")
    measured = list(walks_to(list(centres), layer, walker))
    with transaction.atomic():
        for walk in measured:
            _record(walk, day, layer, network, by)
        renew_findings(centres, on=day)


def _record(
    walk: Walk,
    day: datetime.date,
    layer: PopulationLayer,
    network: StreetNetwork | None,
    by: User | None,
) -> None:
    shares = np.round(walk.shares, 3)
    places.record_walks(
        walk.centre,
        measured_on=day,
        people=walk.people,
        share_within_300=Decimal(str(shares[0])),
        share_within_500=Decimal(str(shares[1])),
        share_within_1000=Decimal(str(shares[2])),
        rural_metres=1000,
        share_within_rural=Decimal(str(shares[2])),
        mean_metres=walk.mean_metres,
        p95_metres=walk.p95_metres,
        best_mean_metres=walk.best_mean_metres,
        metres_from_best=walk.metres_from_best,
        method=_method(network),
        layer_name=layer.name,
        by=by,
        renew=False,
    )


def _method(network: StreetNetwork | None) -> str:
    if network:
        return _("along the streets of %(network)s") % {"network": network.name}
    return _("straight lines times %(detour)s") % {"detour": DETOUR}
