import re
from pathlib import Path

import pytest

from jiamenkou.cli import _parser

ROOT = Path(__file__).parents[2]
OPERATE = (ROOT / "docs" / "operate.md").read_text()
SETTINGS = sorted(
    set(
        re.findall(
            r"environ(?:\.get)?[\[(]\"([A-Z_]+)\"",
            "".join(file.read_text() for file in (ROOT / "jiamenkou").rglob("*.py")),
        )
    )
    - {"DJANGO_SETTINGS_MODULE"}
)
COMMANDS = sorted(
    next(action for action in _parser()._actions if action.choices).choices  # type: ignore[arg-type]
)


@pytest.mark.parametrize("name", SETTINGS)
def test_setting_is_explained(name: str) -> None:
    assert f"`{name}`" in OPERATE


@pytest.mark.parametrize("name", COMMANDS)
def test_command_is_explained(name: str) -> None:
    assert f"`jiamenkou {name}" in OPERATE
