"""Bring a browser and Chinese fonts for the journeys: through apt where this may, else say so."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = ("chromium", "fonts-noto-cjk")
FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")


def main() -> None:
    """Install what is missing where that is possible; the tests decide what its absence means."""
    if any(map(shutil.which, BROWSERS)) and (FONT.exists() or not _may_install()):
        return
    if _may_install():
        print("Installing Chromium and Chinese fonts …", flush=True)
        _apt("update", "-qq")
        _apt("install", "-y", "-qq", "--no-install-recommends", *PACKAGES)
    else:
        print("No browser here and no right to install one: journeys will be skipped.", flush=True)


def _may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def _apt(*words: str) -> None:
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(["apt-get", *words], env=quiet, check=False, capture_output=True)
    if done.returncode:
        sys.stderr.write(done.stderr.decode()[-2000:])


main()
