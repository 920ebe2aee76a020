"""What a Celery message can say: look. It carries a queue's name and nothing else."""

import logging
import time
from typing import Any

from celery import current_task, shared_task
from celery.signals import worker_ready
from django.db import close_old_connections
from django.utils import timezone

from leads import outbox
from leads.actions.expiry import expire
from leads.handlers import HANDLERS
from leads.kick import kick
from leads.mail.send import one_connection
from leads.models import Heartbeat, RetentionPeriods

logger = logging.getLogger(__name__)

BUDGET = 30.0  # seconds of one hint, well under the soft time limit of 45


@shared_task(name="leads.drain")
def drain(queue: str) -> None:
    """Run what is due; what is left when the time is spent gets a hint of its own."""
    close_old_connections()  # Celery keeps the connection; a dead one is replaced
    Heartbeat.objects.record(f"worker:{queue}@{current_task.request.hostname}", kind="worker")
    with one_connection():
        outbox.drain(queue, HANDLERS, seconds=BUDGET)
    if outbox.is_due(queue):
        kick(queue)


@shared_task(name="leads.apply_retention")
def apply_retention() -> None:
    """Let go of what is older than it may be; what the time does not allow goes the next time."""
    ends = time.monotonic() + BUDGET
    for name, count in expire(RetentionPeriods.load().periods, now=timezone.now()):
        logger.info("retention: %s, %s rows", name, count)
        if time.monotonic() > ends:
            return


@shared_task(name="leads.record_beat")
def record_beat() -> None:
    """Beat is alive if this row is young: it went from beat through the broker to a worker."""
    Heartbeat.objects.record("beat", kind="beat")


@worker_ready.connect
def look_at_once(sender: Any, **_: Any) -> None:
    """A worker that starts looks at its queues before anybody asks."""
    for queue in sender.task_consumer.queues:
        kick(queue.name)
