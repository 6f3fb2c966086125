import hashlib
import json
import re
from pathlib import Path

import pytest

VENDOR = Path(__file__).parents[2] / "jiamenkou" / "web" / "static" / "vendor"
LISTED = json.loads((VENDOR / "vendor.json").read_text())
FILES = [
    (package.removeprefix("@").replace("/", "-"), file, digest)
    for package, about in LISTED.items()
    for file, digest in about["files"].items()
]


@pytest.mark.parametrize(("home", "file", "digest"), FILES)
def test_a_library_is_what_vendor_json_says_and_brings_its_licence(
    home: str, file: str, digest: str
) -> None:
    assert hashlib.sha256((VENDOR / home / file).read_bytes()).hexdigest() == digest
    assert list((VENDOR / home).glob("LICEN[CS]E*"))


def test_every_icon_asked_for_is_in_the_sprite() -> None:
    package = VENDOR.parents[2]
    asked = {
        name
        for page in package.rglob("*.html")
        for name in re.findall(r"{% icon \"([\w-]+)\"", page.read_text())
    }
    sprite = (VENDOR / "tabler-icons" / "icons.svg").read_text()
    assert asked <= set(re.findall(r'<symbol id="([\w-]+)"', sprite))
