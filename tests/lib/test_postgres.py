import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from jiamenkou.lib.postgres import Server


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(folder=tmp_path / "postgres", throw_away=True)
    yield made
    made.stop()
    shutil.rmtree(made.root, ignore_errors=True)


def test_starts_of_one_cluster_at_once_make_one_server(server: Server) -> None:
    with ThreadPoolExecutor(3) as pool:
        addresses = set(pool.map(lambda _: server.start(), range(3)))
    assert len(addresses) == 1
    assert server.running()
    server.stop()
    assert not server.running()


def test_the_server_refuses_a_wrong_password(server: Server) -> None:
    server.start()
    wrong = server.url("postgres").replace("jiamenkou:", "jiamenkou:no", 1)
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(wrong)


def test_a_pid_left_by_a_power_cut_does_not_keep_it_down(server: Server) -> None:
    server.start()
    server.stop()
    (server.data / "postmaster.pid").write_text(f"1\n{server.data}\n1\n5432\n{server.sockets}\n")
    server.start()
    assert server.running()
