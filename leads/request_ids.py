"""The id of one request, carried along by all that it causes: web, outbox, handlers, mail.

Every log line bears the id of what it belongs to. It is made at random, or taken from the proxy in
front, and says nothing about anybody. Bound to the thread that works; work that is owed keeps it in
its outbox row, and so does the work that comes of it.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final
from uuid import uuid4

LONGEST: Final = 64
VALID: Final = re.compile(rf"[A-Za-z0-9_-]{{16,{LONGEST}}}")  # no address, no path, no line break

_current: ContextVar[str] = ContextVar("request_id", default="")


def current() -> str:
    """The id of what this thread is doing; empty where nothing began it."""
    return _current.get()


def made() -> str:
    return uuid4().hex


def taken(claimed: str) -> str:
    """The id that a proxy gave this request, as far as it can be one; else a new one."""
    return claimed if VALID.fullmatch(claimed) else made()


@contextmanager
def bound(request_id: str) -> Iterator[None]:
    """What is done inside belongs to this request."""
    before = _current.set(request_id)
    try:
        yield
    finally:
        _current.reset(before)
