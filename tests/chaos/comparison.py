"""The same readers and the same faults against the two designs a team would otherwise write."""

import os
import random
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from cms.demo.processes import MANAGE, free_port
from tests.chaos.faults import COMMON, play
from tests.chaos.load import Load, Reader, readers
from tests.chaos.stage import WEB, Stage, answers, empty_stage
from tests.deployment import wait_until

type Design = Literal["delay", "on_commit"]
DESIGNS: Final[dict[Design, str]] = {
    "delay": "`save(); task.delay()`",
    "on_commit": "`on_commit`, late acknowledgement, retries",
}
APP: Final = "tests.chaos.designs.app"
OURS_ALONE: Final = ("sweeper", "beat", "death at", "poison")  # they have nothing of the kind
QUIET = 15.0  # seconds without a mail after which nothing more is expected
DRAINS = 240.0
AT_LEAST = 130.0  # above the time in which Celery returns what a dead worker held


@dataclass(frozen=True, slots=True)
class Compared:
    """The row of one design: mails owed are two for each acknowledged submission."""

    name: str
    owed: int
    lost: int
    mails: int
    duplicates: int
    errors: int
    worst: float


def compare(
    design: Design, *, count: int, seed: int, rounds: int, rate: float, say: Callable[[str], None]
) -> Compared:
    chance = random.Random(seed)
    faults = [each for each in COMMON if not any(word in each.name for word in OURS_ALONE)]
    with prototype(design) as s:
        people = readers(s.person(), count=count, seed=seed)
        load = Load(people, rate=rate, addresses=s.webs)
        load.start()
        for _ in range(rounds):
            play(faults, s, chance=chance, say=say)
        load.wait()
        _wait_for_silence(s)
        return _judged(design, people, s)


@contextmanager
def prototype(design: Design) -> Iterator[Stage]:
    """Its processes, started, behind the same proxies."""
    with empty_stage() as s:
        database = s.directory / "prototype.sqlite3"
        s.environment = {
            **os.environ,
            "DESIGN": design,
            "DATABASE_URL": f"sqlite:///{database}",
            "REDIS_URL": f"redis://127.0.0.1:{s.broker.port}/0",
            "SMTP_PORT": str(s.mail.port),
        }
        make_table = [sys.executable, "-m", "tests.chaos.designs"]
        subprocess.run(make_table, env=s.environment, cwd=Path(MANAGE).parent, check=True)
        with closing(sqlite3.connect(database)) as made:
            made.execute("PRAGMA journal_mode=WAL")
        _start(s)
        yield s


def _start(s: Stage) -> None:
    for name in ("web-a", "web-b"):
        port = free_port()
        s.webs.append(f"http://127.0.0.1:{port}")
        s.commands[name] = (*WEB, "--port", str(port), f"{APP}:application")
    for name in ("worker-a", "worker-b"):
        worker = ("celery", "--app", APP, "worker", "--concurrency", "1", "-Q", "celery,pipeline")
        s.commands[name] = (*worker, "-n", f"{name}@chaos")
    for name in s.commands:
        s.start(name)
    for url in s.webs:
        wait_until(lambda url=url: answers(url), "web answers", seconds=90)


def _wait_for_silence(s: Stage) -> None:
    ends = time.time() + DRAINS
    began = time.time()
    while time.time() < ends:
        last = max([began, *(copy.at for copy in s.sink.copies)])
        if time.time() - last > QUIET and time.time() - began > AT_LEAST:
            return
        time.sleep(0.5)


def _judged(design: Design, people: list[Reader], s: Stage) -> Compared:
    copies = Counter(each.message_id for each in s.sink.copies)
    owed = {
        f"<{kind}.{each.id}@prototype>"
        for each in people if each.is_acknowledged for kind in ("result", "brief")
    }  # fmt: skip
    posts = [post for each in people for post in each.posts if post.told != "indeterminate"]
    unanswered = sum(not each.is_acknowledged for each in people)
    failed = sum(any(post.told == "error" for post in each.posts) for each in people)
    return Compared(
        name=DESIGNS[design],
        owed=len(owed),
        lost=len([key for key in owed if not copies[key] and key not in s.sink.refused]),
        mails=len(copies),
        duplicates=sum(copies.values()) - len(copies),
        errors=failed + unanswered,
        worst=max(post.took for post in posts),
    )
