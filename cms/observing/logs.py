"""How a log line looks, and what it must not show: no person, and no token that opens a link."""

import json
import logging
import os
import re
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Final

from leads import request_ids

# The API's own addresses of an assessment hold no token.
TOKEN = re.compile(
    r"(/(?:results|unsubscribe|confirm|preferences|drafts)/|(?<!/admin)/leads/"
    r"|(?<!/v1)/assessments/[^/\s]+/|[?&]token=)[^/\s&\"]+"
)
# What our own lines say besides their sentence; each is a word of ours, a number or a route.
FACTS: Final = (
    *("method", "path", "status", "ms"),
    *("outbox", "topic", "attempt"),
    *("delivery", "kind", "outcome"),
)

type ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


class WithoutTokens(logging.Filter):
    """Django writes the path of a request that broke; of a private link it keeps the beginning."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = TOKEN.sub(r"\1…", record.getMessage()), None
        return True


class Lines(logging.Formatter):
    """For a person who reads along. Unless it is `frank`, an exception's own words are left out:
    they may quote a person, as the database does."""

    def __init__(self, *, frank: bool = False) -> None:
        super().__init__("{asctime} {levelname} {name} {message}", style="{")
        self.frank = frank

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 (logging's own name)
        line = super().formatMessage(record)
        request_id = request_ids.current()
        return f"{line} [{request_id}]" if request_id else line

    def formatException(self, ei: Any) -> str:  # noqa: N802
        return super().formatException(ei) if self.frank else wordless(ei)


class JsonLines(logging.Formatter):
    """For a program that collects: one JSON object a line, with the request it belongs to."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": request_ids.current(),
            "process": os.getpid(),
        }
        line |= {name: getattr(record, name) for name in FACTS if hasattr(record, name)}
        if record.exc_info and record.exc_info[0]:
            line["exception"] = wordless(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def wordless(exc_info: ExcInfo) -> str:
    """A traceback without what the exceptions say: their kinds, and the places they came from."""
    _, error, _ = exc_info
    return "\n".join(_places(error))


def _places(error: BaseException) -> Iterator[str]:
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        yield from _places(cause)
    for frame in traceback.extract_tb(error.__traceback__):
        yield f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}'
    yield type(error).__qualname__
