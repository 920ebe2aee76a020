"""The servers that other tests stand on: real, empty, and gone afterwards."""

import os
import subprocess
import sys
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from tests import servers

HERE = Path(__file__).parents[2]
STARTS_BOTH_AND_WAITS = """
from tests.servers import start_postgres, start_valkey
for server in start_postgres(), start_valkey():
    print(server.pid, server.directory, flush=True)
input()
"""


@pytest.fixture(autouse=True)
def _nothing_named(monkeypatch):
    monkeypatch.delenv("TEST_DATABASE_URL", raising=False)
    monkeypatch.delenv("TEST_REDIS_URL", raising=False)


def is_gone(pid: int) -> bool:
    try:
        psutil.Process(pid).wait(timeout=10)
    except psutil.NoSuchProcess:
        return True
    return not psutil.pid_exists(pid)


def test_a_fresh_database_is_empty_and_dropped_though_somebody_is_connected():
    with servers.postgres() as server_url:
        with servers.fresh_database(server_url) as url:
            name = url.rpartition("/")[2]
            connection = psycopg.connect(url)
            tables = connection.execute("SELECT * FROM pg_tables WHERE schemaname = 'public'")
            assert tables.fetchall() == []
        with psycopg.connect(server_url) as other:
            found = other.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            assert found.fetchall() == []
        connection.close()


def test_a_stopped_server_leaves_no_process_and_no_directory():
    for server in servers.start_postgres(), servers.start_valkey():
        assert server.directory.exists()
        server.stop()
        server.stop()  # a second time changes nothing
        assert is_gone(server.pid)
        assert not server.directory.exists()


def test_a_server_that_a_test_killed_can_be_followed_by_another_on_its_port():
    first = servers.start_valkey()
    psutil.Process(first.pid).kill()
    assert is_gone(first.pid)
    first.stop()
    second = servers.start_valkey(port=int(first.url.rpartition(":")[2].partition("/")[0]))
    assert redis.Redis.from_url(first.url).ping()
    second.stop()


def test_a_server_that_cannot_start_says_why():
    first = servers.start_valkey()
    taken = int(first.url.rpartition(":")[2].partition("/")[0])
    with pytest.raises(servers.ServerDidNotStart, match="in use"):
        servers.start_postgres(port=taken)
    first.stop()


def test_servers_end_with_a_test_process_that_is_killed():
    tests = subprocess.Popen(
        [sys.executable, "-c", STARTS_BOTH_AND_WAITS],
        cwd=HERE,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with tests:
        started = [tests.stdout.readline().split() for _ in range(2)]
        keepers = [psutil.Process(int(pid)).parent() for pid, _ in started]
        tests.kill()
    _, alive = psutil.wait_procs(keepers, timeout=30)
    assert alive == []
    assert all(is_gone(int(pid)) for pid, _ in started)
    assert not any(Path(directory).exists() for _, directory in started)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to hand Postgres to somebody else")
def test_root_can_start_postgres_from_a_folder_that_others_cannot_enter(monkeypatch):
    monkeypatch.setattr(servers, "_open_to_all", lambda folder: False)
    server = servers.start_postgres()
    psycopg.connect(server.url).close()
    server.stop()


@pytest.mark.parametrize(
    ("worker", "expected"),
    [
        ("gw0", "redis://127.0.0.1:6379/2"),
        ("gw3", "redis://127.0.0.1:6379/5"),
    ],
)
def test_each_worker_has_its_own_database_on_a_shared_server(monkeypatch, worker, expected):
    monkeypatch.setenv("PYTEST_XDIST_WORKER", worker)
    assert servers.own_number("redis://127.0.0.1:6379/2") == expected


def test_a_named_server_is_emptied_before_and_after(monkeypatch):
    server = servers.start_valkey()
    monkeypatch.setenv("TEST_REDIS_URL", server.url)
    client = redis.Redis.from_url(servers.own_number(server.url))
    client.set("left", "over")
    with servers.valkey() as url:
        assert client.keys() == []
        redis.Redis.from_url(url).set("left", "again")
    assert client.keys() == []
    server.stop()
