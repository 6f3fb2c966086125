"""Words at rest that only this installation can read, and look-up without reading them.

AES-256-GCM (NIST SP 800-38D) under a ring of keys: the newest seals, all unseal. A sealed value is
one byte of version, four of key number, twelve of nonce, then ciphertext and tag; the purpose is
authenticated with it, so a value copied into another column does not open. Blind indexes are
HMAC-SHA-256 under a key of their own, which does not change when the ring turns.
"""

import hashlib
import hmac
import json
import os
import secrets
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from jiamenkou.lib.home import home

VERSION = b"\x01"
NONCE_BYTES = 12
NUMBER_BYTES = 4


class Unsealable(ValueError):
    """No key of the ring opens this value for this purpose."""


@dataclass(frozen=True, kw_only=True)
class Ring:
    """Keys by number, the newest last, and the key of blind indexes; 32 bytes each."""

    keys: dict[int, bytes]
    index: bytes

    @property
    def newest(self) -> int:
        return max(self.keys)


def seal(words: str, *, purpose: str) -> bytes:
    """`words` under the newest key, for `purpose` (table.column)."""
    kept = ring()
    number = kept.newest
    nonce = os.urandom(NONCE_BYTES)
    head = VERSION + number.to_bytes(NUMBER_BYTES, "big")
    return head + nonce + AESGCM(kept.keys[number]).encrypt(nonce, words.encode(), _bound(purpose))


def unseal(sealed: bytes, *, purpose: str) -> str:
    """The words again. Raises Unsealable when the key is gone or the value was tampered with."""
    kept, start = ring(), 1 + NUMBER_BYTES
    number = int.from_bytes(sealed[1:start], "big")
    if sealed[:1] != VERSION or number not in kept.keys:
        raise Unsealable(f"{purpose}: key {number} is not in the ring")
    nonce, secret = sealed[start : start + NONCE_BYTES], sealed[start + NONCE_BYTES :]
    try:
        return AESGCM(kept.keys[number]).decrypt(nonce, secret, _bound(purpose)).decode()
    except InvalidTag as fault:
        raise Unsealable(f"{purpose}: the value does not fit its key or its column") from fault


def blind(words: str, *, purpose: str) -> bytes:
    """What equal words have in common and nobody can turn back: 32 bytes to look up by."""
    return hmac.digest(ring().index, _bound(purpose) + b"\0" + words.encode(), "sha256")


def key_number(sealed: bytes) -> int:
    """The key a value was sealed with; older than `ring().newest` is due to be sealed again."""
    return int.from_bytes(sealed[1 : 1 + NUMBER_BYTES], "big")


def add_key() -> int:
    """A new key at the end of the ring, from now on the one that seals; its number."""
    kept = ring()
    number = kept.newest + 1
    _write(ring_file(), Ring(keys={**kept.keys, number: secrets.token_bytes(32)}, index=kept.index))
    return number


def drop_key(number: int) -> None:
    """Forget a key for good; the caller has sealed everything again. ValueError: the newest."""
    kept = ring()
    if number == kept.newest:
        raise ValueError("number: the newest key is in use")
    left = {one: key for one, key in kept.keys.items() if one != number}
    _write(ring_file(), Ring(keys=left, index=kept.index))


def ring() -> Ring:
    """The keys of this installation, made at first use, read again when the file changes."""
    file = ring_file()
    if not file.exists():
        _make(file)
    return _read(file, file.stat().st_mtime_ns)


def ring_file() -> Path:
    """Where the keys lie; a backup must hold it, and hold it apart from the database."""
    return home() / "field-keys.json"


def _bound(purpose: str) -> bytes:
    return hashlib.sha256(purpose.encode()).digest()


def _make(file: Path) -> None:
    """Whoever writes first wins; the others read what it wrote."""
    made = Ring(keys={1: secrets.token_bytes(32)}, index=secrets.token_bytes(32))
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = _draft(file, made)
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _write(file: Path, kept: Ring) -> None:
    _draft(file, kept).replace(file)


def _draft(file: Path, kept: Ring) -> Path:
    """The whole ring in a file of its own beside `file`, safe on the disk before it is named."""
    draft = file.with_suffix(f".{secrets.token_hex(8)}")
    keys = {str(number): key.hex() for number, key in kept.keys.items()}
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        json.dump({"keys": keys, "index": kept.index.hex()}, out)
        out.flush()
        os.fsync(out.fileno())
    return draft


@lru_cache(maxsize=4)
def _read(file: Path, _changed: int) -> Ring:
    said = json.loads(file.read_text())
    keys = {int(number): bytes.fromhex(key) for number, key in said["keys"].items()}
    return Ring(keys=keys, index=bytes.fromhex(said["index"]))
