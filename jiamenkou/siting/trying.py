"""A file of people, tried before it is loaded: what it holds, what is wrong or doubtful with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from jiamenkou.lib.columns import CellProblem, Column, Wrong, code, match, problem_at, text
from jiamenkou.lib.crs import CRS
from jiamenkou.lib.sheets import Sheet
from jiamenkou.places.models import Area
from jiamenkou.places.models.area import full_code
from jiamenkou.siting.fields import POINT_COLUMNS, people_columns
from jiamenkou.siting.grounds import Ground
from jiamenkou.siting.layers import BadInput, cell_words, open_layer, read_demand
from jiamenkou.siting.models import DemandPoint
from jiamenkou.siting.models.layer import BANDS
from jiamenkou.siting.points import BAND, Counts, Demand, band_words

MOST_CODE_PROBLEMS = 20
MOST_PEOPLE = 2**31 - 1
AREA_CODE = Column(
    field="area_code",
    headers=("area_code", "区划代码", "所在区划代码", "社区代码", "村代码"),
    read=code,
)
LABELS = {
    "id": gettext_lazy("Number"),
    "lon": gettext_lazy("Longitude"),
    "lat": gettext_lazy("Latitude"),
    "people": gettext_lazy("People"),
    "households": gettext_lazy("Households"),
    "area_code": gettext_lazy("Area code"),
}


@dataclass(frozen=True, kw_only=True)
class Tried:
    """A dry run. `demand` is there when nothing is wrong; warnings are for a person.

    `found` maps fields to headers. `codes` says each point's area, none where the file does not;
    `inside` is the share of the people (0 to 1) inside the boundary, None where none is known.
    """

    headers: tuple[str, ...] = ()
    found: Mapping[str, str] = field(default_factory=dict)
    problems: Sequence[str] = ()
    warnings: Sequence[str] = ()
    demand: Demand | None = None
    codes: tuple[str, ...] = ()
    inside: float | None = None
    sha256: str = ""


def try_people(
    file: Path, *, area: Area, crs: CRS, given: Mapping[str, str] | None = None
) -> Tried:
    """What loading `file` as the people of `area` would give. `given` maps fields to headers."""
    try:
        sheet = open_layer(file)
    except BadInput as bad:
        return Tried(problems=bad.problems)
    columns = (*POINT_COLUMNS, *people_columns(sheet), AREA_CODE)
    said = {name: head for name, head in (given or {}).items() if head in sheet.headers}
    found = {name: sheet.headers[at] for name, at in match(sheet.headers, columns, said).items()}
    tried = Tried(headers=sheet.headers, found=found)
    if lacking := [one.field for one in columns if one.required and one.field not in found]:
        return replace(tried, problems=[_lacking_words(sheet, name) for name in lacking])
    codes, strange = _codes(sheet, tried.found.get(AREA_CODE.field, ""), area)
    tried = replace(tried, codes=codes, problems=strange)
    try:
        return _read(tried, file, area, crs)
    except BadInput as bad:
        return replace(tried, problems=[*bad.problems, *strange])


def _read(tried: Tried, file: Path, area: Area, crs: CRS) -> Tried:
    columns = {name: head for name, head in tried.found.items() if name != AREA_CODE.field}
    demand, read = read_demand(file, crs=crs, given=columns)
    demand, ages = _in_our_groups(demand)
    ground = Ground(demand=demand, crs=crs, area=area)
    problems = [*tried.problems, *_unkeepable(demand)]
    if ground.mostly_elsewhere:
        words = _("Most points lie outside %(area)s: is it the right file for this area?")
        problems.append(words % {"area": area.name})
    return replace(
        tried,
        problems=problems,
        warnings=[*ages, *ground.doubts()],
        demand=None if problems else demand,
        inside=ground.inside,
        sha256=read.sha256,
    )


def _lacking_words(sheet: Sheet, name: str) -> str:
    words = _(
        "%(file)s: no column says “%(field)s”; choose the one that does below. It has: %(headers)s."
    )
    headers = "、".join(filter(None, sheet.headers))
    return words % {"file": sheet.file, "field": LABELS[name], "headers": headers}


def _codes(sheet: Sheet, header: str, area: Area) -> tuple[tuple[str, ...], list[str]]:
    """Each point's area by the column `header`, and the cells that name none of `area`'s."""
    if not header:
        return (), []
    at = sheet.headers.index(header)
    given = [(row, text(cells[at])) for row, cells in sheet.rows]
    wanted = {full_code(written) for _row, written in given if written.isdigit()}
    known = set(Area.objects.under(area.code).filter(pk__in=wanted).values_list("pk", flat=True))
    bad = list(_strange_codes(sheet, header, known, area))
    words = [cell_words(problem) for problem in bad[:MOST_CODE_PROBLEMS]]
    if more := len(bad) - len(words):
        words.append(_("… and %(count)d more.") % {"count": more})
    return tuple(full_code(written) if written else "" for _row, written in given), words


def _strange_codes(sheet: Sheet, header: str, known: set[str], area: Area) -> Iterator[CellProblem]:
    at = sheet.headers.index(header)
    template = gettext_noop("There is no area %(code)s in %(district)s.")
    for row, cells in sheet.rows:
        if not text(cells[at]):
            continue
        try:
            written = code(cells[at])
        except Wrong as wrong:
            yield problem_at(sheet, row, header, wrong.template, **wrong.facts)
        else:
            if full_code(written) not in known:
                facts = {"code": written, "district": area.name}
                yield problem_at(sheet, row, header, template, **facts)


def _in_our_groups(demand: Demand) -> tuple[Demand, list[str]]:
    """Ages in the five groups we keep, finer ones added up; others are left out, with a warning."""
    if not demand.bands:
        return demand, [_("The file has no ages: figures by age will be missing.")]
    ours: dict[str, Counts] = {}
    for name, counts in demand.bands.items():
        group = next((one for one in BANDS if _lies_in(name, one)), None)
        if group is None:
            words = _("Ages %(given)s do not fit into %(ours)s; ages are left out.")
            facts = {"given": band_words(name), "ours": "、".join(map(band_words, BANDS))}
            return replace(demand, bands={}), [words % facts]
        ours[group] = ours.get(group, 0) + counts
    nobody = np.zeros(len(demand.ids), dtype=np.int64)
    return replace(demand, bands={name: ours.get(name, nobody) for name in BANDS}), []


def _lies_in(name: str, group: str) -> bool:
    (low, high), (least, most) = _years(name), _years(group)
    return least <= low and high <= most


def _years(name: str) -> tuple[int, int]:
    matched = BAND.fullmatch(name)
    assert matched  # noqa: S101 - Demand refuses other names
    return int(matched[1]), 999 if matched[2] == "up" else int(matched[2])


def _unkeepable(demand: Demand) -> Iterator[str]:
    longest = DemandPoint._meta.get_field("key").max_length or 0
    if long := next((one for one in demand.ids if len(one) > longest), None):
        words = _("The number “%(id)s” is too long: %(most)d characters at most.")
        yield words % {"id": long, "most": longest}
    if demand.total == 0:
        yield _("Nobody lives at any point of the file.")
    if demand.people.max(initial=0) > MOST_PEOPLE:
        yield _("More people than a country has are said to live at one point.")
