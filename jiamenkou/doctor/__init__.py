"""What is wrong with this installation, and what to do about it."""

from collections.abc import Callable, Iterator

import django
from rich.console import Console

from jiamenkou.doctor import database, keys, site, work
from jiamenkou.doctor.advice import Advice

say = Console(highlight=False, soft_wrap=True)
CHECKS = (
    database.database_answers,
    database.extensions_are_there,
    database.tables_are_current,
    database.role_is_not_all_powerful,
    database.clocks_agree,
    keys.secrets_are_private,
    keys.keys_are_there,
    keys.secrets_are_strong,
    work.worker_is_alive,
    work.jobs_are_done,
    work.backups_are_recent,
    work.messages_go_out,
    site.disk_has_room,
    site.pages_are_collected,
    site.time_zone_is_known,
    site.public_site_is_safe,
    site.second_factor_is_asked,
)


def examine() -> int:
    """Print every finding; returns the number of things that need doing, advice apart."""
    from jiamenkou.running import start_database

    start_database()
    django.setup()
    return sum(_examined(check) for check in CHECKS)


def _examined(check: Callable[[], Iterator[str]]) -> int:
    complaints = list(_complaints(check))
    wrong = sum(not isinstance(complaint, Advice) for complaint in complaints)
    mark = "[red]✗[/]" if wrong else "[yellow]![/]" if complaints else "[green]✓[/]"
    say.print(f"{mark} {check.__doc__}")
    for complaint in complaints:
        say.print(f"    {complaint}", markup=False)
    return wrong


def _complaints(check: Callable[[], Iterator[str]]) -> Iterator[str]:
    """A check that cannot even run is a finding, not a crash."""
    try:
        yield from check()
    except Exception as fault:  # noqa: BLE001
        yield f"{type(fault).__name__}: {fault}"
