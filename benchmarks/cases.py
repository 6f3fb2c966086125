"""Pages of cases with many cases in the database: list, filters, search, one case.

    python -m benchmarks.cases [CASES]

Prints one JSON object: how many cases, and for a manager of the district and a clerk of one
community, page by page, the queries and the milliseconds (best, p50, p95) of the whole answer.
Uses a database of its own, filled by INSERT … SELECT; everybody in it is invented.
"""

import datetime
import html
import json
import os
import re
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiamenkou.settings")
os.environ["JIAMENKOU_HOSTS"] = "testserver"
os.environ["JIAMENKOU_SECOND_FACTOR"] = "0"
DISTRICT = "361102000000"
SINCE = datetime.date(2025, 1, 1)
CENTRES, RESIDENTS, ROUNDS = 118, 200_000, 30
ASKED = {
    "list": "/cases/",
    "open": "/cases/?state=open",
    "state": "/cases/?state=needs_materials",
    "overdue": "/cases/?due=overdue&sort=due_on",
    "item": "/cases/?item=medical-reimburse",
    "mine": "/cases/?clerk=me",
    "number": "/cases/?q=2026",
    "name": "/cases/?q=%E5%BC%A0%E4%B8%89",
    "nobody": "/cases/?q=%E6%97%A0%E6%AD%A4%E4%BA%BA",
}
PEOPLE = """
INSERT INTO people_resident (name, name_pinyin, name_initials, gender, area_id, language, channel,
                             added_on, born_on)
SELECT substr('赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨张', 1 + n %% 17, 1)
       || substr('一二三四五六七八九十甲乙丙丁戊己', 1 + n / 17 %% 16, 1), 'x' || n %% 5000, 'x',
       '', areas[1 + n %% array_length(areas, 1)], '', 'phone', '2026-01-01', '1960-01-01'
  FROM generate_series(1, %(number)s) n, (SELECT %(areas)s::text[] AS areas) one
"""
CASES = """
INSERT INTO services_case (number, version_id, resident_id, centre_id, area_code, channel, state,
    first_clerk_id, clerk_id, opened_at, submitted_at, accepted_at, decided_at, delivered_at,
    due_on, result, reason, remedy, delivered_how, delivered_to, key)
SELECT to_char(at, 'YYYYMMDD') || lpad(n::text, 7, '0'),
       versions[1 + n %% array_length(versions, 1)],
       residents[1 + n * 7 %% array_length(residents, 1)], centres[place], areas[place], 'hall',
       state, clerks[place], clerks[place], at, at, at,
       CASE WHEN state = 'delivered' THEN at END, CASE WHEN state = 'delivered' THEN at END,
       CASE WHEN state IN ('submitted', 'in_progress') THEN current_date - 3 + n %% 20 END,
       '办结', '', '', 'counter', 'applicant', ''
  FROM (SELECT n, 1 + n * 13 %% %(places)s AS place,
               now() - (%(number)s - n) * interval '1 minute' AS at,
               CASE WHEN n %% 50 = 0 THEN 'in_progress' WHEN n %% 100 = 1 THEN 'submitted'
                    WHEN n %% 200 = 3 THEN 'needs_materials' ELSE 'delivered' END AS state
          FROM generate_series(1, %(number)s) n) one,
       (SELECT %(versions)s::bigint[] AS versions, %(residents)s::bigint[] AS residents,
               %(centres)s::bigint[] AS centres, %(areas)s::text[] AS areas,
               %(clerks)s::bigint[] AS clerks) lists
"""


def main(cases: int) -> None:
    """Start a PostgreSQL in a temporary folder, fill it, measure, stop it."""
    from jiamenkou.lib.postgres import Server

    with tempfile.TemporaryDirectory() as folder:
        os.environ["JIAMENKOU_HOME"] = folder
        server = Server(folder=Path(folder) / "postgres")
        server.start()
        os.environ["DATABASE_URL"] = server.url("postgres")
        try:
            print(json.dumps(measure(cases), indent=2, ensure_ascii=False))
        finally:
            server.stop()


