"""The stage: real processes by name, and a proxy before each thing they depend on."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import psutil
import requests
import yaml

from cms.demo.processes import MANAGE, free_port, run_command
from tests import servers
from tests.chaos.proxy import Proxy
from tests.chaos.sink import Sink
from tests.deployment import looking_at, wait_until

type Database = Literal["sqlite", "postgres"]
SAMPLE = Path(MANAGE).parent / "cms" / "sample"
WORKER = (
    "celery", "--app", "cms", "worker", "-Q", "pipeline,mail,webhooks,default",
    "--concurrency", "1", "--without-gossip", "--without-mingle", "-n",
)  # fmt: skip
WEB = (
    "granian",
    "--interface",
    "wsgi",
    "--host",
    "127.0.0.1",
    "--blocking-threads",
    "8",
    "--no-ws",
)


@dataclass(slots=True)
class Stage:
    """`database` and `mail`, `broker` are proxies; `sink` is the mail server itself."""

    directory: Path
    broker: Proxy
    mail: Proxy
    sink: Sink
    broker_url: str  # without the proxy
    environment: dict[str, str]
    database: Proxy | None = None
    postgres: int = 0
    commands: dict[str, tuple[str, ...]] = field(default_factory=dict)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    webs: list[str] = field(default_factory=list)

    def start_all(self) -> None:
        for name in ("web-a", "web-b"):
            port = free_port()
            self.webs.append(f"http://127.0.0.1:{port}")
            self.commands[name] = (*WEB, "--port", str(port), "cms.wsgi:application")
        for name in ("worker-a", "worker-b"):
            self.commands[name] = (*WORKER, f"{name}@chaos")
        self.commands["sweeper"] = ("manage", "sweep")
        schedule = str(self.directory / "beat")
        self.commands["beat"] = ("celery", "--app", "cms", "beat", "--schedule", schedule)
        for name in self.commands:
            self.start(name)
        for url in self.webs:
            wait_until(lambda url=url: answers(url), "web answers", seconds=90)

    def start(self, name: str, **more: str) -> None:
        with (self.directory / "logs" / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                [sys.executable, "-m", *self.commands[name]],
                env=self.environment | more,
                cwd=Path(MANAGE).parent,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def kill(self, name: str) -> None:
        """The process and its children, at once."""
        process = self.running[name]
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def signal(self, name: str, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.running[name].pid, number)

    def restart_postgres(self) -> None:
        """One server process is killed: Postgres ends every session and recovers from its log."""
        for child in psutil.Process(self.postgres).children():
            if "walwriter" in " ".join(child.cmdline()) or "walwriter" in child.name():
                child.kill()
                return
        psutil.Process(self.postgres).children()[-1].kill()

    def memory(self) -> int:
        """Bytes of all processes together."""
        total = 0
        for process in self.running.values():
            with suppress(psutil.NoSuchProcess):
                root = psutil.Process(process.pid)
                total += sum(each.memory_info().rss for each in [root, *root.children(True)])
        return total

    def stop(self) -> None:
        for process in self.running.values():
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGCONT)
                process.terminate()
        time.sleep(1)
        for name in self.running:
            self.kill(name)

    def person(self) -> dict[str, Any]:
        sample = yaml.safe_load((SAMPLE / "reader.yaml").read_text())
        return {"assessment": "leadership", "answers": sample["answers"], "attribution": {}}


def answers(url: str) -> bool:
    try:
        return requests.get(f"{url}/healthz", timeout=2).status_code == 200
    except requests.RequestException:
        return False


@contextmanager
def empty_stage() -> Iterator[Stage]:
    """A directory, a broker and a mail server behind their proxies; it stops what starts on it."""
    with ExitStack() as stack:
        directory = Path(tempfile.mkdtemp(prefix="lanewise-chaos-"))
        stack.callback(shutil.rmtree, directory, ignore_errors=True)
        (directory / "logs").mkdir()
        broker_url = stack.enter_context(servers.valkey())
        broker, sink = Proxy(urlsplit(broker_url).port or 6379), Sink()
        mail = Proxy(sink.port)
        for each in (sink, mail, broker):
            stack.callback(each.stop)
        made = Stage(directory, broker, mail, sink, broker_url, {})
        stack.callback(made.stop)
        yield made


@contextmanager
def stage(database: Database) -> Iterator[Stage]:
    """Everything filled and proxied; nothing started. The alias "deployment" is its database."""
    with ExitStack() as stack:
        made = stack.enter_context(empty_stage())
        real = f"sqlite:///{made.directory / 'lanewise.sqlite3'}"
        seen = real
        if database == "postgres":
            server = servers.start_postgres()
            stack.callback(server.stop)
            real, made.postgres = server.url, server.pid
            made.database = Proxy(urlsplit(real).port or 5432)
            stack.callback(made.database.stop)
            seen = f"postgres://postgres@127.0.0.1:{made.database.port}/postgres"
        made.environment = _environment(made, seen)
        for command in ("migrate", "collectstatic", "load_sample"):
            options = {"migrate": ["-v0"], "collectstatic": ["--no-input", "-v0"]}
            more = options.get(command, ["--json"])
            run_command(command, *more, environment=made.environment | {"DATABASE_URL": real})
        stack.enter_context(looking_at(real))
        yield made


def _environment(made: Stage, database_url: str) -> dict[str, str]:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "cms.settings",
        "DATA_DIR": str(made.directory),
        "DATABASE_URL": database_url,
        "REDIS_URL": f"redis://127.0.0.1:{made.broker.port}/0",
        "MAIL_URL": f"smtp://127.0.0.1:{made.mail.port}?tls=false",
        "SUBMISSION_RATE": "1000000/minute",
        "FAIL_POINT": "",
    }
    environment.pop("DEBUG", None)
    return environment
