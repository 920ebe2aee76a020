"""A deployment to be measured: the sample site in production's shape, on one core."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import django
import psutil
import psycopg

from cms.demo.processes import Processes, free_port, run_command
from tests.bench import cores
from tests.bench.load import ask, request, status_of
from tests.bench.sink import Sink, sink
from tests.servers import fresh_database, start_postgres, start_valkey

PATIENCE = 60.0


class Stage:
    """Servers, an environment, and processes; all of them end with it."""

    def __init__(self, directory: Path, *, database: str, broker: str, post: Sink) -> None:
        self.directory, self.broker, self.sink = directory, broker, post
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "cms.settings",
            "DATA_DIR": str(directory),
            "DATABASE_URL": database,
            "REDIS_URL": broker,
            "MAIL_URL": post.url,
            "BASE_URL": "http://127.0.0.1",
            "ALLOWED_HOSTS": "127.0.0.1",
            "SECRET_KEY": "only-for-a-bench-" * 4,
            "SUBMISSION_RATE": "100000000/minute",
            "FAIL_POINT": "",
        }
        self.environment.pop("DEBUG", None)
        self.processes: dict[str, Processes] = {}

    def fill(self) -> None:
        """The sample site; from here on this process sees the same database."""
        run_command("migrate", "--verbosity=0", environment=self.environment)
        run_command("collectstatic", "--no-input", "--verbosity=0", environment=self.environment)
        run_command("load_sample", environment=self.environment)
        os.environ.update(self.environment)
        django.setup()
        _let_mail_go_at_any_hour()

    def start_web(self, name: str = "web", *, path: str = "/healthz", **more: str) -> int:
        """As in production, on one process; its port."""
        port = free_port()
        self.start(
            name, "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
            "--blocking-threads", "4", "--no-ws", "cms.wsgi:application", **more,
        )  # fmt: skip
        wait_until(lambda: _answers(port, path), f"{name} answers")
        return port

    def beside(self, name: str) -> str:
        """The address of another, empty database on the same server."""
        own = self.environment["DATABASE_URL"]
        if own.startswith("sqlite"):
            return f"sqlite:///{self.directory / name}.sqlite3"
        with psycopg.connect(own, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE floor_{name}")  # type: ignore[arg-type]
        return urlsplit(own)._replace(path=f"/floor_{name}").geturl()

    def start_worker(self, queues: str, **more: str) -> None:
        self.start(
            f"worker-{queues}", "celery", "--app", "cms", "worker", "-Q", queues, "-n",
            f"{queues.partition(',')[0]}@bench", "--concurrency", "1", "--without-gossip",
            "--without-mingle", "--loglevel", "INFO", **more,
        )  # fmt: skip
        wait_until(lambda: " ready." in self.log(f"worker-{queues}"), f"worker {queues} is ready")

    def start(self, name: str, *command: str, **more: str) -> int:
        """Its process id."""
        logs = self.directory / "logs"
        stack = self.processes[name] = Processes(environment=self.environment | more, logs=logs)
        with cores.on(cores.MEASURED):
            stack.start(name, *command)
        return stack._running[name].pid

    def stop(self, name: str) -> None:
        self.processes.pop(name).stop()

    def stop_all(self) -> None:
        for name in reversed(list(self.processes)):
            self.stop(name)

    def log(self, name: str) -> str:
        path = self.directory / "logs" / f"{name}.log"
        return path.read_text(errors="replace") if path.exists() else ""


@contextmanager
def stage(kind: str = "postgres") -> Iterator[Stage]:
    """`kind`: postgres or sqlite. Postgres writes to the disk as it does in production."""
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lanewise-bench-")))
        with cores.on(cores.MEASURED):
            broker = start_valkey()
            stack.callback(broker.stop)
            database = f"sqlite:///{directory / 'bench.sqlite3'}"
            if kind == "postgres":
                server = start_postgres(durable=True)
                stack.callback(server.stop)
                database = stack.enter_context(fresh_database(server.url))
        post = stack.enter_context(sink())
        found = Stage(directory, database=database, broker=broker.url, post=post)
        stack.callback(found.stop_all)
        found.fill()
        yield found


def start_floor(here: Stage, name: str, *, content: dict[str, Any] | None = None) -> int:
    """A floor of tests/bench/floors, with a database of its own beside ours; its port."""
    settings = {"DJANGO_SETTINGS_MODULE": f"tests.bench.floors.{name}", "GRANIAN_WORKERS": "1"}
    if name != "same":
        settings["DATABASE_URL"] = here.beside(name)
        path = here.directory / f"{name}.json"
        path.write_text(json.dumps(content or {}))
        subprocess.run(
            [sys.executable, "-m", "tests.bench.floors.fill", str(path)],
            env=here.environment | settings,
            check=True,
        )
    return here.start_web(name, path="/empty/" if name != "wagtail_site" else "/", **settings)


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)  # noqa: T201


def wait_until(condition: Callable[[], Any], what: str, *, seconds: float = PATIENCE) -> None:
    ends = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > ends:
            raise AssertionError(f"never came true: {what}")
        time.sleep(0.02)  # a real process: there is nothing of ours to wait on


def resident(pid: int) -> int:
    """Bytes of a process and all it started, each page counted once (PSS)."""
    family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    return sum(getattr(each.memory_full_info(), "pss", each.memory_info().rss) for each in family)


def _answers(port: int, path: str) -> bool:
    try:
        return status_of(ask(port, request(path))) in (200, 404)
    except OSError:
        return False


def _let_mail_go_at_any_hour() -> None:
    """No quiet hours, and nobody away: what is measured must not depend on the time of day."""
    from datetime import time as at

    from leads.models import Absence, FollowUpSettings

    FollowUpSettings.objects.all().delete()
    FollowUpSettings.objects.create(quiet_from=at(), quiet_until=at())
    Absence.objects.all().delete()
