"""SMTP that knows whether the final dot was written.

A connection that breaks says nothing by itself: before the dot the message was certainly not
accepted, after it nobody knows. smtplib raises SMTPServerDisconnected for both.
"""

import smtplib
import time
from contextlib import suppress
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

END_OF_DATA = b"\r\n.\r\n"
# Seconds, all waits together: once to connect and log in, once for each message. A server that
# answers each command just in time must not outlast the worker's hard limit of 60.
BUDGET = 20.0


class AnswerLost(smtplib.SMTPServerDisconnected):
    """The final dot was written and no clear answer came: accepted or not, nobody knows."""


class DotLatch(smtplib.SMTP):
    """`dot_written` is true once the whole message, its end included, was given to the network."""

    dot_written = False
    is_fresh = True  # it answered, and carried no message since
    ends_at = 0.0

    def connect(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        self.ends_at = time.monotonic() + BUDGET
        return super().connect(*args, **kwargs)

    def sendmail(self, *args: Any, **kwargs: Any) -> dict[str, tuple[int, bytes]]:
        self.dot_written = self.is_fresh = False
        self.ends_at = time.monotonic() + BUDGET
        return super().sendmail(*args, **kwargs)

    def send(self, s: Any) -> None:
        """What was not handed over whole raises, so the latch is set by a whole message only."""
        self._wait_no_longer_than_the_budget()
        super().send(s)
        self.dot_written = self.dot_written or s[-len(END_OF_DATA) :] == END_OF_DATA

    def getreply(self) -> tuple[int, bytes]:
        self._wait_no_longer_than_the_budget()
        return super().getreply()

    def _wait_no_longer_than_the_budget(self) -> None:
        if self.sock is None:
            return
        remaining = self.ends_at - time.monotonic()
        if remaining <= 0:
            self.close()
            raise smtplib.SMTPServerDisconnected("The server took too long over its answers.")
        self.sock.settimeout(min(self.timeout, remaining))


class DotLatchOverTLS(DotLatch, smtplib.SMTP_SSL):
    pass


class DotLatchBackend(EmailBackend):
    """Django's SMTP backend that raises AnswerLost where it would raise something unclear."""

    connection: DotLatch | None

    @property
    def connection_class(self) -> type[DotLatch]:
        return DotLatchOverTLS if self.use_ssl else DotLatch

    def open(self) -> bool | None:
        """Like Django's; a kept connection that no longer answers is replaced first."""
        if self.connection is not None and not self.connection.is_fresh:
            self._freshen(self.connection)
        return super().open()

    def _freshen(self, connection: DotLatch) -> None:
        with suppress(OSError):
            connection.is_fresh = connection.noop()[0] == 250
        if not connection.is_fresh:
            self.close()

    def _send(self, email_message: EmailMessage) -> bool:
        try:
            return super()._send(email_message)  # type: ignore[misc]
        except smtplib.SMTPResponseException as error:
            # Only 4xx and 5xx are a no. What a server that lost its way says after the dot is not.
            if self._dot_written() and error.smtp_code // 100 not in (4, 5):
                raise AnswerLost(f"an unclear answer, {error.smtp_code}") from error
            raise
        except OSError as error:  # smtplib's own errors are OSErrors too
            if self._dot_written():
                raise AnswerLost(type(error.__context__ or error).__name__) from error
            raise

    def _dot_written(self) -> bool:
        return self.connection is not None and self.connection.dot_written

    def _close_connection(self, connection: smtplib.SMTP) -> None:
        """Saying goodbye may fail in any way it likes: the message has its answer by now."""
        with suppress(OSError):
            connection.quit()
        connection.close()
