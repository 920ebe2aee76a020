"""A real mail server on loopback that ends a conversation wherever it is told to."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, syntax

from cms.demo.processes import free_port


class Sink:
    """`mode` says what comes of each message:

    ok · later (451) · refuse (550 5.1.1 to RCPT) · refuse_content (554 5.7.1) · refuse_sender ·
    drop_before_data · drop_mid_data (after 354, unread) · drop_after_dot (accepted all the same) ·
    silent_after_dot (the same) · garbage_after_dot (the same) · drop_after_250
    """

    def __init__(self) -> None:
        self.mode = "ok"
        self.port = free_port()
        self.accepted: list[Any] = []
        self.envelopes: list[tuple[str, list[str]]] = []
        self.connections = 0

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802
        if self.mode == "refuse_sender":
            return "550 5.7.60 not your address"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if self.mode == "refuse":
            return f"550 5.1.1 no such mailbox {address}"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if self.mode == "later":
            return f"451 4.3.0 come back later, {envelope.rcpt_tos[0]}"
        if self.mode == "refuse_content":
            return "554 5.7.1 not wanted here"
        self.accepted.append(message_from_bytes(envelope.content, policy=policy.default))
        self.envelopes.append((envelope.mail_from, list(envelope.rcpt_tos)))
        if self.mode == "drop_after_dot":
            server.transport.abort()
        if self.mode == "silent_after_dot":
            await asyncio.Event().wait()
        return "what?" if self.mode == "garbage_after_dot" else "250 2.0.0 accepted"


class _Server(SMTP):
    """aiosmtpd's, with ends to a conversation that its handlers cannot make."""

    sink: Sink

    def connection_made(self, transport: Any) -> None:
        self.sink.connections += 1
        super().connection_made(transport)

    @syntax("DATA")
    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        mode = self.sink.mode  # as it was when the message came
        if mode == "drop_before_data":
            self.transport.abort()
            return
        if mode == "drop_mid_data":
            self.transport.pause_reading()
            await self.push("354 go on")
            await asyncio.sleep(0.2)  # until the network between us is full
            self.transport.abort()
            return
        await super().smtp_DATA(arg)
        if mode == "drop_after_250":
            await self._writer.drain()
            self.transport.close()


@contextmanager
def open_sink() -> Iterator[Sink]:
    sink = Sink()

    class Factory(Controller):
        def factory(self) -> SMTP:
            server = _Server(sink, enable_SMTPUTF8=False, timeout=5)
            server.sink = sink
            return server

    controller = Factory(sink, hostname="127.0.0.1", port=sink.port)
    controller.start()
    sink.connections = 0  # the controller's own, to see that it is up
    try:
        yield sink
    finally:
        controller.stop()
