"""The public staff-scheduling instances, read into problems.

T. Curtois and R. Qu, "Computational results on new staff scheduling benchmark instances", 2014.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from xml.etree.ElementTree import Element, parse

from jiamenkou.engines.roster import OFF, Demand, Duty, Person, Problem, Rule, Rules, Shift, Wish

BEST_KNOWN = {
    1: 607, 2: 828, 3: 1001, 4: 1716, 5: 1143, 6: 1950, 7: 1056, 8: 1300, 9: 439, 10: 4631,
    11: 3443, 12: 4040, 13: 1348, 14: 1278, 15: 3829, 16: 3225, 17: 5746, 18: 4459, 19: 3149,
    20: 4769, 21: 21133, 22: 30241, 23: 17428, 24: 42463,
}  # fmt: skip
"""Best costs published, as wssuite/NurseScheduler (benchmark/nrp.yml) gathers them."""


def best_known(file: Path) -> int | None:
    """The best cost published for an instance of this name, if any."""
    number = file.stem.removeprefix("Instance")
    return BEST_KNOWN.get(int(number)) if number.isdigit() else None


def problem_in(file: Path) -> Problem:
    """The roster problem an instance file asks."""
    root = parse(file).getroot()  # noqa: S314 - the reader's own benchmark files
    first, last = (date.fromisoformat(_text(root, name)) for name in ("StartDate", "EndDate"))
    kinds = [each.get("ID", "") for each in root.iterfind("ShiftTypes/Shift")]
    return Problem(
        first_day=first,
        days=(last - first).days + 1,
        shifts=tuple(map(_shift, root.iterfind("ShiftTypes/Shift"))),
        people=tuple(_people(root, kinds)),
        demands=tuple(_demands(root, kinds)),
    )


def _shift(each: Element) -> Shift:
    hour, minute = map(int, _text(each, "StartTime").split(":"))
    name, minutes = each.get("ID", ""), int(_text(each, "Duration"))
    return Shift(name=name, start=60 * hour + minute, minutes=minutes)


def _people(root: Element, kinds: list[str]) -> Iterator[Person]:
    contracts = {each.get("ID"): each for each in root.iterfind("Contracts/Contract")}
    given, wishes = _fixed(root, kinds), _wishes(root, kinds)
    for employee in root.iterfind("Employees/Employee"):
        name = employee.get("ID", "")
        asked = [contracts[each.text] for each in employee.iterfind("ContractID")]
        valid = {
            kind
            for each in asked
            for listed in each.iterfind("ValidShifts")
            for kind in listed.get("shift", "").split(",")
        }
        yield Person(
            rules=_rules(asked, kinds),
            barred=frozenset(kinds.index(kind) for kind in kinds if valid and kind not in valid),
            fixed=tuple(given.get(name, ())),
            wishes=tuple(wishes.get(name, ())),
        )


def _rules(contracts: list[Element], kinds: list[str]) -> Rules:
    asked: dict[str, Rule] = {}
    of_shift: dict[int, Rule] = {}
    for contract in contracts:
        asked |= dict(_limits(contract))
        for each in contract.iterfind("MaxTot"):
            rule = Rule(limit=int(each.get("value", 0)))
            of_shift[kinds.index(each.get("shift", ""))] = rule
    return Rules.none(most_of_shift=of_shift, **asked)


def _limits(contract: Element) -> Iterator[tuple[str, Rule]]:
    named = {
        ("MaxSeq", "$"): "days_in_a_row",
        ("MinSeq", "$"): "least_days_in_a_row",
        ("MinSeq", "-"): "least_days_off",
    }
    for (tag, shift), name in named.items():
        for each in contract.iterfind(f"{tag}[@shift='{shift}']"):
            yield name, Rule(limit=int(each.get("value", 0)))
    for path, name in (
        ("MinRestTime", "rest_minutes"),
        ("Workload/TimeUnits/Max/Count", "most_minutes"),
        ("Workload/TimeUnits/Min/Count", "least_minutes"),
        ("Patterns/Match/Max/Count", "most_weekends"),
    ):
        for each in contract.iterfind(path):
            yield name, Rule(limit=int(each.text or 0))


def _fixed(root: Element, kinds: list[str]) -> dict[str, list[Duty]]:
    found: dict[str, list[Duty]] = {}
    for employee in root.iterfind("FixedAssignments/Employee"):
        name = _text(employee, "EmployeeID")
        for each in employee.iterfind("Assign"):
            shift = _text(each, "Shift")
            kind = OFF if shift == "-" else kinds.index(shift)
            found.setdefault(name, []).append(Duty(day=int(_text(each, "Day")), shift=kind))
    return found


def _wishes(root: Element, kinds: list[str]) -> dict[str, list[Wish]]:
    found: dict[str, list[Wish]] = {}
    for path, wanted in (("ShiftOffRequests/ShiftOff", False), ("ShiftOnRequests/ShiftOn", True)):
        for each in root.iterfind(path):
            wish = Wish(
                day=int(_text(each, "Day")),
                shift=kinds.index(_text(each, "Shift")),
                weight=int(each.get("weight", 1)),
                wanted=wanted,
            )
            found.setdefault(_text(each, "EmployeeID"), []).append(wish)
    return found


def _demands(root: Element, kinds: list[str]) -> Iterator[Demand]:
    for of_day in root.iterfind("CoverRequirements/DateSpecificCover"):
        for cover in of_day.iterfind("Cover"):
            few, many = cover.find("Min"), cover.find("Max")
            if few is not None and many is not None:
                yield Demand(
                    day=int(_text(of_day, "Day")),
                    shift=kinds.index(_text(cover, "Shift")),
                    needed=int(few.text or 0),
                    under=int(few.get("weight", 0)),
                    over=int(many.get("weight", 0)),
                )


def _text(each: Element, path: str) -> str:
    return (each.findtext(path) or "").strip()
