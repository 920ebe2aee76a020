"""Places where a test may make this process die, to prove that dying there costs nothing.

FAIL_POINT=name:DIRECTORY arms one: the first process to pass it leaves a file in DIRECTORY and
kills itself with SIGKILL; everybody after that passes. Unset, as it is everywhere but in fault
tests, a fail point does nothing.
"""

import os
import signal
from pathlib import Path
from typing import Literal

from django.conf import settings

type FailPoint = Literal["after_claim", "before_commit", "before_wire", "after_250"]


def fail_point(name: FailPoint) -> None:
    """Die here, once, if this fail point is armed."""
    armed, _, directory = settings.FAIL_POINT.partition(":")
    if armed != name or not _first_to_pass(Path(directory) / name):
        return
    os.kill(os.getpid(), signal.SIGKILL)


def _first_to_pass(marker: Path) -> bool:
    try:
        marker.touch(exist_ok=False)
    except FileExistsError:
        return False
    return True
