from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

TESTS = Path(__file__).parents[1]
SOURCES = "".join(
    file.read_text() for file in TESTS.rglob("test_*.py") if file.parent.name != "architecture"
)


def constraints() -> Iterator[models.BaseConstraint]:
    for model in apps.get_models():
        if model.__module__.startswith("jiamenkou."):
            yield from model._meta.constraints


@pytest.mark.parametrize("rule", list(constraints()), ids=lambda rule: rule.name)
def test_constraint_is_broken_by_a_test_and_says_so_in_words(rule: models.BaseConstraint) -> None:
    assert f'"{rule.name}"' in SOURCES
    default = models.BaseConstraint.default_violation_error_message
    assert rule.violation_error_message != default
