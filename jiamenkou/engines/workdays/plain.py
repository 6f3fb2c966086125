"""Chinese text without blanks and with one sign for each meaning, that knows where it stood."""

from __future__ import annotations

from dataclasses import dataclass

ONE_SIGN = str.maketrans("０１２３４５６７８９（）：，；．。—–－―~～", "0123456789():,;.。------")


@dataclass(frozen=True, kw_only=True)
class Plain:
    """`signs` without blanks; `at[i]` is where `signs[i]` stands in `text`."""

    text: str
    signs: str
    at: tuple[int, ...]

    def place(self, sign: int) -> tuple[int, int]:
        """Line and column of a sign in the text as it was typed, both from 1."""
        before = self.text[: self.at[sign]] if sign < len(self.at) else self.text
        return before.count("\n") + 1, len(before) - before.rfind("\n")


def plain(text: str) -> Plain:
    """Leave out every blank and write digits, brackets, commas and dashes one way."""
    at = tuple(i for i, sign in enumerate(text) if not sign.isspace() and sign != "\ufeff")
    return Plain(text=text, signs="".join(text[i] for i in at).translate(ONE_SIGN), at=at)
