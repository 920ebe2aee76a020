"""A mail server that answers as it is told, and keeps what it accepted."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from cms.demo.processes import free_port

logging.getLogger("mail.log").setLevel(logging.WARNING)  # it quotes every line of the wire


class Mailbox:
    """`mode`: ok, later (451), refuse (550), drop_after_dot (accepted, and the line goes dead)."""

    def __init__(self) -> None:
        self.mode = "ok"
        self.port = free_port()
        self.accepted: list[EmailMessage] = []
        self.times = 10_000  # how often `mode` applies before it is "ok" again

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}?tls=false"

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.accepted if address in str(mail["To"])]

    def misbehave(self, mode: str, *, times: int) -> None:
        self.mode, self.times = mode, times

    async def handle_DATA(  # noqa: N802 (aiosmtpd calls it so)
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        mode = self._next_mode()
        if mode == "later":
            return "451 4.3.0 come back later"
        if mode == "refuse":
            return "550 5.1.1 no such mailbox"
        mail: Any = message_from_bytes(bytes(envelope.content or b""), policy=policy.default)
        self.accepted.append(mail)
        if mode == "drop_after_dot":
            transport: Any = server.transport
            transport.abort()
        return "250 2.0.0 accepted"

    def _next_mode(self) -> str:
        if self.mode != "ok" and self.times <= 0:
            self.mode = "ok"
        self.times -= 1
        return self.mode


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()
