import json
import subprocess
import sys

import pytest

LOOK = "import json, sys, {engine}; print(json.dumps([n.split('.')[0] for n in sys.modules]))"


@pytest.mark.parametrize("engine", ["roster", "siting", "streets", "topics", "workdays"])
def test_importing_an_engine_loads_neither_django_nor_a_solver(engine: str) -> None:
    code = LOOK.format(engine=f"jiamenkou.engines.{engine}")
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    loaded = set(json.loads(answer.stdout))
    assert not loaded & {"django", "psycopg", "numba", "highspy", "ortools", "osmium", "scipy"}
