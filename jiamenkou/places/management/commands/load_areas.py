"""Lists of administrative divisions, loaded."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from jiamenkou.places.actions import load_areas
from jiamenkou.places.divisions import BadDivision, read
from jiamenkou.places.models import Area


class Command(BaseCommand):
    """Files in, areas loaded; a bad row is named and nothing is loaded."""

    help = (
        "Load the areas in csv files: china-division's lists (code,name,…), or wide ones "
        "(area_code,area,street_code,street,village_code,village). Loading again changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            divisions = read(options["files"], known=set(Area.objects.values_list("pk", flat=True)))
        except (BadDivision, OSError, UnicodeDecodeError) as error:
            raise CommandError(str(error)) from error
        changed = load_areas(divisions, by=None)
        self.stdout.write(f"{len(divisions)} areas in the files, {changed} new or renamed")
