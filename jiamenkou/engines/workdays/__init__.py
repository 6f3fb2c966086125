"""Which days are worked, and when does a deadline end? China's calendar with make-up workdays."""

from jiamenkou.engines.workdays.announced import announced
from jiamenkou.engines.workdays.calendar import Calendar, Day, Mark, day
from jiamenkou.engines.workdays.changes import (
    Change,
    Changes,
    Clock,
    Moved,
    announce,
    compare,
    moved,
)
from jiamenkou.engines.workdays.counting import Counted, Passed, add_workdays, workdays_between
from jiamenkou.engines.workdays.notice import Notice, read_arrangement, read_notice
from jiamenkou.engines.workdays.problems import Problem
from jiamenkou.engines.workdays.statutory import Statutory, by_law, statutory, statutory_days

__all__ = [
    "Calendar",
    "Change",
    "Changes",
    "Clock",
    "Counted",
    "Day",
    "Mark",
    "Moved",
    "Notice",
    "Passed",
    "Problem",
    "Statutory",
    "add_workdays",
    "announce",
    "announced",
    "by_law",
    "compare",
    "day",
    "moved",
    "read_arrangement",
    "read_notice",
    "statutory",
    "statutory_days",
    "workdays_between",
]
