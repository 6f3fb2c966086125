"""Counties as tasks on a Dask cluster; a task whose worker dies is done again by another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from jiamenkou.siting.command.counties import County
from jiamenkou.siting.command.county import Outcome, plan_county
from jiamenkou.siting.layers import BadInput

PATIENCE_SECONDS = 5


def planned_on_cluster(address: str, counties: Sequence[County]) -> Iterator[Outcome]:
    """Outcomes as they come back. Raises BadInput when there is nobody to do the work."""
    with _client(address) as client:
        from distributed import as_completed

        futures = {
            client.submit(plan_county, county, key=f"jiamenkou-{number}-{id(client)}"): county
            for number, county in enumerate(counties)
        }
        for future in as_completed(list(futures), loop=client.loop):
            yield _outcome(future, futures.pop(future))


def _client(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError as error:
        raise BadInput(
            _("--dask needs the extra “cluster”: pip install 'jiamenkou[cluster]'.")
        ) from error
    try:
        client = Client(address, timeout=PATIENCE_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise BadInput(
            _(
                "--dask %(address)s: no scheduler answers there. Start one with `dask scheduler`, "
                "and workers with `dask worker ADDRESS`; or leave --dask out."
            )
            % {"address": address}
        ) from error
    return _with_workers(client, address)


def _with_workers(client: Any, address: str) -> Any:
    try:
        client.wait_for_workers(1, timeout=PATIENCE_SECONDS)
    except TimeoutError as error:
        client.close()
        raise BadInput(
            _("--dask %(address)s: the scheduler has no worker. Start one: dask worker %(address)s")
            % {"address": address}
        ) from error
    return client


def _outcome(future: Any, county: County) -> Outcome:
    """A county that kills every worker it is given does not take the others with it."""
    fault = future.exception()
    if fault is None:
        outcome: Outcome = future.result()
        return outcome
    why = {"why": f"{type(fault).__name__}: {fault}"}
    return Outcome(county=county.name, words=_("The cluster gave it up: %(why)s") % why)
