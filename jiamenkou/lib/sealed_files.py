"""Files that only a passphrase or a key file opens, of any length, whose order and end are sure.

AES-256-GCM over chunks of a mebibyte; the nonce is the chunk's number and whether it is the last
(the STREAM construction: Hoang, Reyhanitabar, Rogaway, Vizár, CRYPTO 2015), so that chunks cannot
be swapped, dropped or cut off unseen. The key is new for every file: scrypt (RFC 7914) of the
passphrase, or HKDF-SHA-256 (RFC 5869) of the key file, with a random salt.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from jiamenkou.lib.refusal import Refused

MAGIC = b"jiamenkou sealed file 1\n"
SALT_BYTES, TAG_BYTES, CHUNK_BYTES = 32, 16, 1 << 20
SHORTEST_PASSPHRASE, SHORTEST_KEY_FILE = 12, 32


@dataclass(frozen=True, kw_only=True)
class Lock:
    """What opens a file: the bytes of a passphrase, or of a key file."""

    secret: bytes
    kind: bytes

    @classmethod
    def of_passphrase(cls, words: str) -> Lock:
        """Refuses one that could be guessed."""
        if len(words) < SHORTEST_PASSPHRASE:
            raise Refused(
                "a_passphrase_is_long",
                f"The passphrase is shorter than {SHORTEST_PASSPHRASE} letters: choose another.",
            )
        return cls(secret=words.encode(), kind=b"P")

    @classmethod
    def of_key_file(cls, file: Path) -> Lock:
        """Refuses a file that is missing or too short."""
        secret = file.read_bytes() if file.is_file() else b""
        if len(secret) < SHORTEST_KEY_FILE:
            raise Refused(
                "a_key_file_is_long",
                f"{file} holds no key: make one with `openssl rand -base64 48 > {file}`.",
            )
        return cls(secret=secret, kind=b"K")

    def cipher(self, salt: bytes) -> AESGCM:
        """The key of one file."""
        if self.kind == b"K":
            return AESGCM(HKDF(SHA256(), 32, salt, MAGIC).derive(self.secret))
        return AESGCM(Scrypt(salt, 32, n=2**17, r=8, p=1).derive(self.secret))


class Sealer:
    """Writes to `out` what only `lock` opens; whole only once `close` has been called."""

    def __init__(self, out: BinaryIO, lock: Lock) -> None:
        salt = os.urandom(SALT_BYTES)
        self.head = MAGIC + lock.kind + salt
        self.out, self.cipher, self.number, self.waiting = out, lock.cipher(salt), 0, bytearray()
        out.write(self.head)

    def write(self, content: bytes) -> int:
        self.waiting += content
        while len(self.waiting) > CHUNK_BYTES:
            self._write_chunk(bytes(self.waiting[:CHUNK_BYTES]), last=False)
            del self.waiting[:CHUNK_BYTES]
        return len(content)

    def close(self) -> None:
        self._write_chunk(bytes(self.waiting), last=True)

    def _write_chunk(self, content: bytes, *, last: bool) -> None:
        self.out.write(self.cipher.encrypt(_nonce(self.number, last=last), content, self.head))
        self.number += 1


class Opener:
    """Reads what a Sealer wrote. Refuses a wrong secret, and whatever was changed or cut off."""

    def __init__(self, source: BinaryIO, lock: Lock) -> None:
        self.head = source.read(len(MAGIC) + 1 + SALT_BYTES)
        if self.head[len(MAGIC) : len(MAGIC) + 1] != lock.kind:
            with_what = "a passphrase" if lock.kind == b"K" else "a key file"
            raise Refused("a_backup_opens_with_its_key", f"This file was sealed with {with_what}.")
        self.source, self.cipher = source, lock.cipher(self.head[-SALT_BYTES:])
        self.number, self.ready = 0, bytearray()
        self.ahead = source.read(CHUNK_BYTES + TAG_BYTES)

    def read(self, size: int) -> bytes:
        while len(self.ready) < size and self.ahead is not None:
            self._open_chunk()
        given = bytes(self.ready[:size])
        del self.ready[:size]
        return given

    def _open_chunk(self) -> None:
        chunk, following = self.ahead, self.source.read(CHUNK_BYTES + TAG_BYTES)
        opened = self._decrypted(chunk, last=not following)
        if opened is None:
            raise self._refusal(chunk, last=not following)
        self.ready += opened
        self.number += 1
        self.ahead = following or None  # type: ignore[assignment]

    def _decrypted(self, chunk: bytes, *, last: bool) -> bytes | None:
        try:
            return self.cipher.decrypt(_nonce(self.number, last=last), chunk, self.head)
        except InvalidTag:
            return None

    def _refusal(self, chunk: bytes, *, last: bool) -> Refused:
        place = f"after {self.number} MiB"
        if last and (len(chunk) < TAG_BYTES or self._decrypted(chunk, last=False) is not None):
            return Refused("a_backup_is_whole", f"The file ends too early, {place}: copy it again.")
        if self.number == 0:
            words = "Not the passphrase or key file it was sealed with, or damaged or cut off."
            return Refused("a_backup_opens_with_its_key", words)
        words = f"The file is damaged or cut off {place}: copy it again, or take an older one."
        return Refused("a_backup_is_whole", words)


def is_sealed(file: Path) -> bool:
    """Whether a Sealer wrote it."""
    with file.open("rb") as source:
        return source.read(len(MAGIC)) == MAGIC


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\1" if last else b"\0")
