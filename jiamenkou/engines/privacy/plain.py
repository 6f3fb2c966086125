"""A text as the rules read it: full width made narrow, unseen characters gone, places kept."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

UNSEEN = {"Cf", "Mn", "Me", "Cc"}
"""Unicode categories nobody sees: joiners, variation selectors, combining marks."""


@dataclass(frozen=True, kw_only=True)
class Plain:
    """`words`, and for each of its characters the place it had in the text given."""

    words: str
    places: tuple[int, ...]

    def written(self, start: int, end: int) -> tuple[int, int]:
        """Where words[start:end] stands in the text as given."""
        return self.places[start], self.places[end - 1] + 1


def plain(text: str) -> Plain:
    """By NFKC, one character at a time; a character may become several."""
    pairs = [
        (each, place)
        for place, one in enumerate(text)
        for each in unicodedata.normalize("NFKC", one)
        if unicodedata.category(each) not in UNSEEN or each == "\n"
    ]
    return Plain(words="".join(each for each, _ in pairs), places=tuple(at for _, at in pairs))
