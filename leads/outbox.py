"""The outbox: the whole mechanism on one screen.

enqueue  the work owed commits with its cause, unique by topic and key
kick     after commit, a hint to the workers to look now (leads/kick.py)
claim    rows that are due get a lease and a token and count an attempt, committed before the work
run      a handler does the work and calls `complete` in its own last transaction
sweep    a process without a broker looks anyway, every second (management/commands/sweep.py)

A crash needs no code: the lease ends and the row is due again. A worker that comes back after its
lease was taken over holds a stale token, and a stale token writes nothing.
"""

import logging
import os
import socket
import time
import traceback
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from leads import request_ids
from leads.domain.backoff import delay as backoff_delay
from leads.failpoints import fail_point
from leads.kick import kick
from leads.models.outbox import QUEUE_OF, OutboxMessage, Topic, later

logger = logging.getLogger(__name__)

AT_ONCE = timedelta(0)
LEASE = timedelta(seconds=90)  # above the hard time limit of 60 s, which is above all network waits
MOST_ATTEMPTS = 5
BATCH = 20  # rows of one claim; one hint drains batch after batch
SPENT = timedelta(seconds=30)  # of a lease: rows of the batch not begun by then are left to others


class StaleToken(Exception):
    """The lease ran out and somebody else holds the work: what this transaction wrote is undone."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """One row, held until its lease ends."""

    id: int
    topic: Topic
    key: str
    token: uuid.UUID
    attempts: int
    request_id: str = ""


type Handler = Callable[[Claimed, datetime], None]


def enqueue(topic: Topic, key: object, *, delay: timedelta = AT_ONCE) -> None:
    """Owe this work, in the transaction of its cause. A second time changes nothing.

    Raises RuntimeError outside a transaction: work that commits apart from its cause can be lost.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("enqueue belongs in the transaction that causes the work")
    message = OutboxMessage(
        topic=topic,
        key=str(key),
        queue=QUEUE_OF[topic],
        available_at=later(delay),
        request_id=request_ids.current() or request_ids.made(),
    )
    OutboxMessage.objects.bulk_create([message], ignore_conflicts=True)
    if delay <= AT_ONCE:
        transaction.on_commit(partial(kick, QUEUE_OF[topic]))


def claim(queue: str, *, limit: int = BATCH, overdue: timedelta = AT_ONCE) -> list[Claimed]:
    """Up to `limit` rows that have been due for `overdue`, oldest first, under one lease."""
    token = uuid.uuid4()
    with transaction.atomic():
        pending = OutboxMessage.objects.pending().known().filter(queue=queue)
        due = pending.filter(available_at__lte=later(-overdue))
        rows = list(
            due.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked)
            .order_by("available_at")
            .values_list("id", "topic", "key", "attempts", "request_id")[:limit]
        )
        if rows:
            OutboxMessage.objects.filter(id__in=[row[0] for row in rows]).update(
                token=token,
                available_at=later(LEASE),
                attempts=F("attempts") + 1,
                claimed_by=whoami(),
            )
    if rows:
        fail_point("after_claim")
    return [
        Claimed(pk, Topic(topic), key, token, tries + 1, request_id)
        for pk, topic, key, tries, request_id in rows
    ]


def complete(work: Claimed) -> None:
    """Mark the work done. Call it in the handler's last transaction; raises StaleToken."""
    _write(work, done_at=Now())


def renew(work: Claimed) -> None:
    """Hold the work for another whole lease; raises StaleToken."""
    _write(work, available_at=later(LEASE))


def postpone(work: Claimed, delay: timedelta, *, counts: bool = False) -> None:
    """Put the work back for later. It fails nothing, and the attempt is not held against it
    unless `counts`; raises StaleToken."""
    attempts = work.attempts if counts else work.attempts - 1
    _write(work, available_at=later(delay), attempts=attempts, token=None)


def give_up(work: Claimed, reason: str) -> None:
    """A dead letter: shown to a person, replayable. `reason` holds no personal data."""
    _write(work, dead_at=Now(), last_error=reason[:300])


def drain(
    queue: str,
    handlers: Mapping[Topic, Handler],
    *,
    seconds: float = 30.0,
    overdue: timedelta = AT_ONCE,
) -> int:
    """Run what is due in the queue until nothing is, or the time is spent; how many were run."""
    ends = time.monotonic() + seconds
    count = 0
    while time.monotonic() < ends and (batch := claim(queue, overdue=overdue)):
        spent = time.monotonic() + SPENT.total_seconds()
        for work in batch:
            if time.monotonic() < spent:
                run(work, handlers)
                count += 1
            else:
                _hand_back(work)
    return count


def run(work: Claimed, handlers: Mapping[Topic, Handler]) -> None:
    """Do one piece of work, in the name of the request that caused it. A failure is written down,
    tried again later, and stops nobody else."""
    with request_ids.bound(work.request_id or request_ids.made()):
        _run(work, handlers)


def _run(work: Claimed, handlers: Mapping[Topic, Handler]) -> None:
    began = time.perf_counter()
    try:
        if work.attempts > MOST_ATTEMPTS:  # nobody lived to write down why the others failed
            give_up(work, "each attempt ended with the death of its process")
            return
        handlers[work.topic](work, timezone.now())
        _log_done(work, took=time.perf_counter() - began)
    except StaleToken:
        logger.warning("outbox %s: the lease was taken over, nothing was written", work.id)
    except Exception as error:  # whatever it was, the row must not be lost and the rest must go on
        _record_failure(work, error)


def is_due(queue: str) -> bool:
    """Whether the queue has work that nobody holds."""
    return OutboxMessage.objects.due().known().filter(queue=queue).exists()


def whoami() -> str:
    """Which process claimed: shown beside the row, so that a crash can be traced."""
    return f"{socket.gethostname()[:50]}:{os.getpid()}"


def _log_done(work: Claimed, *, took: float) -> None:
    ms = round(took * 1000, 1)
    logger.info("outbox %s (%s) ran in %s ms", work.id, work.topic, ms, extra=_facts(work, ms=ms))


def _facts(work: Claimed, **more: object) -> dict[str, object]:
    """What a structured log line says of the work beside its sentence."""
    return {"outbox": work.id, "topic": work.topic.value, "attempt": work.attempts, **more}


def _record_failure(work: Claimed, error: Exception) -> None:
    where = _where(error)
    said = (work.id, work.topic, work.attempts, where)
    logger.error("outbox %s (%s) failed, attempt %s: %s", *said, extra=_facts(work))
    try:
        if work.attempts >= MOST_ATTEMPTS:
            give_up(work, where)
        else:
            _write(work, available_at=later(backoff_delay(work.attempts)), last_error=where)
    except StaleToken:
        logger.warning("outbox %s: the lease was taken over before the failure", work.id)


def _where(error: Exception) -> str:
    """The kind of error and its line: never its message, which may quote a person."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {Path(frame.filename).name}:{frame.lineno}"


def _hand_back(work: Claimed) -> None:
    try:
        postpone(work, AT_ONCE)
    except StaleToken:
        logger.warning("outbox %s: the lease was taken over before it was handed back", work.id)


def _write(work: Claimed, **values: object) -> None:
    if not OutboxMessage.objects.held(work.token).filter(id=work.id).update(**values):
        raise StaleToken(f"outbox {work.id}")
