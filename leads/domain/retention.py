"""How long each kind of personal data is kept, and since when what is older has to go."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Periods:
    """In days; None keeps for ever, until somebody asks. Each counts from what it names.

    `submissions`: since they were sent. `mail_words`: subject and text of a message, since it was
    planned; of a mail to us, since it came. `webhook_data`: what other systems were told, since it
    happened. `finished_work`: rows of the outbox, since they were done; they hold no personal data,
    and only take room.
    """

    submissions: int | None = 730
    mail_words: int | None = 180
    webhook_data: int | None = 30
    finished_work: int | None = 90

    def __post_init__(self) -> None:
        for name in self.__slots__:
            days = getattr(self, name)
            if days is not None and days < 1:
                raise ValueError(f"{name}: a day is the least.")

    def before(self, name: str, *, now: datetime) -> datetime | None:
        """What is older than this goes; None: nothing does."""
        days: int | None = getattr(self, name)
        return None if days is None else now - timedelta(days=days)
