"""What looks automated: a field no person sees was filled, or the answers came back too soon."""

from datetime import datetime, timedelta
from typing import Final

QUICKEST: Final = timedelta(seconds=3)  # nobody reads the questions, let alone answers, in less
TRAPPED: Final = "trap filled"


def flag_for(*, began: datetime, now: datetime) -> str:
    """Why it looks automated, as stored; "" for what looks like a person. `began`: when the first
    step was shown, however many steps there were."""
    return "too quick" if now - began < QUICKEST else ""
