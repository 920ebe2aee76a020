"""How mail of one kind fares with those who receive it, and when sending more would harm the rest.

The large mailboxes of the world put senders away who are complained about: spam rates belong below
0.1 % and must never reach 0.3 % (Google's Email sender guidelines, support.google.com/mail/answer/
81126; Yahoo's sender hub says the same of 0.3 %). Of bounces, Amazon SES reviews an account at 5 %
and may stop it at 10 % (its developer guide, on reputation metrics).
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Final

WINDOW: Final = timedelta(days=30)
COMPLAINTS_BELOW: Final = Fraction(1, 1000)
COMPLAINTS_NEVER: Final = Fraction(3, 1000)
BOUNCES_BELOW: Final = Fraction(2, 100)
BOUNCES_NEVER: Final = Fraction(5, 100)
# Fewer say nothing of a rate; but so many complaints about a few mails are no chance.
FEWEST: Final = 1000
FEWEST_OF_BOUNCES: Final = 100
NO_CHANCE: Final = 3


class Level(StrEnum):
    WELL = "well"
    HIGH = "high"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Counts:
    """Of the messages that left in the window. `delivered`: the service has said so."""

    left: int = 0
    delivered: int = 0
    bounced: int = 0
    complained: int = 0

    @property
    def arrived(self) -> int:
        """At most: not every service reports deliveries, so it is what did not come back."""
        return self.left - self.bounced

    @property
    def delivery_rate(self) -> Fraction:
        return _share(self.delivered, self.left)

    @property
    def bounce_rate(self) -> Fraction:
        return _share(self.bounced, self.left)

    @property
    def complaint_rate(self) -> Fraction:
        return _share(self.complained, self.arrived)

    @property
    def complaints(self) -> Level:
        return _level(self.complaint_rate, COMPLAINTS_BELOW, COMPLAINTS_NEVER)

    @property
    def bounces(self) -> Level:
        return _level(self.bounce_rate, BOUNCES_BELOW, BOUNCES_NEVER)


def why_pause(counts: Counts) -> str:
    """Why nothing more of this kind should be sent, in words that name nobody; "" where it may.

    Before a limit is reached: where one complaint or one bounce more would reach it.
    """
    return _complained(counts) or _bounced(counts)


def _complained(counts: Counts) -> str:
    next_one = _share(counts.complained + 1, counts.arrived)
    is_next = bool(counts.complained) and next_one >= COMPLAINTS_NEVER and counts.left >= FEWEST
    reached = counts.complained >= NO_CHANCE and counts.complaint_rate >= COMPLAINTS_NEVER
    if not (is_next or reached):
        return ""
    return f"{counts.complained} of {counts.arrived} were marked as unwanted"


def _bounced(counts: Counts) -> str:
    next_one = _share(counts.bounced + 1, counts.left)
    if counts.bounced and next_one >= BOUNCES_NEVER and counts.left >= FEWEST_OF_BOUNCES:
        return f"{counts.bounced} of {counts.left} came back"
    return ""


def _share(part: int, whole: int) -> Fraction:
    return Fraction(part, whole) if whole > 0 else Fraction(0)


def _level(rate: Fraction, below: Fraction, never: Fraction) -> Level:
    if rate >= never:
        return Level.OVER
    return Level.HIGH if rate >= below else Level.WELL
