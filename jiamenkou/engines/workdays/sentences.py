"""The sentences of one holiday: which days are off, which are worked, and what cannot be right."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from difflib import get_close_matches

from jiamenkou.engines.workdays.problems import Code, Found
from jiamenkou.engines.workdays.tokens import (
    NUMBER,
    NUMBER_OF_DAY,
    REMARK,
    TOKEN,
    WEEKDAY,
    WORDS,
)

NEAR = 14
"""Days between a make-up day and its holiday: never more than 11 since 2007."""
LONGEST = 60
"""Days a range is followed; no holiday is longer."""


class Sentences:
    """Reads one holiday's sentences; `off` and `work` hold each day and the sign that names it.

    Dates wait in `_pending` until a word says what becomes of them.
    """

    def __init__(self, *, year: int, new_year: bool) -> None:
        self.year = year
        self.off: dict[date, int] = {}
        self.work: dict[date, int] = {}
        self.problems: list[Found] = []
        self._pending: list[tuple[date, int]] = []
        self._inside: list[tuple[date, int]] = []
        self._given_up: list[tuple[date, int]] = []
        self._new_year = new_year
        self._years: dict[int, int] = {}
        self._last: date | None = None
        self._ranging = self._moving = self._spoilt = False

    def read(self, signs: str, offset: int) -> None:
        """Read sentences that stand at `offset`; a sentence may lean on the ones before it."""
        end = 0
        for token in TOKEN.finditer(signs):
            self._unread(signs[end : token.start()], offset + end)
            end = token.end()
            self._take(token, offset + token.start())
        self._unread(signs[end:], offset + end)
        self._stop(offset + end)

    def close(self) -> None:
        """Judge the whole once every sentence is read."""
        for when, at in self._given_up:
            if when not in self.off:
                self.work.setdefault(when, at)
        for when, at in self._inside:
            if when not in self.off and not self._spoilt:
                self._problem("outside-holiday", at, when.isoformat())
        self._judge_work()

    def _judge_work(self) -> None:
        for when, at in self.work.items():
            if when in self.off:
                self._problem("both", at, when.isoformat())
            elif when.weekday() < 5:
                self._problem("not-weekend", at, when.isoformat(), *_weekend_near(when))
            elif all(abs((when - off).days) > NEAR for off in self.off):
                self._problem("far", at, when.isoformat())

    def _take(self, token: re.Match[str], at: int) -> None:
        kind, words = token.lastgroup, token[0]
        if kind == "date":
            self._date(token, at)
        elif kind == "note":
            self._note(words, at)
        elif kind == "count":
            self._count(token["number"], words, at)
        elif kind in {"stop", "comma"}:
            self._pause(at, full=kind == "stop")
        elif kind == "range":
            self._ranging = True
        elif kind in {"off", "work", "inside", "moved"}:
            self._verb(kind, words, at)

    def _verb(self, kind: str, words: str, at: int) -> None:
        if not self._pending and not self._spoilt:
            self._problem("unread", at, words)
        dates, self._pending = self._pending, []
        if kind == "moved":
            self._given_up += dates
            self._moving = True
        elif kind == "inside":
            self._inside += dates
        else:
            days = self.off if kind == "off" else self.work
            for when, place in dates:
                days.setdefault(when, place)

    def _pause(self, at: int, *, full: bool) -> None:
        """A comma ends what days are moved to; a full stop ends everything."""
        if self._moving:
            self._inside += self._pending
            self._pending, self._moving = [], False
        if full:
            self._stop(at)

    def _stop(self, at: int) -> None:
        if self._moving:
            self._pause(at, full=False)
        if self._pending and not self._spoilt:
            when, place = self._pending[0]
            self._problem("unread", place, when.isoformat())
        self._pending, self._ranging = [], False

    def _count(self, number: str, words: str, at: int) -> None:
        said = int(number) if number.isdecimal() else NUMBER.index(number) + 1
        if said != len(self.off) and not self._spoilt:
            self._problem("count", at, words, str(len(self.off)))

    def _note(self, words: str, at: int) -> None:
        """A remark after a date: its weekday is checked, names of the moon's days are passed."""
        if self._last is None:
            return
        for part in re.split("[、,]", words[1:-1]):
            weekday = WEEKDAY.fullmatch(part)
            if weekday:
                self._weekday(weekday, self._last, at)
            elif not REMARK.match(part):
                self._problem("unread", at, words, "星期" + NUMBER_OF_DAY[self._last.weekday()])

    def _weekday(self, said: re.Match[str], when: date, at: int) -> None:
        index = NUMBER_OF_DAY.index(said[2].replace("天", "日"))
        if index != when.weekday():
            away = (index - when.weekday() + 3) % 7 - 3
            right = said[1] + NUMBER_OF_DAY[when.weekday()]
            meant = when + timedelta(days=away)
            self._problem("weekday", at, f"{when} {said[0]}", right, meant.isoformat())

    def _date(self, token: re.Match[str], at: int) -> None:
        when = self._resolve(token, at)
        ranging, self._ranging = self._ranging, False
        if when is None:
            self._spoilt = True
        elif ranging and self._pending:
            self._range(self._pending.pop(), when, token, at)
        else:
            self._pending.append((when, at))
        self._last = when

    def _range(self, first: tuple[date, int], last: date, token: re.Match[str], at: int) -> None:
        start, place = first
        if start > last and start.month == 12 and start.year == self.year and not token["year"]:
            start = start.replace(year=start.year - 1)
        if start > last:
            self._spoilt = True
            self._problem("order", at, f"{start} {last}")
        days = range(min((last - start).days, LONGEST) + 1)
        self._pending += [(start + timedelta(days=ahead), place) for ahead in days]

    def _resolve(self, token: re.Match[str], at: int) -> date | None:
        """The date meant: what is not said is as in the date before."""
        if not token["month"] and self._last is None:
            self._problem("unread", at, token[0])
            return None
        month = int(token["month"]) if token["month"] else self._last.month if self._last else 0
        year = self._year(token, month)
        if not self.year - 1 <= year <= self.year:
            self._problem("outside-year", at, token[0], str(self.year))
            return None
        if not 1 <= month <= 12 or not 1 <= int(token["day"]) <= monthrange(year, month)[1]:
            last = (f"{year}-{month:02}-{monthrange(year, month)[1]}",) if 1 <= month <= 12 else ()
            self._problem("no-such-date", at, token[0], *last)
            return None
        when = date(year, month, int(token["day"]))
        if year < self.year and month != 12:
            self._problem("outside-year", at, when.isoformat(), _in_year(when, self.year))
        return when

    def _year(self, token: re.Match[str], month: int) -> int:
        """The year said, or said of this month before; before a New Year December is older."""
        if token["year"]:
            self._years[month] = int(token["year"])
        elif not token["month"] and self._last:
            return self._last.year
        elif month not in self._years and month == 12 and self._at_new_year():
            return self.year - 1
        return self._years.get(month, self.year)

    def _at_new_year(self) -> bool:
        return self._new_year or any(when.month == 1 for when in self.off)

    def _unread(self, words: str, at: int) -> None:
        if words:
            self._spoilt = True
            self._problem("unread", at, words, *get_close_matches(words, WORDS, 1, 0.5))

    def _problem(self, code: Code, at: int, words: str, *right: str) -> None:
        self.problems.append(Found(code=code, at=at, words=words, right=right))


def _weekend_near(when: date) -> tuple[str, str]:
    """The Saturday or Sunday before and the one after."""
    before, after = when.weekday() + 1, 5 - when.weekday()
    near = (when - timedelta(days=before), when + timedelta(days=after))
    return near[0].isoformat(), near[1].isoformat()


def _in_year(when: date, year: int) -> str:
    return f"{year}{when.isoformat()[4:]}"
