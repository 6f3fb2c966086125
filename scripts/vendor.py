"""Copy the browser libraries we ship out of node_modules, with their licences and checksums.

Maintainers run it after `npm ci`; what it writes is committed, so users need no node.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "jiamenkou" / "web" / "static" / "vendor"

FILES = {
    "bootstrap": ["dist/css/bootstrap-reboot.min.css"],
    "echarts": ["dist/echarts.common.min.js"],
    "htmx.org": ["dist/htmx.min.js"],
    "maplibre-gl": [
        "dist/maplibre-gl.css",
        "dist/maplibre-gl.mjs",
        "dist/maplibre-gl-worker.mjs",
    ],
}
ICONS = [
    "accessible",
    "alert-triangle",
    "arrow-left",
    "arrow-right",
    "arrow-up",
    "arrow-down",
    "building-community",
    "calendar",
    "chart-bar",
    "check",
    "chevron-down",
    "chevron-right",
    "circle-check",
    "circle-x",
    "clock",
    "coin",
    "download",
    "external-link",
    "file-spreadsheet",
    "file-text",
    "filter",
    "help",
    "home",
    "info-circle",
    "language",
    "layout-list",
    "loader-2",
    "login",
    "logout",
    "map",
    "map-2",
    "map-pin",
    "menu-2",
    "message",
    "minus",
    "moon",
    "parking",
    "phone",
    "player-stop",
    "plus",
    "printer",
    "route",
    "ruler-2",
    "search",
    "settings",
    "share",
    "text-size",
    "trash",
    "upload",
    "user",
    "users",
    "volume",
    "wand",
    "walk",
    "x",
]

SOURCE_MAP = re.compile(rb"\n?(//|/\*)# sourceMappingURL=[^\n*]*(\*/)?")
DRAWING = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


def main() -> None:
    shutil.rmtree(VENDOR, ignore_errors=True)
    listed = {name: package(name, files) for name, files in FILES.items()}
    listed["@tabler/icons"] = icons("@tabler/icons")
    text = json.dumps(listed, indent=2, sort_keys=True, ensure_ascii=False)
    (VENDOR / "vendor.json").write_text(text + "\n", encoding="utf-8")


def package(name: str, files: list[str]) -> dict[str, object]:
    contents = {Path(file).name: (MODULES / name / file).read_bytes() for file in files}
    return place(name, {file: SOURCE_MAP.sub(b"", body) for file, body in contents.items()})


def icons(name: str) -> dict[str, object]:
    """One sprite with a `<symbol>` an icon, so that a page asks for one file."""
    symbols = "\n".join(symbol(MODULES / name / "icons" / "outline", icon) for icon in ICONS)
    sprite = f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n'
    return place(name, {"icons.svg": sprite.encode()})


def symbol(folder: Path, icon: str) -> str:
    drawing = DRAWING.search((folder / f"{icon}.svg").read_text(encoding="utf-8"))
    if drawing is None:
        raise ValueError(f"{icon}.svg holds no drawing")
    return f'<symbol id="{icon}" viewBox="0 0 24 24">{" ".join(drawing[1].split())}</symbol>'


def place(name: str, contents: dict[str, bytes]) -> dict[str, object]:
    """Write the files of a package; answers its line of vendor.json."""
    home = VENDOR / name.removeprefix("@").replace("/", "-")
    home.mkdir(parents=True)
    for file, body in contents.items():
        (home / file).write_bytes(body)
    for pattern in ("LICEN[CS]E*", "NOTICE*"):
        for notice in (MODULES / name).glob(pattern):
            shutil.copy(notice, home / notice.name)
    about = json.loads((MODULES / name / "package.json").read_text(encoding="utf-8"))
    return {
        "version": about["version"],
        "licence": about["license"],
        "files": {file: hashlib.sha256(body).hexdigest() for file, body in contents.items()},
    }


if __name__ == "__main__":
    main()
