"""“Open now near me” over many centres, beside a loop that asks each centre's rules.

    python -m benchmarks.openings [CENTRES]

Prints one JSON object: centres and openings, the seconds of writing all openings, and by day and
by night the milliseconds of the one query, of a loop over rules already in memory, and how many
times as long that takes. Uses a database of its own.
"""

import datetime
import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiamenkou.settings")
WEST, SOUTH, WIDE = 113.5, 24.5, 5.0
ROUNDS = 50
COMMUNITY = "361102001001"


def main(centres: int) -> None:
    """Start a PostgreSQL in a temporary folder, fill it, measure, stop it."""
    from jiamenkou.lib.postgres import Server

    with tempfile.TemporaryDirectory() as folder:
        os.environ["JIAMENKOU_HOME"] = folder
        server = Server(folder=Path(folder) / "postgres")
        server.start()
        os.environ["DATABASE_URL"] = server.url("postgres")
        try:
            print(json.dumps(measure(centres), indent=2))
        finally:
            server.stop()


def measure(number: int) -> dict[str, object]:
    """The figures; lengths of time in seconds or, where the name says so, milliseconds."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    call_command("migrate", verbosity=0, skip_checks=True)
    fill(number)
    from jiamenkou.places.actions import renew_openings
    from jiamenkou.places.models import Opening

    wrote = seconds(renew_openings)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE places_centre, places_opening")
    noon = timezone.localtime().replace(hour=10, minute=30) + datetime.timedelta(days=1)
    moments = {"day": noon, "night": noon.replace(hour=3)}
    return {
        "centres": number,
        "openings": Opening.objects.count(),
        "write_all_seconds": round(wrote, 1),
        "night_job_seconds": round(seconds(lambda: renew_openings(whole=False)), 2),
        **{name: compare(moment) for name, moment in moments.items()},
    }


def compare(moment: datetime.datetime) -> dict[str, object]:
    """The query and the loop at one moment, from the same places; the same must be found."""
    from jiamenkou.places.calendar import the_calendar
    from jiamenkou.places.hours import rules_of
    from jiamenkou.places.models import Centre

    chance = random.Random(2026)
    places = [
        (WEST + chance.random() * WIDE, SOUTH + chance.random() * WIDE) for _ in range(ROUNDS)
    ]
    asked = [timed(partial(ask, at, moment)) for at in places]
    centres = list(Centre.objects.all())
    rules, shown = rules_of([one.pk for one in centres]), the_calendar()
    looped = timed(lambda: loop(centres, rules, shown, places[0], moment))
    same = ask(places[0], moment) == loop(centres, rules, shown, places[0], moment)
    middle = statistics.median(asked)
    return {
        "queries": 1,
        "query_ms": round(middle, 2),
        "slowest_query_ms": round(max(asked), 2),
        "loop_ms": round(looped, 1),
        "loop_takes_times": round(looped / middle),
        "same_centres_found": same,
    }


def ask(place: tuple[float, float], moment: datetime.datetime) -> list[int]:
    from jiamenkou.places.nearest import open_near

    return [one.id for one in open_near(lon=place[0], lat=place[1], at=moment)]


def loop(
    centres: Any, rules: Any, shown: Any, place: tuple[float, float], moment: datetime.datetime
) -> list[int]:
    """Every centre asked by its rules, the open ones sorted by their distance."""
    import numpy as np

    from jiamenkou.places.opening import state_at

    found = [one for one in centres if state_at(rules[one.pk], moment, shown).is_open]
    lon, lat = np.radians([[one.lon, one.lat] for one in found] or np.empty((0, 2))).T
    x, y = np.radians(place)
    half = np.sin((lat - y) / 2) ** 2 + np.cos(lat) * np.cos(y) * np.sin((lon - x) / 2) ** 2
    return [found[at].pk for at in np.argsort(np.arcsin(np.sqrt(half)), kind="stable")[:20]]


def fill(number: int) -> None:
    """Invented centres over an area as wide as a province; one in a hundred is open at night."""
    from jiamenkou.places.actions import open_centre
    from jiamenkou.places.models import Area, Centre, OpeningRule, RuleSpan

    above = Area.objects.create(code=COMMUNITY[:2].ljust(12, "0"), name="0", level="province")
    for digits, level in (
        (4, "city"),
        (6, "county"),
        (9, "town"),
        (12, "village"),
    ):
        code = COMMUNITY[:digits].ljust(12, "0")
        above = Area.objects.create(code=code, name=code, level=level, parent=above)
    chance = random.Random(1)
    first = open_centre(
        above, name="0", level="community", lon=WEST, lat=SOUTH, crs="wgs84", by=None
    )
    same = {"area": above, "level": "community", "crs": "wgs84", "entered_lon": 0, "entered_lat": 0}
    centres = Centre.objects.bulk_create(
        Centre(name=str(one), lon=WEST + chance.random() * WIDE, lat=SOUTH + chance.random() * WIDE,
               **same)
        for one in range(1, number)
    )  # fmt: skip
    ever = (datetime.date(2020, 1, 1), None)
    rules = OpeningRule.objects.bulk_create(
        OpeningRule(centre=one, layer="weekly", during=ever) for one in [first, *centres]
    )
    RuleSpan.objects.bulk_create(
        RuleSpan(rule=rule, weekday=weekday, minutes=minutes)
        for place, rule in enumerate(rules)
        for weekday in range(7)
        for minutes in hours(place, weekday)
    )


def hours(place: int, weekday: int) -> list[tuple[int, int]]:
    """Mornings and afternoons, evenings for every third; a night for one in a hundred."""
    day = [(510, 720), (840, 1050)] if weekday < 5 else [(540, 960)]
    evening = [(1050, 1230)] if place % 3 == 0 else []
    night = [(1320, 1860)] if place % 100 == 0 else []
    return day + evening + night


def timed(work: Callable[[], object]) -> float:
    """Milliseconds by the clock on the wall."""
    return seconds(work) * 1000


def seconds(work: Callable[[], object]) -> float:
    """How long `work` takes by the clock on the wall."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
