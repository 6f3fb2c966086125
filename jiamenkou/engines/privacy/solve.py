"""A text for everybody: what tells who somebody is gives way to what it was."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from jiamenkou.engines.privacy.found import Found, Kind
from jiamenkou.engines.privacy.names import names
from jiamenkou.engines.privacy.numbers import Span, numbers
from jiamenkou.engines.privacy.plain import plain

LABELS: Mapping[Kind, str] = {
    Kind.NAME: "〔姓名〕",
    Kind.NUMBER: "〔号码〕",
    Kind.PLATE: "〔车牌〕",
    Kind.HOUSE: "〔门牌〕",
    Kind.ACCOUNT: "〔账号〕",
}


@dataclass(frozen=True, kw_only=True)
class Cleared:
    """`words` for everybody; `held` is what stays with the staff, as it was written."""

    words: str
    held: tuple[Found, ...]


def found_in(text: str, *, known: Iterable[str] = ()) -> tuple[Found, ...]:
    """What tells of somebody, from left to right, without overlaps.

    `known`  names that belong to the matter: found also where no rule would take them for names.
    """
    read = plain(text)
    if not read.words:
        return ()
    spans = sorted([*numbers(read.words), *names(read.words, known)])
    return tuple(
        Found(start=start, end=end, kind=kind)
        for first, until, kind in _joined(spans)
        for start, end in [read.written(first, until)]
    )


def cleared(
    text: str, *, known: Iterable[str] = (), released: Collection[str] = ()
) -> Cleared:
    """The text with a label in place of each find.

    `released`  stretches, as they are written, that a person looked at and found to tell nothing.
    """
    held = tuple(
        one for one in found_in(text, known=known) if text[one.start : one.end] not in released
    )
    words, at = [], 0
    for one in held:
        words += [text[at : one.start], LABELS[one.kind]]
        at = one.end
    return Cleared(words="".join([*words, text[at:]]), held=held)


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Those that overlap as one, of the kind that begins first."""
    kept: list[Span] = []
    for start, end, kind in spans:
        if kept and start < kept[-1][1]:
            first, until, before = kept[-1]
            kept[-1] = first, max(until, end), before
        else:
            kept.append((start, end, kind))
    return kept
