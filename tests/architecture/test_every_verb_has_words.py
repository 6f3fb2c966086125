import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

from jiamenkou.audit.words import GROUPS, THINGS, VERBS
from jiamenkou.notices.kinds import known_kinds
from jiamenkou.people.policy import POLICY

PACKAGE = Path(__file__).parents[2] / "jiamenkou"
RECORDING = {"record", "record_reading", "_record"}
VERB = re.compile(r"[a-z]+\.[a-z_]+")


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        name = getattr(node, "func", None)
        if isinstance(node, ast.Call) and isinstance(name, ast.Name) and name.id in RECORDING:
            yield node


def recorders() -> Iterator[tuple[Path, ast.Module]]:
    """The modules that record what they do."""
    for file in PACKAGE.rglob("*.py"):
        tree = ast.parse(file.read_text())
        if any(calls(tree)):
            yield file, tree


def verbs() -> set[str]:
    """What is recorded by name, and what else in such a module is shaped like a verb."""
    named, found = set(), set()
    for _file, tree in recorders():
        named |= {
            str(one.args[0].value) for one in calls(tree) if isinstance(one.args[0], ast.Constant)
        }
        found |= {str(node.value) for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    own = {config.label for config in apps.get_app_configs()}
    shaped = {one for one in found if VERB.fullmatch(one) and one.split(".")[0] in own}
    return named | shaped - set(POLICY) - set(known_kinds())


@pytest.mark.parametrize("verb", sorted(verbs()))
def test_verb_has_words_and_belongs_to_a_part(verb: str) -> None:
    assert verb in VERBS
    assert verb.split(".", maxsplit=1)[0] in GROUPS


def test_verbs_stand_in_the_code_in_one_piece() -> None:
    for file, tree in recorders():
        for call in calls(tree):
            verb = call.args[0]
            plain = isinstance(verb, ast.Constant | ast.Name)
            assert plain, f"{file}:{call.lineno}: name the verb in full"


def test_no_words_are_left_of_verbs_and_things_that_went() -> None:
    assert set(VERBS) <= verbs()
    assert set(THINGS) <= {model._meta.label_lower for model in apps.get_models()}
