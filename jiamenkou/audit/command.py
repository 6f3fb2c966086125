"""`jiamenkou audit verify`: what it prints."""

import argparse

from django.utils import timezone
from rich.console import Console

from jiamenkou.audit.verifying import Findings, verify


def verify_chain(given: argparse.Namespace) -> int:
    """Print what a verification finds; 1 where anything is wrong, else 0."""
    say = Console(highlight=False, soft_wrap=True)
    found = verify(since=given.since, expected=dict(given.expect))
    for day, head in found.heads.items():
        say.print(f"{day}  {head.number:>8,} events  {head.hash}")
    say.print(_waiting_words(found))
    if not found.wrong:
        say.print(f"{found.linked:,} events in the chain, all as they were written.")
        return 0
    say.print(f"{found.linked:,} events in the chain, {found.wrong:,} wrong.")
    say.print(f"The first: {found.first_wrong}.")
    return 1


def _waiting_words(found: Findings) -> str:
    if found.oldest_waiting is None:
        return "No event was waiting to be linked."
    age = (timezone.now() - found.oldest_waiting).total_seconds()
    return f"{found.waiting:,} events were waiting to be linked, the oldest for {age:,.0f} s."
