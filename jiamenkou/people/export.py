"""One person's copy of what is kept of them: a zip with JSON for programs and a page to read."""

import json
import zipfile
from io import BytesIO

from django.template.loader import render_to_string
from django.utils import timezone

from jiamenkou.people.models import Consent, Resident
from jiamenkou.people.parts import Told


def zipped(resident: Resident, told: dict[str, Told]) -> bytes:
    """person.json, person.html, and the signed sheets as they were given."""
    now = timezone.now()
    page = render_to_string(
        "people/export.html", {"resident": resident, "told": _readable(told), "now": now}
    )
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        words = {"made_at": now.isoformat(), "kept": told}
        archive.writestr("person.json", json.dumps(words, ensure_ascii=False, indent=2))
        archive.writestr("person.html", page)
        for consent in Consent.objects.filter(resident=resident).exclude(file=""):
            with consent.file.open() as sheet:
                archive.writestr(str(consent.file.name), sheet.read())
    return out.getvalue()


def _readable(told: dict[str, Told]) -> list[tuple[str, list[dict[str, object]]]]:
    """Only what there is something of, one heading after the other."""
    return [
        (f"{app} · {what}", rows)
        for app, kinds in told.items()
        for what, rows in kinds.items()
        if rows
    ]
