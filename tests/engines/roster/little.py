"""Little roster problems: drawn at random, and answered by trying everything."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import product

from hypothesis import strategies as st

from jiamenkou.engines.roster import (
    HARD,
    OFF,
    Before,
    Break,
    Demand,
    Duty,
    Person,
    Problem,
    Roster,
    Rule,
    Rules,
    Shift,
    SoFar,
    Wish,
    objective_of,
    violations,
)

EARLY = Shift(name="early", start=480, minutes=480)
LATE = Shift(name="late", start=840, minutes=420, evening=True)
NIGHT = Shift(name="night", start=1320, minutes=600, evening=True)
FRIDAY = date(2026, 7, 31)
"""The first day of most: its third night passes into another month."""


def asked(**changed: object) -> Problem:
    """Two days, one person under no rule, nothing asked, with something changed."""
    usual: dict[str, object] = {
        "first_day": FRIDAY,
        "days": 2,
        "shifts": (EARLY, LATE, NIGHT),
        "people": (Person(rules=Rules.none()),),
        "demands": (),
    }
    return Problem(**{**usual, **changed})  # type: ignore[arg-type]


def best_of_all(problem: Problem) -> int | None:
    """What the cheapest roster costs, all of them counted; None when none keeps the hard rules."""
    costs = [objective_of(found) for found in map_breaks(problem) if not any(b.hard for b in found)]
    return min(costs, default=None)


def map_breaks(problem: Problem) -> Iterator[list[Break]]:
    """The breaks of every roster there is."""
    cells = [(person, day) for person in range(len(problem.people)) for day in range(problem.days)]
    for kinds in product([(OFF, OFF), *_duties(problem)], repeat=len(cells)):
        roster = Roster.empty(len(problem.people), problem.days)
        for (person, day), (shift, place) in zip(cells, kinds, strict=True):
            roster.shift[person, day], roster.place[person, day] = shift, place
        yield violations(problem, roster)


def _duties(problem: Problem) -> list[tuple[int, int]]:
    return [(s, p) for s in range(len(problem.shifts)) for p in range(problem.places)]


def rule_of(most: int, least: int = 0) -> st.SearchStrategy[Rule | None]:
    """A hard rule, a soft one or none."""
    return st.none() | st.builds(
        Rule, limit=st.integers(least, most), weight=st.sampled_from([HARD, 1, 7])
    )


def soft(most: int) -> st.SearchStrategy[Rule | None]:
    """A soft rule or none."""
    return st.none() | st.builds(Rule, limit=st.integers(0, most), weight=st.integers(1, 5))


@st.composite
def rules(draw: st.DrawFn) -> Rules:
    """A contract that does not contradict itself."""
    least = draw(st.none() | st.builds(Rule, limit=st.just(2), weight=st.sampled_from([HARD, 3])))
    row = draw(rule_of(3, 2))
    return Rules(
        rest_minutes=draw(
            st.none() | st.builds(Rule, limit=st.just(660), weight=st.sampled_from([HARD, 2]))
        ),
        day_minutes=draw(rule_of(500, 400)),
        week_minutes=draw(rule_of(1500, 480)),
        days_in_a_row=row,
        least_days_in_a_row=least,
        least_days_off=draw(rule_of(2, 1)),
        most_minutes=draw(
            st.none() | st.builds(Rule, limit=st.just(1500), weight=st.sampled_from([HARD, 1]))
        ),
        least_minutes=draw(
            st.none() | st.builds(Rule, limit=st.just(460), weight=st.sampled_from([HARD, 1]))
        ),
        most_weekends=draw(rule_of(1)),
        most_of_shift=draw(
            st.dictionaries(
                st.integers(0, 1),
                st.builds(Rule, limit=st.integers(0, 2), weight=st.sampled_from([HARD, 2])),
            )
        ),
        change=draw(soft(0)),
        away=draw(soft(0)),
        fair_rest_days=draw(soft(1)),
        fair_evenings=draw(soft(1)),
        fair_holidays=draw(soft(1)),
    )


@st.composite
def people(draw: st.DrawFn, days: int, places: int) -> Person:
    """Somebody with some of everything."""
    day = st.integers(0, days - 1)
    wishes = draw(
        st.lists(
            st.builds(
                Wish,
                day=day,
                shift=st.integers(OFF, 1),
                weight=st.integers(0, 4),
                wanted=st.booleans(),
            ),
            max_size=2,
            unique_by=lambda w: (w.day, w.shift),
        )
    )
    worked = draw(st.integers(0, 3))
    off = 0 if worked else draw(st.integers(0, 2))
    before = Before(
        ended=draw(st.sampled_from([None, -120, 60])),
        shift=OFF if off else draw(st.integers(OFF, 1)),
        worked=worked,
        off=off,
        week_minutes=draw(st.sampled_from([0, 480])),
    )
    return Person(
        rules=draw(rules()),
        home=draw(st.integers(0, places - 1)),
        elsewhere=draw(st.frozensets(st.integers(0, places - 1), max_size=1)),
        skills=draw(st.frozensets(st.just(0))),
        absent=draw(st.frozensets(day, max_size=1)),
        fixed=tuple(
            draw(st.lists(st.builds(Duty, day=day, shift=st.integers(OFF, 1)), max_size=1))
        ),
        barred=draw(st.frozensets(st.just(1), max_size=1)),
        wishes=tuple(wishes),
        before=draw(st.sampled_from([None, before])),
        so_far=SoFar(rest_days=draw(st.integers(0, 2)), evenings=draw(st.integers(0, 1))),
        share=draw(st.sampled_from([100, 50])),
    )


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """One person for up to five days, or two for three, at one place or two."""
    crowd = draw(st.integers(1, 2))
    days = draw(st.integers(2, 5)) if crowd == 1 else draw(st.integers(2, 3))
    places = draw(st.integers(1, 2)) if days < 4 and crowd == 1 else 1
    demand = st.builds(
        Demand,
        day=st.integers(0, days - 1),
        shift=st.integers(0, 1),
        needed=st.integers(0, 2),
        place=st.integers(0, places - 1),
        skill=st.sampled_from([None, 0]),
        under=st.sampled_from([HARD, 0, 9]),
        over=st.sampled_from([HARD, 0, 2]),
    )
    key = lambda d: (d.place, d.day, d.shift, d.skill)  # noqa: E731
    return Problem(
        first_day=FRIDAY,
        days=days,
        shifts=draw(st.sampled_from([(EARLY, LATE), (EARLY, NIGHT), (LATE, NIGHT)])),
        people=tuple(draw(people(days, places)) for _ in range(crowd)),
        demands=tuple(draw(st.lists(demand, max_size=8, unique_by=key))),
        places=places,
        holidays=draw(st.frozensets(st.integers(0, days - 1), max_size=1)),
    )
