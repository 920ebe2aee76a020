"""A TCP proxy that misbehaves on command: between every process and what it depends on."""

import socket
import struct
import threading
import time
from contextlib import suppress
from typing import Literal

type Mode = Literal["pass", "refuse", "hole", "reset", "delay", "cut"]
CHUNK = 65_536
LATE = 0.1  # seconds each chunk waits in mode `delay`


class Proxy:
    """`pass`; `refuse`: nobody listens, open lines end; `hole`: takes connections and says nothing;
    `reset`: RST to all; `delay`: every chunk comes late; `cut`: a line ends after `after` bytes."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._mode: Mode = "pass"
        self._after = 0
        self._lines: set[socket.socket] = set()
        self._listener = self._listen(0)
        self.port: int = self._listener.getsockname()[1]

    def set(self, mode: Mode, *, after: int = 0) -> None:
        """From now on; `refuse` and `reset` end the lines that are open, as leaving `hole` does."""
        before, self._mode, self._after = self._mode, mode, after
        if mode == "refuse":
            self._stop_listening()
        elif before == "refuse":
            self._listener = self._listen(self.port)
        if mode in ("refuse", "reset") or before == "hole":
            self._end_all()

    def stop(self) -> None:
        self._stop_listening()
        self._end_all()

    def _listen(self, port: int) -> socket.socket:
        listener = socket.create_server(("127.0.0.1", port), backlog=128)
        threading.Thread(target=self._accept, args=[listener], daemon=True).start()
        return listener

    def _stop_listening(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # wakes the thread that accepts
        self._listener.close()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                near = listener.accept()[0]
            except OSError:
                return
            self._lines.add(near)
            if self._mode == "reset":
                self._end(near)
            elif self._mode != "hole":
                self._join(near)

    def _join(self, near: socket.socket) -> None:
        try:
            far = socket.create_connection(("127.0.0.1", self._target), timeout=5)
        except OSError:
            self._end(near)
            return
        far.settimeout(None)
        self._lines.add(far)
        for pair in ((near, far), (far, near)):
            threading.Thread(target=self._pump, args=pair, daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        passed = 0
        with suppress(OSError):
            while chunk := source.recv(CHUNK):
                while self._mode == "hole":
                    time.sleep(0.02)
                if self._mode == "delay":
                    time.sleep(LATE)
                if self._mode == "cut" and passed + len(chunk) > self._after:
                    sink.sendall(chunk[: max(self._after - passed, 0)])
                    break
                sink.sendall(chunk)
                passed += len(chunk)
        self._end(source)
        self._end(sink)

    def _end_all(self) -> None:
        for line in list(self._lines):
            self._end(line)

    def _end(self, line: socket.socket) -> None:
        self._lines.discard(line)
        with suppress(OSError):
            if self._mode == "reset":
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            else:
                line.shutdown(socket.SHUT_RDWR)
        line.close()
