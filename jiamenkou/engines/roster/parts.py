"""Places that share nobody are problems of their own; their bounds add up."""

from __future__ import annotations

from dataclasses import dataclass, replace

from jiamenkou.engines.roster.duties import Roster
from jiamenkou.engines.roster.problem import Person, Problem


@dataclass(frozen=True, kw_only=True, eq=False)
class Part:
    """A problem of its own, and which people of the whole it is about."""

    problem: Problem
    people: list[int]


def parts_of(problem: Problem) -> list[Part]:
    """The problem by groups of places that people link."""
    if problem.places == 1:
        return [Part(problem=problem, people=list(range(len(problem.people))))]
    group = list(range(problem.places))
    for person in problem.people:
        _link(group, _places(person))
    roots = [_root(group, place) for place in range(problem.places)]
    return [_part(problem, roots, root) for root in sorted(set(roots))]


def together(problem: Problem, parts: list[Part], rosters: dict[int, Roster]) -> Roster:
    """The parts' rosters as one."""
    whole = Roster.empty(len(problem.people), problem.days)
    for number, part in enumerate(parts):
        whole.shift[part.people] = rosters[number].shift
        whole.place[part.people] = rosters[number].place
    return whole


def _part(problem: Problem, roots: list[int], root: int) -> Part:
    people = [n for n, each in enumerate(problem.people) if roots[each.home] == root]
    kept = problem.kept
    inside = replace(
        problem,
        people=tuple(problem.people[n] for n in people),
        demands=tuple(each for each in problem.demands if roots[each.place] == root),
        kept=kept and Roster(shift=kept.shift[people], place=kept.place[people]),
    )
    return Part(problem=inside, people=people)


def _places(person: Person) -> list[int]:
    fixed = [duty.place for duty in person.fixed if duty.place is not None]
    return [person.home, *person.elsewhere, *fixed]


def _link(group: list[int], places: list[int]) -> None:
    roots = [_root(group, place) for place in places]
    for root in roots:
        group[root] = min(roots)


def _root(group: list[int], place: int) -> int:
    while group[place] != place:
        place = group[place]
    return place
