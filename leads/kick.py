"""Kick: tell the workers to look now. Best effort, bounded, never the truth.

A kick that fails is not missed: the sweeper looks every second without a broker.
"""

import logging
import threading
import time
from collections.abc import Sequence
from typing import Any

from celery import current_app
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

PATIENCE = 0.2  # seconds for each word with the broker; a reader is waiting
REST = 5.0  # seconds without a try after one failed: the breaker
ONCE = {"retry": False, "ignore_result": True}
EXPIRES = 60  # seconds; an older hint says nothing the sweeper has not seen


class Publisher:
    """Publishes Celery messages in at most about PATIENCE, or says that it could not.

    One a process. `time.monotonic` is read here because this is a door to the world, not a rule.
    """

    def __init__(self, *, rest: float = REST) -> None:
        self._rest_for = rest
        self._lock = threading.Lock()  # threads of one server share the connection
        self._rests_until = 0.0
        self._connection: Any = None

    def publish(
        self, task: str, *, queue: str, args: Sequence[Any] = (), expires: int = EXPIRES
    ) -> bool:
        """True when the broker took the message; False when it is away, hung or resting."""
        message = {"args": list(args), "queue": queue, "expires": expires}
        with self._lock:
            if time.monotonic() < self._rests_until:
                return False
            try:
                current_app.send_task(task, **message, **ONCE, connection=self._connect())
            except (OperationalError, RedisError, OSError) as error:
                self._rest(error)
                return False
            return True

    def _connect(self) -> Any:
        if self._connection is None:
            self._connection = current_app.connection_for_write(
                connect_timeout=PATIENCE,
                transport_options={
                    "socket_connect_timeout": PATIENCE,
                    "socket_timeout": PATIENCE,
                    "max_retries": 0,
                },
            )
        return self._connection

    def _rest(self, error: Exception) -> None:
        """The breaker: after one failure nobody else waits, until the rest is over."""
        why = type(error).__name__
        logger.warning("broker did not take a hint (%s); resting %.0f s", why, self._rest_for)
        self.forget()
        self._rests_until = time.monotonic() + self._rest_for

    def forget(self) -> None:
        """Drop the connection and end the rest: the next hint starts anew."""
        connection, self._connection = self._connection, None
        self._rests_until = 0.0
        if connection is not None:
            connection.release()


publisher = Publisher()


def kick(queue: str) -> bool:
    """Hint that something is due in this queue; one hint drains all of it."""
    return publisher.publish("leads.drain", queue=queue, args=[queue])