def measure(cases: int) -> dict[str, object]:
    """The figures, in milliseconds."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client

    call_command("migrate", verbosity=0, skip_checks=True)
    call_command("collectstatic", verbosity=0, interactive=False, skip_checks=True)
    began = time.perf_counter()
    people = fill(cases)
    figures: dict[str, object] = {
        "cases": cases,
        "fill_seconds": round(time.perf_counter() - began),
    }
    for name, user in people.items():
        client = Client()
        client.force_login(user)
        asked = {**ASKED, "second_page": later(client), "one_case": one_case(user)}
        figures[name] = {page: timed(client, address) for page, address in asked.items()}
    return figures


def timed(client: Any, address: str) -> dict[str, float]:
    """Queries, and the best, p50 and p95 of the whole answer, template and all."""
    from django.db import connection

    asked = 0

    def counting(execute: Any, *given: Any) -> Any:
        nonlocal asked
        asked += 1
        return execute(*given)

    with connection.execute_wrapper(counting):
        answer = client.get(address)
    if answer.status_code != 200:
        raise SystemExit(f"{address} answered {answer.status_code}")
    took = sorted(seconds(client, address) for _round in range(ROUNDS))
    return {
        "queries": asked,
        "best_ms": round(1000 * took[0], 1),
        "p50_ms": round(1000 * statistics.median(took), 1),
        "p95_ms": round(1000 * took[int(0.95 * len(took))], 1),
    }


def seconds(client: Any, address: str) -> float:
    began = time.perf_counter()
    client.get(address)
    return time.perf_counter() - began


def later(client: Any) -> str:
    """The address of the second page of the list."""
    found = re.search(r'href="([^"]*after=[^"]*)"', client.get("/cases/").content.decode())
    if not found:
        raise SystemExit("There is no second page.")
    return html.unescape(found[1])


def one_case(user: Any) -> str:
    """A case in progress."""
    from jiamenkou.services.models import Case

    within = Case.objects.within(user.reach("services.see"))
    case = within.filter(state="in_progress").order_by("-pk")[:1].get()
    return f"/cases/{case.pk}/"


def fill(number: int) -> dict[str, Any]:
    """Areas, centres, clerks, residents and cases; a manager of all and a clerk of one."""
    from jiamenkou.people.actions import give_role
    from jiamenkou.people.models import User
    from jiamenkou.places.models import Area
    from jiamenkou.services.actions import load_catalogue

    centres = settle()
    load_catalogue(valid_from=SINCE, by=None)
    codes = [one.area_id for one in centres]
    clerks = User.objects.bulk_create(User(username=f"c{one}", name=f"社工{one}") for one in codes)
    manager = User.objects.create(username="manager", name="主任")
    for user, kind, code in ((manager, "manager", DISTRICT), (clerks[0], "clerk", codes[0])):
        give_role(user, kind=kind, area=Area.objects.get(pk=code), begins=SINCE, by=None)
    insert(number, centres, clerks)
    return {"manager": manager, "clerk": clerks[0]}


def settle() -> list[Any]:
    """A town of so many communities, a centre in each."""
    from jiamenkou.places.models import Area, Centre

    above: Any = None
    for code, level in (
        ("360000000000", "province"), ("361100000000", "city"), (DISTRICT, "county"),
        ("361102001000", "town"),
    ):  # fmt: skip
        above = Area.objects.create(code=code, name=code, level=level, parent=above)
    codes = [f"361102001{one:03}" for one in range(1, CENTRES + 1)]
    Area.objects.bulk_create(
        Area(code=one, name=one, level="village", parent=above) for one in codes
    )
    point = {"lon": 118, "lat": 28.4, "entered_lon": 118, "entered_lat": 28.4, "crs": "wgs84"}
    spelt = {"name_pinyin": "zx", "name_initials": "zx", "level": "community"}
    return Centre.objects.bulk_create(
        Centre(name=one, area_id=one, **point, **spelt) for one in codes
    )


def insert(number: int, centres: list[Any], clerks: list[Any]) -> None:
    """Residents and cases, by the database itself."""
    from django.db import connection

    from jiamenkou.services.models import ItemVersion

    areas = [one.area_id for one in centres]
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE, {"number": RESIDENTS, "areas": areas})
        cursor.execute("SELECT array_agg(id) FROM people_resident")
        given: dict[str, Any] = {"number": number, "places": CENTRES, "areas": areas}
        given["residents"] = cursor.fetchone()[0]
        given["versions"] = list(ItemVersion.objects.values_list("pk", flat=True))
        given["centres"] = [one.pk for one in centres]
        given["clerks"] = [one.pk for one in clerks]
        cursor.execute(CASES, given)
        cursor.execute("ANALYZE")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
