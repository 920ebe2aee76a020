"""A mail server that misbehaves on command, and remembers every copy it took."""

import socket
import socketserver
import threading
import time
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, Literal

type Mode = Literal["ok", "4xx", "5xx", "hang", "midway", "after_dot", "after_250"]
HANGS = 30.0  # seconds; longer than any client waits


@dataclass(frozen=True, slots=True)
class Copy:
    """One mail the server took responsibility for, whether or not it could say so."""

    message_id: str
    to: str
    words: str
    at: float


class Sink(socketserver.ThreadingTCPServer):
    """`midway` drops the line within the message, `after_dot` takes it and drops before the 250,
    `after_250` drops after it. `refused` names what got a 5xx."""

    allow_reuse_address = daemon_threads = True
    request_queue_size = 128

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.mode: Mode = "ok"
        self.copies: list[Copy] = []
        self.refused: set[str] = set()
        self.port: int = self.server_address[1]
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self.shutdown()
        self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Lines that break are what this server is for."""


class _Session(socketserver.StreamRequestHandler):
    server: Sink

    def handle(self) -> None:
        self._say("220 sink")
        while line := self.rfile.readline():
            verb = line[:4].upper().strip()
            if verb == b"DATA":
                if not self._data():
                    return
            elif verb == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 sink")

    def _data(self) -> bool:
        """Whether the line stays open."""
        mode = self.server.mode
        self._say("354 go on")
        if mode == "midway":
            self.rfile.readline()
            return False
        mail = self._read_message()
        if mail is None:
            return False
        return self._answer(mode, mail)

    def _answer(self, mode: Mode, mail: EmailMessage) -> bool:
        if mode == "hang":
            time.sleep(HANGS)
            return False
        if mode == "4xx":
            self._say("451 4.3.0 come back later")
            return True
        if mode == "5xx":
            self.server.refused.add(str(mail["Message-ID"]))
            self._say("554 5.7.1 not today")
            return True
        self.server.copies.append(_copy(mail))
        if mode == "after_dot":
            return False
        self._say("250 2.0.0 accepted")
        return mode != "after_250"

    def _read_message(self) -> EmailMessage | None:
        """None where the line ended before the dot."""
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return None
            lines.append(line[1:] if line.startswith(b"..") else line)
        mail: Any = message_from_bytes(b"".join(lines), policy=policy.default)
        return mail

    def _say(self, text: str) -> None:
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.wfile.write(f"{text}\r\n".encode())


def _copy(mail: EmailMessage) -> Copy:
    part = mail.get_body(("plain",))
    words = f"{mail['Subject']}\n{part.get_content() if part else ''}"
    return Copy(str(mail["Message-ID"]), str(mail["To"]), words, time.time())
