"""Make .venv hold exactly what a lock file names; called by make when the lock is newer."""

import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)


def main(lock: str, stamp: str) -> None:
    """Create the environment where it is missing, install, and leave a stamp."""
    if sys.version_info < OLDEST:
        sys.exit(
            f"Python {OLDEST[0]}.{OLDEST[1]} or newer is needed; this is {sys.version.split()[0]}."
        )
    python = Path(".venv/bin/python")
    if not python.exists():
        _make_environment()
    print(f"Installing what {lock} names …", flush=True)
    install = ["-m", "pip", "install", "-q", "--disable-pip-version-check", "--require-hashes"]
    subprocess.run([python, *install, "--no-deps", "-r", lock], check=True)
    Path(stamp).touch()


def _make_environment() -> None:
    made = subprocess.run([sys.executable, "-m", "venv", ".venv"], check=False)
    if made.returncode:
        sys.exit("Python's venv is missing. On Debian and Ubuntu: apt install python3-venv")


main(*sys.argv[1:])
