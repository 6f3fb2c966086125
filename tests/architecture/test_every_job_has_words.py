import pytest
from procrastinate.contrib.django import app

from jiamenkou.jobs.words import TASKS

app.perform_import_paths()  # type: ignore[no-untyped-call]


@pytest.mark.parametrize("name", sorted(app.tasks))
def test_job_is_named_in_words(name: str) -> None:
    assert TASKS[name]


@pytest.mark.parametrize("name", sorted(TASKS))
def test_words_are_of_a_job_there_is(name: str) -> None:
    assert name in app.tasks
