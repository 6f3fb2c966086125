"""What a monitor reads: requests of this process, and what the database knows of all.

Counts of requests are of one process: more than one web process means more than one address to
read. Jobs and connections are asked of the database when somebody reads, and are of the whole site.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from jiamenkou.web.access import machine
from jiamenkou.web.live import hub

disable_created_metrics()  # type: ignore[no-untyped-call]
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
REQUESTS = Counter(
    "jiamenkou_requests", "Requests answered, by route", ["method", "route", "status"]
)
SECONDS = Histogram("jiamenkou_request_seconds", "Time to answer", ["route"], buckets=BUCKETS)
OPEN_PAGES = Gauge("jiamenkou_live_pages", "Live pages open in this process")
OPEN_PAGES.set_function(lambda: sum(len(pages) for pages in list(hub.open_pages.values())))

STATES = ("todo", "doing", "failed")
JOBS = """
    SELECT status::text, count(*) FROM procrastinate_jobs
    WHERE status IN ('todo', 'doing', 'failed') GROUP BY status
"""
CONNECTIONS = """
    SELECT coalesce(state, 'hidden'), count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend' GROUP BY 1
"""


def count_request(*, method: str, route: str, status: int, seconds: float) -> None:
    """One more request. Streams are counted when they begin to answer."""
    REQUESTS.labels(method, route, str(status)).inc()
    SECONDS.labels(route).observe(seconds)


@machine
@require_GET
def metrics(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)


class OfTheDatabase(Collector):
    """Asked at every reading; a database that is away is itself a figure."""

    def collect(self) -> Iterator[Metric]:
        up = GaugeMetricFamily("jiamenkou_database_up", "1 while the database answers")
        try:
            told = [
                _gauge("jobs", "Jobs by state", "state", dict.fromkeys(STATES, 0) | _counts(JOBS))
            ]
            told.append(_gauge("database_connections", "By state", "state", _counts(CONNECTIONS)))
        except Error:
            told = []
        up.add_metric([], 1 if told else 0)
        yield up
        yield from told

    def describe(self) -> Iterator[Metric]:
        """Nothing, so that being registered asks the database nothing."""
        return iter(())


def _gauge(name: str, words: str, label: str, counts: dict[str, int]) -> GaugeMetricFamily:
    gauge = GaugeMetricFamily(f"jiamenkou_{name}", words, labels=[label])
    for value, count in counts.items():
        gauge.add_metric([value], count)
    return gauge


def _counts(question: str) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return dict(cursor.fetchall())


REGISTRY.register(OfTheDatabase())
