"""Where this installation keeps what is its own: database, secret key, collected static files."""

import contextlib
import os
import secrets
from pathlib import Path


def home() -> Path:
    """The folder JIAMENKOU_HOME names, else `var/` of a checkout, else the user's data folder."""
    named = os.environ.get("JIAMENKOU_HOME")
    if named:
        return Path(named).expanduser().absolute()
    checkout = Path(__file__).parents[2]
    if (checkout / "pyproject.toml").exists():
        return checkout / "var"
    return Path("~/.local/share/jiamenkou").expanduser()


def kept_secret(name: str) -> str:
    """A random secret, made at first use, kept in the home folder, readable by its owner only."""
    file = home() / name
    if not file.exists():
        _make_secret(file)
    return file.read_text().strip()


def _make_secret(file: Path) -> None:
    """Whole before it has its name: of two at once one wins, and nobody reads an empty secret."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(secrets.token_urlsafe(48))
    with contextlib.suppress(FileExistsError):
        os.link(draft, file)
    draft.unlink()
