"""Every notebook runs from top to bottom and prints what it printed when it was committed."""

from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

FOLDER = Path(__file__).parents[2] / "notebooks"


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.ipynb")), ids=lambda file: file.stem)
def test_the_notebook_says_again_what_it_said(file: Path) -> None:
    kept = nbformat.read(file, as_version=4)
    again = nbformat.read(file, as_version=4)
    NotebookClient(again, timeout=120, resources={"metadata": {"path": str(FOLDER)}}).execute()
    assert any(printed(kept))
    assert printed(again) == printed(kept)


def printed(notebook: Any) -> list[str]:
    """What each cell of code printed; pictures are left to the eye."""
    return [
        "".join(output.text for output in cell.outputs if output.output_type == "stream")
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]
