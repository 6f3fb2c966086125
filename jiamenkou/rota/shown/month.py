"""One month of a centre, read once: its days, people, duties, leave, wishes and broken rules."""

from __future__ import annotations

import datetime
from collections import defaultdict
from functools import cached_property

from django.utils import timezone

from jiamenkou.rota.case import Case, case_of
from jiamenkou.rota.days import RotaDay, days_between
from jiamenkou.rota.fairness import Tally, so_far, tallies
from jiamenkou.rota.judging import Break, breaks_in
from jiamenkou.rota.models import Duty, Leave, Posting, Roster, ShiftPattern, Wish
from jiamenkou.rota.shown.wording import Letter, letters

ONE_DAY = datetime.timedelta(days=1)
MOST_DAYS = 7
"""A rule broken over more days than a week is no matter of one cell."""
OF_A_CELL = {"wish", "away"}
"""Rules that should hold and are marked where they do not; of the others the list tells."""


class Month:
    """What the pages of a roster are laid out from; each part is asked for at most once.

    Wishes, and which leave somebody is on, only who may edit sees; a `public` month has names
    and shifts alone.
    """

    def __init__(
        self,
        roster: Roster,
        *,
        editable: bool = False,
        public: bool = False,
        alone: int | None = None,
    ) -> None:
        """`alone`: the one person whose year is asked for, where only their row is shown."""
        self.roster = roster
        self.editable = editable
        self.public = public
        self.alone = alone
        self.today = timezone.localdate()

    @cached_property
    def days(self) -> list[RotaDay]:
        return days_between(self.roster.month, self.roster.until)

    @cached_property
    def patterns(self) -> list[ShiftPattern]:
        centre = self.roster.centre_id
        used = ShiftPattern.objects.filter(centre=centre)
        running = used.between(self.roster.month, self.roster.until)
        return list(running.order_by("starts", "minutes", "pk"))

    @cached_property
    def letters(self) -> dict[int, Letter]:
        return letters(self.patterns)

    @cached_property
    def postings(self) -> dict[int, list[Posting]]:
        """By person, those of the month."""
        here = Posting.objects.filter(centre=self.roster.centre_id)
        running = here.between(self.roster.month, self.roster.until)
        found: dict[int, list[Posting]] = defaultdict(list)
        for one in running.select_related("person").order_by("person__name", "person", "during"):
            found[one.person_id].append(one)
        return dict(found)

    @cached_property
    def people(self) -> dict[int, str]:
        """Everybody with a row: who is posted here, then who only helps out."""
        here = {person: found[0].person.name for person, found in self.postings.items()}
        helping = {one.person_id: one.person.name for one in self.duty_list}
        return here | {person: name for person, name in helping.items() if person not in here}

    @cached_property
    def duty_list(self) -> list[Duty]:
        known = self.roster.duties.select_related("person", "pattern")
        return list(known.order_by("day", "pattern__starts", "pk"))

    @cached_property
    def duties(self) -> dict[tuple[int, datetime.date], list[Duty]]:
        found: dict[tuple[int, datetime.date], list[Duty]] = defaultdict(list)
        for one in self.duty_list:
            found[one.person_id, one.day].append(one)
        return dict(found)

    @cached_property
    def there(self) -> dict[tuple[int, datetime.date], int]:
        """How many are on a shift of a day."""
        found: dict[tuple[int, datetime.date], int] = defaultdict(int)
        for one in self.duty_list:
            found[one.pattern_id, one.day] += 1
        return dict(found)

    @cached_property
    def leaves(self) -> dict[tuple[int, datetime.date], Leave]:
        if self.public:
            return {}
        standing = Leave.objects.filter(person__in=self.people, state__in=Leave.STANDING)
        found = {}
        for one in standing.between(self.roster.month, self.roster.until).order_by("pk"):
            day = max(one.first, self.roster.month)
            while day <= min(one.last, self.roster.until - ONE_DAY):
                found[one.person_id, day] = one
                day += ONE_DAY
        return found

    @cached_property
    def wishes(self) -> dict[tuple[int, datetime.date], Wish]:
        if not self.editable:
            return {}
        said = Wish.objects.filter(person__in=self.people).select_related("pattern")
        within = said.between(self.roster.month, self.roster.until)
        return {(one.person_id, one.day): one for one in within.order_by("weight", "pk")}

    @cached_property
    def case(self) -> Case | None:
        """The month as the engine judges it; None for a centre that runs no shift."""
        return case_of(self.roster) if self.patterns else None

    @cached_property
    def broken(self) -> list[Break]:
        """Those that must hold first, the dearest first."""
        return breaks_in(self.case) if self.case and not self.public else []

    @cached_property
    def broken_by_cell(self) -> dict[tuple[int, datetime.date], list[Break]]:
        """Those that a cell is marked for."""
        found: dict[tuple[int, datetime.date], list[Break]] = defaultdict(list)
        for one in self.broken:
            marked = one.hard or one.code in OF_A_CELL
            for day in one.days if marked and len(one.days) <= MOST_DAYS else ():
                found[one.person_id or 0, day].append(one)
        return dict(found)

    @cached_property
    def before(self) -> dict[int, Tally]:
        """Of each person, what the year had brought when the month began."""
        people = self.people if self.alone is None else [self.alone]
        return so_far(people, before=self.roster.month)

    @cached_property
    def here(self) -> dict[int, Tally]:
        """What the month brings each."""
        return tallies(self.duty_list, self.roster.month, self.roster.until)

    def works_here(self, person: int, day: datetime.date) -> bool:
        return any(day in one.during for one in self.postings.get(person, ()))

    def needed(self, pattern: ShiftPattern, day: RotaDay) -> int:
        return pattern.needed(day.kind) if day.date in pattern.during else 0
