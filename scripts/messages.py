"""Collect every sentence people see, merge it into the Chinese catalogue, and compile it.

`--check` changes nothing and fails when a sentence is untranslated or the compiled file is old.
"""

import csv
import io
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

PACKAGE = Path("jiamenkou")
NORMS = PACKAGE / "places" / "norms.csv"
FOLDER = PACKAGE / "locale" / "zh_Hans" / "LC_MESSAGES"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def main() -> None:
    """Merge and compile, or with --check only look."""
    settings.configure(USE_I18N=True)
    before = _read(FOLDER / "django.po")
    after = _merged(before)
    missing = [message.id for message in after if message.id and not _translated(message)]
    compiled = io.BytesIO()
    write_mo(compiled, after)
    if "--check" in sys.argv:
        _check(missing, compiled.getvalue())
        return
    with (FOLDER / "django.po").open("wb") as out:
        write_po(out, after, sort_output=True, omit_header=False, width=100, no_location=True)
    (FOLDER / "django.mo").write_bytes(compiled.getvalue())
    print(f"{len(after)} sentences, {len(missing)} untranslated")
    for one in missing:
        print(f"  untranslated: {one!r}")


def _merged(before: Catalog) -> Catalog:
    after = Catalog(locale="zh_Hans", domain="django", fuzzy=False, project="jiamenkou")
    for file in sorted(PACKAGE.rglob("*")):
        if file.suffix in {".py", ".html", ".txt"} and "static" not in file.parts:
            _collect(file, after)
    for sentence in _norm_words():
        after.add(sentence)
    for message in after:
        known = before.get(message.id, message.context) if message.id else None
        if known is not None:
            message.string = known.string
    after.creation_date = before.creation_date
    after.revision_date = before.revision_date
    return after


def _norm_words() -> set[str]:
    """The shipped norms are stated in English, names of Chinese papers aside."""
    with NORMS.open(encoding="utf-8", newline="") as rows:
        said = {row[column] for row in csv.DictReader(rows) for column in ("source", "source_note")}
    return {sentence for sentence in said if re.match("[A-Z][a-z]", sentence)}


def _collect(file: Path, catalog: Catalog) -> None:
    source = file.read_text(encoding="utf-8")
    if file.suffix != ".py":
        # On one line: what templatize leaves of the markup would be misread as indentation.
        source = templatize(source, origin=str(file)).replace("\n", " ")
    found = extract("python", io.BytesIO(source.encode()), KEYWORDS, ("Translators:",), {})
    for _line, message, _comments, context in found:
        catalog.add(message, context=context)


def _translated(message: object) -> bool:
    string = getattr(message, "string", "")
    return all(string) if isinstance(string, tuple) else bool(string)


def _read(file: Path) -> Catalog:
    with file.open("rb") as source:
        return read_po(source, locale="zh_Hans", domain="django")


def _check(missing: Sequence[object], compiled: bytes) -> None:
    for one in missing:
        print(f"untranslated: {one!r}")
    if missing or (FOLDER / "django.mo").read_bytes() != compiled:
        sys.exit("Run `make messages` and translate what it lists in locale/zh_Hans.")


main()
