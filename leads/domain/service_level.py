"""By when an advisor is to answer, and when to remind them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Self

from leads.domain.working_time import Calendar, add, between

REMIND_AFTER: Final = 0.5  # of the time there is
# An absence stretches the time by no more: the reader is waiting, and somebody else is there.
LONGEST_STRETCH: Final = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Clock:
    """Of one round of waiting for an answer."""

    remind_at: datetime
    due_at: datetime

    @classmethod
    def started(cls, calendar: Calendar, *, at: datetime, hours: int) -> Self:
        """`hours` of the advisor's working time from now on."""
        given = timedelta(hours=hours)
        usual = add(calendar.without_absences(), at, given)
        due_at = min(add(calendar, at, given), usual + LONGEST_STRETCH)
        return cls.until(calendar, at=at, due_at=due_at)

    @classmethod
    def until(cls, calendar: Calendar, *, at: datetime, due_at: datetime) -> Self:
        """A round that ends at a moment of its own, such as one the advisor named."""
        half = between(calendar, at, due_at) * REMIND_AFTER
        return cls(min(add(calendar, at, half), due_at), due_at)
