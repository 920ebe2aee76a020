"""The seal of a form: where a draft's id, its rubric and the time it began come from.

What looks automated (leads/domain/spam.py) is stored, flagged, and not followed up; whoever sent it
is answered as all are.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Self
from uuid import UUID, uuid4

from django.core import signing

SALT: Final = "lanewise.form"


@dataclass(frozen=True, slots=True)
class Seal:
    """Which form this is, which rubric it shows (its content hash), and since when."""

    id: UUID
    rubric: str
    rendered_at: datetime

    @classmethod
    def new(cls, rubric: str, *, now: datetime) -> Self:
        return cls(uuid4(), rubric, now)

    def signed(self) -> str:
        said = [str(self.id), self.rubric, self.rendered_at.timestamp()]
        return signing.dumps(said, salt=SALT)

    @classmethod
    def opened(cls, text: str) -> Self | None:
        """None for what we did not sign. A seal does not expire: a form may wait for days."""
        try:
            form_id, rubric, seconds = signing.loads(text, salt=SALT)
        except (signing.BadSignature, ValueError):
            return None
        return cls(UUID(form_id), rubric, datetime.fromtimestamp(seconds, UTC))

    def renewed(self) -> Self:
        """The same of a form of its own."""
        return type(self)(uuid4(), self.rubric, self.rendered_at)
