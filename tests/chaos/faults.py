"""The faults, each by name: what is broken, and how it is mended. The script draws their order."""

import random
import signal
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass

import redis
from celery import Celery

from leads.models import OutboxMessage
from leads.models.outbox import Topic
from tests.chaos.stage import Stage
from tests.deployment import ALIAS

POISON = uuid.UUID(int=0xBAD)  # names no submission: its work can never be done


@dataclass(frozen=True, slots=True)
class Fault:
    """`hurts_database`: while it lasts, 503 is the right answer to a reader."""

    name: str
    do: Callable[[Stage], None]
    undo: Callable[[Stage], None] = lambda _: None
    lasts: float = 2.0
    hurts_database: bool = False


def kill(name: str) -> Fault:
    return Fault(f"SIGKILL {name}", lambda s: s.kill(name), lambda s: s.start(name), lasts=1.0)


def freeze(name: str) -> Fault:
    return Fault(
        f"SIGSTOP {name}",
        lambda s: s.signal(name, signal.SIGSTOP),
        lambda s: s.signal(name, signal.SIGCONT),
    )


def dying(point: str) -> Fault:
    """A worker starts again with a fail point, and dies of it as soon as it comes there."""

    def arm(s: Stage) -> None:
        s.kill("worker-b")
        s.start("worker-b", FAIL_POINT=f"{point}:{s.directory}")

    def mend(s: Stage) -> None:
        s.kill("worker-b")
        (s.directory / point).unlink(missing_ok=True)
        s.start("worker-b")

    return Fault(f"death at {point}", arm, mend, lasts=6.0)


def broker(mode: str) -> Fault:
    return Fault(
        f"broker: {mode}",
        lambda s: s.broker.set(mode),
        lambda s: s.broker.set("pass"),  # type: ignore[arg-type]
    )


def mail(mode: str, *, lasts: float = 2.0) -> Fault:
    def do(s: Stage) -> None:
        s.sink.mode = mode  # type: ignore[assignment]

    def undo(s: Stage) -> None:
        s.sink.mode = "ok"

    return Fault(f"mail server: {mode}", do, undo, lasts=lasts)


def mail_line(mode: str, *, after: int = 0) -> Fault:
    return Fault(
        f"line to the mail server: {mode}",
        lambda s: s.mail.set(mode, after=after),  # type: ignore[arg-type]
        lambda s: s.mail.set("pass"),
    )


def empty_broker(s: Stage) -> None:
    with redis.Redis.from_url(s.broker_url) as client:
        client.flushall()


def malformed_message(s: Stage) -> None:
    with redis.Redis.from_url(s.broker_url) as client:
        for queue in ("pipeline", "mail"):
            client.lpush(queue, b"{ not a message")


def unknown_task(s: Stage) -> None:
    with Celery(broker=s.broker_url) as app:
        app.send_task("nobody.knows", queue="pipeline", ignore_result=True)


def poison(s: Stage) -> None:
    """One statement: on SQLite a transaction that reads first could not wait for its turn."""
    row = OutboxMessage(topic=Topic.SUBMISSION_ACCEPTED, key=str(POISON), queue="pipeline")
    OutboxMessage.objects.using(ALIAS).bulk_create([row], ignore_conflicts=True)


COMMON = [
    *(kill(name) for name in ("worker-a", "worker-b", "sweeper", "web-a", "beat")),
    *(freeze(name) for name in ("worker-a", "sweeper", "beat", "web-b")),
    *(dying(point) for point in ("after_claim", "before_commit", "before_wire", "after_250")),
    *(broker(mode) for mode in ("refuse", "hole", "reset", "delay")),
    Fault("broker emptied", empty_broker, lasts=0.2),
    Fault("malformed broker message", malformed_message, lasts=0.5),
    Fault("unknown task", unknown_task, lasts=0.5),
    Fault("poison row", poison, lasts=0.5),
    *(mail(mode) for mode in ("4xx", "hang", "midway", "after_dot", "after_250")),
    mail("5xx", lasts=0.3),
    *(mail_line(mode) for mode in ("refuse", "hole", "reset", "delay")),
    mail_line("cut", after=600),
]


def _database(mode: str) -> Fault:
    def turn(s: Stage, to: str) -> None:
        assert s.database
        s.database.set(to)  # type: ignore[arg-type]

    return Fault(
        f"database: {mode}", lambda s: turn(s, mode), lambda s: turn(s, "pass"), hurts_database=True
    )


ON_POSTGRES = [
    Fault("Postgres restarted", lambda s: s.restart_postgres(), hurts_database=True),
    _database("refuse"),
    _database("reset"),
]


def play(
    faults: list[Fault], s: Stage, *, chance: random.Random, say: Callable[[str], None]
) -> list[tuple[float, float]]:
    """Each once, in the order of chance, every third together with the next; when the database was
    hurt."""
    order = chance.sample(faults, len(faults))
    hurt = []
    while order:
        together = [order.pop() for _ in range(min(len(order), 1 + (chance.random() < 1 / 3)))]
        began = time.time()
        for fault in together:
            say(fault.name)
            fault.do(s)
        time.sleep(max(fault.lasts for fault in together))
        for fault in together:
            fault.undo(s)
        if any(fault.hurts_database for fault in together):
            hurt.append((began - 0.5, time.time() + 3.0))
        time.sleep(0.5)
    return hurt
