"""What `jiamenkou audit` takes; read before anything of Django's is."""

import argparse
import datetime


def add_audit_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("act", choices=["verify"], help="check every event and its place")
    command.add_argument(
        "--since", type=_day, default=datetime.date.min, metavar="DAY", help="begin with this day"
    )
    command.add_argument(
        "--expect",
        type=_head,
        action="append",
        default=[],
        metavar="DAY=HASH",
        help="a day's head as it was written down elsewhere; may be given again",
    )


def _day(words: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(words)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{words} is no day: write 2026-11-23") from error


def _head(words: str) -> tuple[datetime.date, str]:
    day, _equals, written = words.partition("=")
    if len(written) != 64:
        raise argparse.ArgumentTypeError(f"{words} is no head: write 2026-11-23=HASH, 64 digits")
    return _day(day), written.lower()
