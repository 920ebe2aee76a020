"""A shared cache on loopback: it writes down what it is told to forget, and answers as told."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class SharedCache:
    def __init__(self) -> None:
        self.status = 200
        self.told: list[tuple[str, str, str]] = []  # (method, host, path)
        self.url = ""

    def purged(self) -> set[str]:
        """The paths it was told to forget; and forgets that it was told."""
        paths = {path for method, _, path in self.told if method == "PURGE"}
        self.told.clear()
        return paths


class Handler(BaseHTTPRequestHandler):
    cache: SharedCache
    protocol_version = "HTTP/1.1"

    def do_PURGE(self) -> None:
        self.cache.told.append((self.command, self.headers["Host"], self.path))
        self.send_response(self.cache.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_BAN = do_PURGE  # noqa: N815

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass


@contextmanager
def open_cache() -> Iterator[SharedCache]:
    cache = SharedCache()
    handler = type("Handler", (Handler,), {"cache": cache})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        cache.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield cache
        finally:
            server.shutdown()
            thread.join()
