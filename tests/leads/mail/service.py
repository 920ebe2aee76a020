"""A mail service that speaks HTTP, on loopback, and answers as it is told."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

YES = {"Message": "OK", "MessageID": "service-1", "id": "service-1", "messageId": "service-1"}


class Service:
    """`status` and `body` are its answer; or it is `silent`, or `drops` the line unanswered."""

    def __init__(self) -> None:
        self.status = 200
        self.body: dict[str, Any] = YES
        self.silent = threading.Event()
        self.mode = "answer"
        self.requests: list[tuple[Any, dict[str, Any]]] = []
        self.url = ""


class Handler(BaseHTTPRequestHandler):
    service: Service

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        self.service.requests.append((self.headers, json.loads(self.rfile.read(length))))
        if self.service.mode == "silent":
            self.service.silent.wait(5)
        if self.service.mode != "answer":
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        answer = json.dumps(self.service.body).encode()
        self.send_response(self.service.status)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass


@contextmanager
def open_service() -> Iterator[Service]:
    service = Service()
    handler = type("Handler", (Handler,), {"service": service})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        service.url = f"http://127.0.0.1:{server.server_port}/"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield service
        finally:
            service.silent.set()
            server.shutdown()
            thread.join()
