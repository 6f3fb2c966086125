"""What can be done with street networks: bring an extract; the worker builds the graph from it."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.files import File
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from jiamenkou.audit.actions import record
from jiamenkou.audit.facts import typed
from jiamenkou.engines.streets import Streets, read_osm
from jiamenkou.lib.constraints import refusing
from jiamenkou.lib.jobs import WORDS_LANGUAGE, job
from jiamenkou.places.models import Area
from jiamenkou.siting.models import StreetNetwork


@transaction.atomic
def build_network(
    area: Area,
    *,
    name: str,
    extract: File[bytes],
    source: str,
    licence: str,
    by: Model | None,
) -> StreetNetwork:
    """Queue the walk graph of an OSM extract (.osm.pbf, .osm, .osm.bz2), named as its file is."""
    with refusing(StreetNetwork):
        network = StreetNetwork.objects.create(
            area=area, name=name, source=source, licence=licence, extract=extract
        )
    record(
        "siting.build_network",
        network,
        by=by,
        area=area.code,
        file=typed(network.extract.name or ""),
    )
    lay_streets.defer(network_id=network.pk)
    return network


@job
def lay_streets(network_id: int) -> None:
    """Build the graph of an extract; once it is ready or has failed this does nothing."""
    network = StreetNetwork.objects.get(pk=network_id)
    if network.state != StreetNetwork.State.BUILDING:
        return
    try:
        streets = read_osm(network.extract.path)
    except (ValueError, OSError):
        _fail(network)
    else:
        _keep(network, streets)
    network.extract.delete(save=False)


def _keep(network: StreetNetwork, streets: Streets) -> None:
    with TemporaryDirectory() as folder:
        graph = Path(folder) / "graph.npz"
        streets.save(graph)
        network.file.save(f"network-{network.pk}.npz", ContentFile(graph.read_bytes()), save=False)
    network.nodes, network.edges = streets.nodes, len(streets.edges()[0])
    network.state, network.built_at = StreetNetwork.State.READY, timezone.now()
    network.save()


def _fail(network: StreetNetwork) -> None:
    with override(WORDS_LANGUAGE):
        network.words = _(
            "There is no street to walk along in it, or it is no OpenStreetMap extract "
            "(.osm.pbf, .osm or .osm.bz2). Download the extract again and bring it once more."
        )
    network.state = StreetNetwork.State.FAILED
    network.save()
