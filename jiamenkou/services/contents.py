"""What a file is, by what it holds: its name and what the browser says of it count for nothing."""

from __future__ import annotations

from dataclasses import dataclass

HEAD_BYTES = 64


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of file that is taken, and how it ends when it is handed out again."""

    mime: str
    ending: str


PDF = Kind(mime="application/pdf", ending="pdf")
JPEG = Kind(mime="image/jpeg", ending="jpg")
PNG = Kind(mime="image/png", ending="png")
WEBP = Kind(mime="image/webp", ending="webp")
BEGINNINGS = (
    (b"%PDF-", PDF),
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
)
KINDS = {one.mime: one for one in (PDF, JPEG, PNG, WEBP)}
ENDINGS = {"pdf": PDF, "jpg": JPEG, "jpeg": JPEG, "png": PNG, "webp": WEBP}


def kind_of(head: bytes) -> Kind | None:
    """By its first bytes; None: nothing that is taken here."""
    for beginning, kind in BEGINNINGS:
        if head.startswith(beginning):
            return kind
    return WEBP if head[:4] == b"RIFF" and head[8:12] == b"WEBP" else None
