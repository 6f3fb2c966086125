"""SMS gateways for tests, where the outside world begins: what arrived is a line in a file."""

import fcntl
import os
import signal
from pathlib import Path

from jiamenkou.lib.sms import Undeliverable

SENT: list[tuple[str, str, str]] = []


def remembering(phone: str, words: str, *, key: str) -> None:
    SENT.append((phone, words, key))


def refusing(phone: str, words: str, *, key: str) -> None:  # noqa: ARG001
    raise Undeliverable(f"no such number: {phone}")


def down(phone: str, words: str, *, key: str) -> None:  # noqa: ARG001
    raise ConnectionRefusedError(f"nobody answers for {phone}")


def silent(phone: str, words: str, *, key: str) -> None:  # noqa: ARG001
    raise TimeoutError


def writing(phone: str, words: str, *, key: str) -> None:  # noqa: ARG001
    """Every message is a line in the file JIAMENKOU_TEST_ARRIVED; twice is two lines."""
    _write(key, once=False)


def killing(phone: str, words: str, *, key: str) -> None:  # noqa: ARG001
    """Like `writing`, but its process dies right after every twentieth message went out."""
    _die_now_and_then(_write(key, once=False))


def killing_idempotent(phone: str, words: str, *, key: str) -> None:  # noqa: ARG001
    """Like `killing`, but a key it has seen is not written again, as a good gateway does."""
    _die_now_and_then(_write(key, once=True))


killing_idempotent.idempotent = True  # type: ignore[attr-defined]


def _write(key: str, *, once: bool) -> int:
    """Which line it became; 0 where it stood there already."""
    with Path(os.environ["JIAMENKOU_TEST_ARRIVED"]).open("a+") as arrived:
        fcntl.flock(arrived, fcntl.LOCK_EX)
        arrived.seek(0)
        known = arrived.read().split()
        if once and key in known:
            return 0
        arrived.write(f"{key}\n")
        arrived.flush()
        os.fsync(arrived.fileno())
        return len(known) + 1


def _die_now_and_then(line: int) -> None:
    if line % 20 == 9:
        os.kill(os.getpid(), signal.SIGKILL)
