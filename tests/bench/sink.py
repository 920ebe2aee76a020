"""A mail server that takes everything at once and remembers what came when, by Message-ID."""

import re
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

MESSAGE_ID = re.compile(rb"^message-id:\s*(\S+)", re.IGNORECASE | re.MULTILINE)


class Sink(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.arrived: dict[str, float] = {}  # wall clock, at the moment of our yes

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}?tls=false"

    def wait_for(self, count: int, *, seconds: float) -> bool:
        ends = time.monotonic() + seconds
        while len(self.arrived) < count and time.monotonic() < ends:
            time.sleep(0.002)
        return len(self.arrived) >= count


class _Session(socketserver.StreamRequestHandler):
    server: Sink
    disable_nagle_algorithm = True

    def handle(self) -> None:
        self.wfile.write(b"220 sink\r\n")
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                self._take()
            elif verb == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            else:
                self.wfile.write(b"250 sink\r\n")

    def _take(self) -> None:
        self.wfile.write(b"354 go on\r\n")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        found = MESSAGE_ID.search(b"".join(lines))
        self.server.arrived[found[1].decode() if found else str(len(lines))] = time.time()
        self.wfile.write(b"250 taken\r\n")


@contextmanager
def sink() -> Iterator[Sink]:
    with Sink() as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()
