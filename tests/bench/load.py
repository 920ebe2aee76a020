"""A client that asks faster than a server answers: some connections, kept open, one thread."""

import contextlib
import selectors
import socket
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

END_OF_HEAD = b"\r\n\r\n"
LAST_CHUNK = b"0\r\n\r\n"
NO_BODY = frozenset({204, 304})


class Unexpected(Exception):
    """The server said something else than what is measured."""


@dataclass(slots=True)
class Answers:
    """Seconds each request took, and how long all of them did."""

    seconds: float = 0.0
    each: list[float] = field(default_factory=list)
    body: bytes = b""  # of the last one

    @property
    def rate(self) -> float:
        return len(self.each) / self.seconds

    def quantile(self, part: float) -> float:
        return sorted(self.each)[min(int(len(self.each) * part), len(self.each) - 1)]


def request(
    path: str, *, method: str = "GET", body: bytes = b"", headers: dict[str, str] | None = None
) -> bytes:
    """One request as it goes over the wire."""
    said = {"Host": "127.0.0.1", **(headers or {})}
    if method == "POST":
        said["Content-Length"] = str(len(body))
    head = "".join(f"{name}: {value}\r\n" for name, value in said.items())
    return f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body


class _Line:
    """One kept connection, with one request under way."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.began = 0.0
        self.received = b""

    def ask(self, wire: bytes) -> None:
        self.received = b""
        self.began = time.perf_counter()
        self.socket.sendall(wire)

    def take(self) -> bytes | None:
        """The whole answer, once it is here."""
        piece = self.socket.recv(1 << 18)
        if not piece:
            raise Unexpected(f"The server hung up after {self.received[:200]!r}")
        self.received += piece
        return self.received if _is_whole(self.received) else None


def _is_whole(received: bytes) -> bool:
    head, found, body = received.partition(END_OF_HEAD)
    if not found:
        return False
    if status_of(received) in NO_BODY:
        return True
    _, named, rest = head.lower().partition(b"content-length:")
    if named:
        return len(body) >= int(rest.split(b"\r\n", 1)[0])
    return body.endswith(LAST_CHUNK)


def status_of(answer: bytes) -> int:
    return int(answer[9:12])


def drive(
    port: int, wires: Iterable[bytes], *, status: int, seconds: float, connections: int = 8
) -> Answers:
    """Ask for as long as there are requests and time. Raises Unexpected for another status."""
    answers, left = Answers(), iter(wires)
    began = time.perf_counter()
    with contextlib.ExitStack() as opened:
        lines = opened.enter_context(selectors.DefaultSelector())
        for _ in range(connections):
            line = _Line(port)
            opened.enter_context(line.socket)
            lines.register(line.socket, selectors.EVENT_READ, line)
            line.ask(next(left))
        while lines.get_map():
            for key, _ in lines.select():
                _took(key.data, answers, status)
                if key.data.received:
                    continue  # half an answer
                wire = next(left, None) if time.perf_counter() - began < seconds else None
                if wire is None:
                    lines.unregister(key.data.socket)
                else:
                    key.data.ask(wire)
    answers.seconds = time.perf_counter() - began
    return answers


def _took(line: _Line, answers: Answers, status: int) -> None:
    answer = line.take()
    if answer is None:
        return
    if status_of(answer) != status:
        raise Unexpected(answer[:2000].decode(errors="replace"))
    answers.each.append(time.perf_counter() - line.began)
    answers.body = answer.partition(END_OF_HEAD)[2]
    line.received = b""


def ask(port: int, wire: bytes) -> bytes:
    """One answer, whole, over a connection of its own."""
    line = _Line(port)
    line.ask(wire)
    while (answer := line.take()) is None:
        pass
    line.socket.close()
    return answer


def steadily(port: int, wires: Iterable[bytes], *, a_second: float, status: int) -> Iterator[float]:
    """When each request was begun (wall clock), at a steady pace over one connection."""
    line, due = _Line(port), time.perf_counter()
    for wire in wires:
        time.sleep(max(0.0, due - time.perf_counter()))
        due += 1 / a_second
        at = time.time()
        line.ask(wire)
        while (answer := line.take()) is None:
            pass
        if status_of(answer) != status:
            raise Unexpected(answer[:2000].decode(errors="replace"))
        yield at
    line.socket.close()
