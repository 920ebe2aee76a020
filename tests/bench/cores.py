"""Which core does what: one for all that is measured, another for whoever measures."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

CAN_PIN: Final = hasattr(os, "sched_setaffinity")
ALL: Final = (
    frozenset(os.sched_getaffinity(0)) if CAN_PIN else frozenset(range(os.cpu_count() or 1))
)
MEASURED: Final = min(ALL)
MEASURING: Final = max(ALL)


@contextmanager
def on(core: int) -> Iterator[None]:
    """What is started inside runs on this core, and so does what it starts."""
    if not CAN_PIN:
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def described() -> str:
    if not CAN_PIN or MEASURED == MEASURING:
        return "Nothing could be pinned to a core of its own"
    return (
        "Web, workers, database and broker share one core; what sends, receives and measures "
        "has another"
    )
