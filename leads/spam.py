"""What looks automated: a field no person sees was filled, or the form came back too soon.

Such a submission is stored, flagged, and not followed up; whoever sent it is answered as all are.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Self

from django.core import signing

QUICKEST: Final = timedelta(seconds=3)  # nobody reads a form, let alone fills it in, in less
SALT: Final = "lanewise.form"


@dataclass(frozen=True, slots=True)
class Seal:
    """What a form says of itself: which rubric it shows (its content hash), and since when."""

    rubric: str
    rendered_at: datetime

    def signed(self) -> str:
        return signing.dumps([self.rubric, self.rendered_at.timestamp()], salt=SALT)

    @classmethod
    def opened(cls, text: str) -> Self | None:
        """None for what we did not sign. A seal does not expire: a form may wait for days."""
        try:
            rubric, seconds = signing.loads(text, salt=SALT)
        except signing.BadSignature:
            return None
        return cls(rubric, datetime.fromtimestamp(seconds, UTC))


def flag(*, trap: str, rendered_at: datetime, now: datetime) -> str:
    """Why it looks automated, as stored with the submission; "" for what looks like a person."""
    if trap:
        return "trap filled"
    return "too quick" if now - rendered_at < QUICKEST else ""
