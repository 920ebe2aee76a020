"""What a reader asked for on the preference page, and what it makes of limits and sequences."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from leads.domain.caps import WEEK, Limits

NOT_WANTED: Final = "the reader asked for other mails only"


@dataclass(frozen=True, slots=True)
class Preferences:
    """`only`: the sequences still welcome, by id; None where all are."""

    weekly: bool = False
    only: frozenset[int] | None = None

    def narrowed(self, limits: Limits) -> Limits:
        """The house's limits, or fewer; never more."""
        return replace(limits, per_day=1, per_week=1) if self.weekly else limits

    def welcomes(self, sequence: int) -> bool:
        return self.only is None or sequence in self.only

    def too_many(self, recent: Iterable[datetime], *, now: datetime) -> bool:
        """Whether one mail more would be the second of a week, where one was asked for."""
        return self.weekly and any(moment > now - WEEK for moment in recent)


ALL_OF_IT: Final = Preferences()


def strictest(asked: Iterable[Preferences]) -> Preferences:
    """Of one person who said it under several addresses: whatever any of them asked for."""
    weekly, only = False, None
    for each in asked:
        weekly = weekly or each.weekly
        if each.only is not None:
            only = each.only if only is None else only & each.only
    return Preferences(weekly, only)
