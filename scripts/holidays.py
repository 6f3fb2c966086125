"""Write the tables of announced days from a folder of holiday-cn (one YEAR.json a year)."""

import csv
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

TABLES = Path("jiamenkou/engines/workdays/announced")


def main(folder: Path) -> None:
    """Years without a notice are left out: they are provisional."""
    years = [json.loads(path.read_text()) for path in sorted(folder.glob("[0-9]*.json"))]
    told = [year for year in years if year["papers"]]
    _write(
        "days.csv", ("year", "date", "works", "holiday"), (row for y in told for row in _days(y))
    )
    notices = ((year["year"], address) for year in told for address in year["papers"])
    _write("notices.csv", ("year", "address"), notices)


def _days(year: dict[str, Any]) -> Iterable[Sequence[object]]:
    for day in sorted(year["days"], key=lambda day: day["date"]):
        yield year["year"], day["date"], int(not day["isOffDay"]), day["name"]


def _write(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with (TABLES / name).open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out, lineterminator="\n")
        table.writerow(head)
        table.writerows(rows)


main(Path(sys.argv[1]))
