"""Norms, loaded and put in force."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from jiamenkou.lib.refusal import Refused
from jiamenkou.places.actions import load_norms
from jiamenkou.places.actions.norms import SHIPPED, SHIPPED_NAME


class Command(BaseCommand):
    """A file of norms in, every centre diagnosed by them."""

    help = "Put a file of norms in force (default: the shipped set), and diagnose all centres."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, default=SHIPPED, metavar="FILE")
        parser.add_argument("--name", default=SHIPPED_NAME, help="what this set is called")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            norm_set = load_norms(options["file"], name=options["name"], by=None)
        except Refused as no:
            raise CommandError(no.words) from no
        self.stdout.write(f"{norm_set.name}: {norm_set.norms.count()} norms in force")
