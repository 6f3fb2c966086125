"""Boundaries of areas, loaded."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from jiamenkou.lib.refusal import Refused
from jiamenkou.places.actions import draw_boundary
from jiamenkou.places.models import Area
from jiamenkou.places.models.area import full_code

# National codes of places carry the country's 156 before the six digits of the county.
COUNTRY = "156"


class Command(BaseCommand):
    """GeoJSON files in, the boundaries of areas already loaded drawn; all or nothing."""

    help = (
        "Load boundaries (WGS-84) from GeoJSON FeatureCollections whose features name their area "
        "in a property code, adcode or gb. Load the areas first."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")

    @transaction.atomic
    def handle(self, *_args: Any, **options: Any) -> None:
        drawn = sum(self._draw(file) for file in options["files"])
        self.stdout.write(f"{drawn} boundaries drawn")

    def _draw(self, file: Path) -> int:
        try:
            features = json.loads(file.read_text(encoding="utf-8"))["features"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CommandError(f"{file.name} is no GeoJSON FeatureCollection") from error
        for number, feature in enumerate(features, start=1):
            code = full_code(_code_of(feature.get("properties") or {}))
            area = Area.objects.filter(pk=code).first()
            if area is None:
                raise CommandError(f"{file.name}, feature {number}: there is no area {code}")
            try:
                draw_boundary(area, geometry=feature.get("geometry"), by=None)
            except Refused as no:
                raise CommandError(f"{file.name}, feature {number}: {no.words}") from no
        return len(features)


def _code_of(properties: dict[str, Any]) -> str:
    named = (str(properties[name]) for name in ("code", "adcode", "gb") if name in properties)
    code = next(named, "")
    return code.removeprefix(COUNTRY) if len(code) == 9 else code
