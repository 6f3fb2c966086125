"""The State Council's yearly notice, read from its text before anything is saved."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from jiamenkou.engines.workdays.calendar import Mark
from jiamenkou.engines.workdays.names import HOLIDAYS, NAME, NAMES, SEASONS
from jiamenkou.engines.workdays.plain import Plain, plain
from jiamenkou.engines.workdays.problems import Code, Found, Problem
from jiamenkou.engines.workdays.sentences import Sentences

ITEM = r"(?:[一二三四五六七八九十]{1,2}|\d{1,2})[、.]"
HEADING = re.compile(
    rf"(?:{ITEM})?(?P<known>{NAMES}):"
    rf"|{ITEM}(?P<bare>{NAMES})(?=\d)"
    rf"|{ITEM}(?P<other>[^:.。;,、()\d]{{1,20}}):"
    rf"|{ITEM}(?P<none>(?=\d{{4}}年))"
)
FIRST, LAST = 1900, 9998
YEAR = re.compile(r"(?:关于|现将)(?:调整|延长)?(19\d\d|[2-8]\d{3})年")
ABOUT = re.compile(rf"(?:调整|延长)\d{{4}}年({NAMES})")
NUMBER = re.compile(r"国办发(?:明电)?[〔\[(]\d{4}[〕\])]\d+号")
SENTENCE = re.compile("[^。;]+[。;]?")
DATED = re.compile(r"[\d一二三四五六七八九十][月日天]")
TAIL = re.compile(r"鼓励|节假日期间|国务院办公厅|\(新华社|\(此件|\d{4}年\d{1,2}月\d{1,2}日$")
STRAY = re.compile(r"\d日(?:\([^()]*\))?(?:放假|补休|调休|(?:起?(?:照常|正常))?上班)")


@dataclass(frozen=True, kw_only=True)
class Notice:
    """What a text announces.

    `year`      the year it is for, None when neither the text nor the caller says.
    `marks`     days off and make-up workdays by date; a day said to be both is not among them.
    `problems`  in the order of the text; empty when every dated sentence is read and agrees.
    `missing`   holidays of the law the text does not name: most, when it amends an earlier one.
    """

    year: int | None
    marks: tuple[Mark, ...]
    problems: tuple[Problem, ...]
    missing: tuple[str, ...] = ()


def read_notice(text: str, *, year: int | None = None, source: str = "") -> Notice:
    """Read a whole notice as it was pasted, title and signature or not.

    `year` is the year expected, and needed when the text does not say it. `source` goes into the
    marks; without it the notice's number (国办发明电〔…〕…号), if it stands there. Advice to
    employers (鼓励…) marks no day. Raises only ValueError, for a `year` outside 1900 to 9998: what
    is wrong with the text is in `problems`.
    """
    _check_year(year)
    words = plain(text)
    told = YEAR.search(words.signs)
    found = list(_year_problems(told, year))
    meant = year or (int(told[1]) if told else 0)
    if not meant:
        return Notice(year=None, marks=(), problems=_placed(words, found), missing=HOLIDAYS)
    parts = _parts(words.signs)
    found += _stray(words.signs[: parts[0].start if parts else None])
    if not parts and not found:
        found.append(Found(code="empty", at=0, words=""))
    number = NUMBER.search(words.signs)
    return _notice(words, parts, found, year=meant, source=source or (number[0] if number else ""))


def read_arrangement(text: str, *, year: int, holiday: str = "", source: str = "") -> Notice:
    """Read the sentences of one holiday, without its heading; otherwise as `read_notice`."""
    _check_year(year)
    words = plain(text)
    part = Part(name=holiday, heading=0, start=0, end=len(words.signs))
    return _notice(words, [part], [], year=year, source=source)


@dataclass(frozen=True, kw_only=True)
class Part:
    """One holiday of a notice: its name and the signs its sentences stand in."""

    name: str
    heading: int
    start: int
    end: int


def _parts(signs: str) -> list[Part]:
    """The holidays in their order; each goes on to the next heading."""
    heads = list(HEADING.finditer(signs))
    ends = [head.start() for head in heads] + [len(signs)]
    about = ABOUT.search(signs)
    return [
        Part(
            name=head["known"] or head["bare"] or head["other"] or (about[1] if about else ""),
            heading=head.start(),
            start=head.end(),
            end=end,
        )
        for head, end in zip(heads, ends[1:], strict=True)
    ]


def _notice(
    words: Plain, parts: list[Part], found: list[Found], *, year: int, source: str
) -> Notice:
    marks: dict[date, Mark] = {}
    for part in parts:
        found += _name_problems(part)
        read = _read(words.signs, part, year)
        found += read.problems
        found += _season_problems(part, read, year)
        for when, at in sorted((read.off | read.work).items()):
            works = when not in read.off
            if when in marks:
                code: Code = "both" if works != marks[when].works else "repeated"
                found.append(Found(code=code, at=at, words=when.isoformat()))
            mark = Mark(date=when, works=works, holiday=part.name, year=year, source=source)
            marks.setdefault(when, mark)
    torn = {one.words for one in found if one.code == "both"}
    named = "".join(part.name for part in parts)
    return Notice(
        year=year,
        marks=tuple(marks[when] for when in sorted(marks) if when.isoformat() not in torn),
        problems=_placed(words, found),
        missing=tuple(name for name in HOLIDAYS if name.removesuffix("节") not in named),
    )


def _read(signs: str, part: Part, year: int) -> Sentences:
    """Read the sentences of a part that name days; the signature and advice do not."""
    read = Sentences(year=year, new_year="元旦" in part.name)
    for sentence in SENTENCE.finditer(signs, part.start, part.end):
        if DATED.search(sentence[0]) and not TAIL.match(sentence[0]):
            read.read(sentence[0], sentence.start())
    read.close()
    if not read.off and not read.problems:
        read.problems.append(Found(code="empty", at=part.heading, words=part.name))
    return read


def _year_problems(told: re.Match[str] | None, year: int | None) -> Iterator[Found]:
    if told is None and year is None:
        yield Found(code="year", at=0, words="")
    elif told is not None and year is not None and int(told[1]) != year:
        yield Found(code="year", at=told.start(1), words=told[1], right=(str(year),))


def _check_year(year: int | None) -> None:
    if year is not None and not FIRST <= year <= LAST:
        raise ValueError(f"year: expected {FIRST} to {LAST}, got {year}")


def _name_problems(part: Part) -> Iterator[Found]:
    for name in re.split("[、和与及]", part.name):
        if name and not re.fullmatch(NAME, name):
            near = tuple(get_close_matches(name, HOLIDAYS, 1, 0.4))
            yield Found(code="holiday", at=part.heading, words=name, right=near)


def _season_problems(part: Part, read: Sentences, year: int) -> Iterator[Found]:
    for name, season in SEASONS.items():
        first, last = (date.fromisoformat(f"{year}-{day}") for day in season)
        if name in part.name and read.off and not any(first <= off <= last for off in read.off):
            right = (first.isoformat(), last.isoformat())
            yield Found(code="outside-season", at=part.start, words=part.name, right=right)


def _stray(signs: str) -> Iterator[Found]:
    """Days given before the first heading that can be read."""
    for sentence in SENTENCE.finditer(signs):
        if STRAY.search(sentence[0]):
            yield Found(code="unread", at=sentence.start(), words=sentence[0])


def _placed(words: Plain, found: list[Found]) -> tuple[Problem, ...]:
    """Problems in the order of the text, with their lines and columns."""
    return tuple(_problem(words, one) for one in sorted(found, key=lambda one: one.at))


def _problem(words: Plain, one: Found) -> Problem:
    line, column = words.place(one.at)
    return Problem(code=one.code, line=line, column=column, words=one.words, right=one.right)
