"""The command `jiamenkou`: each subcommand is one function below."""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence

from jiamenkou.lib.refusal import Refused

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiamenkou.settings")


def main(words: Sequence[str] | None = None) -> None:
    """Run the subcommand named on the command line."""
    given = _parser().parse_args(words)
    try:
        given.run(given)
    except Refused as no:
        sys.exit(no.words)


def demo(given: argparse.Namespace) -> None:
    """Set everything up and run the invented demo district until Ctrl-C."""
    from jiamenkou.running import run_demo

    run_demo(host=given.host, port=given.port)


def serve(given: argparse.Namespace) -> None:
    """Serve the pages; `jiamenkou worker` runs beside it."""
    from jiamenkou.running import run_server

    run_server(host=given.host, port=given.port)


def worker(_given: argparse.Namespace) -> None:
    """Work through the jobs in the database."""
    from jiamenkou.running import run_worker

    run_worker()


def doctor(_given: argparse.Namespace) -> None:
    """Check this installation and say what to do about what is wrong."""
    from jiamenkou.doctor import examine

    sys.exit(examine())


def backup(given: argparse.Namespace) -> None:
    """Write database, files and keys into one file."""
    from jiamenkou.operations.command import run_backup

    run_backup(given)


def restore(given: argparse.Namespace) -> None:
    """Put back what `jiamenkou backup` wrote: all of it, or nothing."""
    from jiamenkou.operations.command import run_restore

    run_restore(given)


def operator(given: argparse.Namespace) -> None:
    """Make an account that runs this installation; asks for its password."""
    from jiamenkou.operations.command import run_operator

    run_operator(given)


def keys(given: argparse.Namespace) -> None:
    """Turn the keys that seal personal data; --drop-old, a while later, forgets the old ones."""
    from jiamenkou.running import turn_keys

    sys.exit(turn_keys(drop_old=given.drop_old))


def plan(given: argparse.Namespace) -> None:
    """Plan where centres should stand, from files to files; needs no database."""
    from jiamenkou.siting.command import plan_from_files

    sys.exit(plan_from_files(given))


def audit(given: argparse.Namespace) -> None:
    """Go through the record of all that was done: `jiamenkou audit verify`."""
    import django

    from jiamenkou.running import start_database

    start_database()
    django.setup()
    from jiamenkou.audit.command import verify_chain

    sys.exit(verify_chain(given))


def manage(given: argparse.Namespace) -> None:
    """Anything of Django's own: migrate, changepassword, shell and the rest."""
    from django.core.management import execute_from_command_line

    from jiamenkou.running import start_database

    start_database()
    execute_from_command_line(["jiamenkou", *given.words])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="jiamenkou", description="家门口: at your doorstep")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for run in (
        demo, serve, worker, plan, doctor, audit, keys, backup, restore, operator, manage,
    ):  # fmt: skip
        command = commands.add_parser(run.__name__, help=run.__doc__, description=run.__doc__)
        command.set_defaults(run=run)
        if run in {demo, serve}:
            command.add_argument("--host", default="127.0.0.1", help="address to listen on")
            command.add_argument("--port", type=int, default=8471, help="port to listen on")
    commands.choices["keys"].add_argument("what", choices=["rotate"])
    commands.choices["keys"].add_argument("--drop-old", action="store_true")
    _add_plan_options(commands.choices["plan"])
    _add_operations_options(commands.choices)
    _add_audit_options(commands.choices["audit"])
    commands.choices["manage"].add_argument("words", nargs=argparse.REMAINDER)
    return parser


def _add_plan_options(command: argparse.ArgumentParser) -> None:
    from jiamenkou.siting.options import add_plan_options

    add_plan_options(command)


def _add_operations_options(commands: Mapping[str, argparse.ArgumentParser]) -> None:
    from jiamenkou.operations.options import add_options

    add_options(commands)


def _add_audit_options(command: argparse.ArgumentParser) -> None:
    from jiamenkou.audit.options import add_audit_options

    add_audit_options(command)
