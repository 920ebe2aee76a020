"""`manage.py sweep`: the promise. Looks at every queue each second; needs no broker and no beat."""

import logging
import signal
import threading
import time
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections

from leads import outbox
from leads.handlers import HANDLERS
from leads.mail.send import one_connection
from leads.models import Heartbeat
from leads.models.outbox import QUEUE_OF

logger = logging.getLogger(__name__)

QUEUES = sorted(set(QUEUE_OF.values()))
BEAT = 5.0  # seconds between two signs of life


class Command(BaseCommand):
    help = (
        "Runs what has been due for a second, every second, without a broker. Any number may run."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="look once, then stop")
        parser.add_argument("--every", type=float, default=1.0, help="seconds between two looks")

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        if not options["once"]:
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: stop.set())
        seen = 0.0
        while not stop.is_set():
            seen = self._look(seen, overdue=timedelta(seconds=0 if options["once"] else 1))
            if options["once"]:
                return
            stop.wait(options["every"])

    def _look(self, seen: float, *, overdue: timedelta) -> float:
        """One look; a database that is away is waited for, not died of."""
        try:
            close_old_connections()
            if time.monotonic() - seen >= BEAT:
                Heartbeat.objects.record(f"sweeper@{outbox.whoami()}", kind="sweeper")
                seen = time.monotonic()
            for queue in QUEUES:
                with one_connection():
                    outbox.drain(queue, HANDLERS, seconds=5.0, overdue=overdue)
        except DatabaseError as error:
            logger.warning("database away (%s); looking again", type(error).__name__)
        return seen
