"""A deployment of its own for tests in which processes live and die: real web, workers, sweeper.

The processes see a copy of a database that was migrated and filled once; the test looks at the same
database through the alias "deployment".
"""

import os
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import time as time_of_day
from datetime import timedelta
from pathlib import Path
from typing import Any

import dj_database_url
import requests
from django.db import connections
from django.db.models.functions import Now

from cms.demo.processes import Processes, free_port
from leads.models import Delivery, FollowUpSettings, Heartbeat, OutboxMessage

ALIAS = "deployment"
PATIENCE = 40  # seconds for what should take one


class Deployment:
    """Start what the test needs; what was started is stopped at the end."""

    def __init__(
        self, directory: Path, *, database_url: str, broker_url: str, mail_url: str
    ) -> None:
        self.directory = directory
        self.port = free_port()
        self.base_url = f"http://127.0.0.1:{self.port}"
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "cms.settings",
            "DATA_DIR": str(directory),
            "DATABASE_URL": database_url,
            "REDIS_URL": broker_url,
            "MAIL_URL": mail_url,
            "BASE_URL": self.base_url,
            "FAIL_POINT": "",
        }
        self.environment.pop("DEBUG", None)
        self._stacks: list[Processes] = []

    def start_web(self, **environment: str) -> None:
        self._start(
            "web", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port",
            str(self.port), "--blocking-threads", "8", "--no-ws", "cms.wsgi:application",
            **environment,
        )  # fmt: skip
        wait_until(lambda: self._answers("/healthz"), "web answers")

    def start_worker(self, *, name: str = "worker", **environment: str) -> Processes:
        return self._start(
            name, "celery", "--app", "cms", "worker", "-Q", "pipeline,mail,webhooks,default", "-n",
            f"{name}@test", "--concurrency", "1", "--without-gossip", "--without-mingle",
            "--loglevel", "INFO", **environment,
        )  # fmt: skip

    def start_sweeper(self, **environment: str) -> Processes:
        return self._start("sweeper", "manage", "sweep", "--every", "0.2", **environment)

    def start_beat(self) -> Processes:
        return self._start(
            "beat", "celery", "--app", "cms", "beat", "-s", str(self.directory / "beat")
        )

    def stop(self) -> None:
        for stack in reversed(self._stacks):
            stack.stop()
        self._stacks.clear()

    def submit(self, body: dict[str, Any]) -> requests.Response:
        url = f"{self.base_url}/api/v1/assessments/{body['assessment']}/submissions/"
        sent = {name: value for name, value in body.items() if name != "assessment"}
        return requests.post(url, json=sent, timeout=20)

    def submit_at_once(self, body: dict[str, Any], *, times: int) -> list[int]:
        with ThreadPoolExecutor(times) as pool:
            return [each.status_code for each in pool.map(self.submit, [body] * times)]

    def let_leases_end(self) -> None:
        """Time passes: whatever is claimed and not done is due again."""
        OutboxMessage.objects.using(ALIAS).pending().filter(token__isnull=False).update(
            available_at=Now()
        )

    def let_heartbeats_age(self) -> None:
        """Time passes: whoever was seen was seen minutes ago."""
        Heartbeat.objects.using(ALIAS).update(seen_at=Now() - timedelta(minutes=5))

    def let_mail_go_at_any_hour(self) -> None:
        """No quiet hours: a test must not depend on the time of day. Before anything is started."""
        no_quiet = {"quiet_from": time_of_day(), "quiet_until": time_of_day()}
        FollowUpSettings.objects.using(ALIAS).create(**no_quiet)

    def let_a_day_pass(self) -> None:
        OutboxMessage.objects.using(ALIAS).pending().update(available_at=Now())

    def sent(self, kind: str) -> int:
        return Delivery.objects.using(ALIAS).filter(kind=kind, status="sent").count()

    def _answers(self, path: str) -> bool:
        try:
            return requests.get(f"{self.base_url}{path}", timeout=5).status_code == 200
        except requests.RequestException:
            return False

    def _start(self, name: str, *command: str, **environment: str) -> Processes:
        stack = Processes(environment=self.environment | environment, logs=self.directory / "logs")
        self._stacks.append(stack)
        stack.start(name, *command)
        return stack


@contextmanager
def looking_at(database_url: str) -> Iterator[None]:
    """The test's own connection to the deployment's database; within another, that one rests."""
    resting = connections.databases.get(ALIAS)
    if resting is not None:
        _forget_connection()
    settings = dj_database_url.parse(database_url, conn_max_age=0)
    connections.databases[ALIAS] = connections.configure_settings({"default": settings})["default"]
    try:
        yield
    finally:
        _forget_connection()
        if resting is not None:
            connections.databases[ALIAS] = resting


def _forget_connection() -> None:
    connections[ALIAS].close()
    del connections[ALIAS]
    del connections.databases[ALIAS]


def wait_until(condition: Callable[[], Any], what: str, *, seconds: float = PATIENCE) -> Any:
    """The condition's first true value; AssertionError naming `what` when it never comes."""
    ends = time.monotonic() + seconds
    pause = 0.02
    while time.monotonic() < ends:
        if value := condition():
            return value
        time.sleep(pause)  # polling a real process: there is nothing of ours to wait on
    raise AssertionError(f"never came true: {what}")


def new_id() -> str:
    return str(uuid.uuid4())
