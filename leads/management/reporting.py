"""How a long command reports: one JSON object, written as it is found, and progress beside it."""

import json
import time
from collections.abc import Iterable
from typing import Any, Final

EVERY: Final = 0.5  # seconds between two signs of progress, where somebody watches
EVERY_LOGGED: Final = 10.0  # and where they are lines of a log


class JsonObject:
    """One JSON object, written piece by piece: its lists need not fit in memory."""

    def __init__(self, out: Any) -> None:
        self._out = out
        self._lead = "{"

    def entry(self, name: str, value: Any) -> None:
        self._write(f"{self._named(name)}{json.dumps(value)}")

    def items(self, name: str, values: Iterable[Any]) -> None:
        self._write(f"{self._named(name)}[")
        for at, value in enumerate(values):
            self._write(f"{', ' if at else ''}{json.dumps(value)}")
        self._write("]")

    def close(self) -> None:
        self._write("}\n" if self._lead == ", " else "{}\n")

    def _named(self, name: str) -> str:
        lead, self._lead = self._lead, ", "
        return f"{lead}{json.dumps(name)}: "

    def _write(self, text: str) -> None:
        self._out.write(text, ending="")


class Progress:
    """Says how far it is: on one line where somebody watches, else now and then on a new one."""

    def __init__(self, out: Any, *, total: int, noun: str) -> None:
        self._out, self._total, self._noun = out, total, noun
        self._watched = out.isatty()
        self._began = self._said = time.monotonic()

    def at(self, done: int) -> None:
        every = EVERY if self._watched else EVERY_LOGGED
        if time.monotonic() - self._said >= every:
            self._said = time.monotonic()
            self._say(f"{done:,} of {self._total:,} {self._noun}", last=False)

    def done(self, done: int) -> float:
        """The last line. Returns the seconds it took."""
        seconds = time.monotonic() - self._began
        self._say(f"{done:,} {self._noun} in {seconds:.1f} s", last=True)
        return seconds

    def _say(self, text: str, *, last: bool) -> None:
        line = f"\r\x1b[K{text}" if self._watched else text
        self._out.write(line, ending="" if self._watched and not last else "\n")
        self._out.flush()
