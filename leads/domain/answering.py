"""What an advisor can answer to an offer, and how long “not now” may be."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from leads.domain.working_time import Calendar, working_spans

LONGEST_POSTPONEMENT: Final = timedelta(days=7)  # from the offer: a lead does not wait for ever


class Answer(StrEnum):
    ACCEPT = "accept"
    DECLINE = "decline"
    NOT_NOW = "not_now"


def days_to_wait(calendar: Calendar, *, offered_at: datetime, after: datetime) -> list[datetime]:
    """Until when an answer can be put off: the end of each day at work that is left of the week.

    `after`: when it is due as yet, or now; nobody puts an answer off to an earlier time.
    """
    latest = offered_at + LONGEST_POSTPONEMENT
    ends: dict[object, datetime] = {}
    for _, end in working_spans(calendar, after):
        if end > latest:
            break
        if end > after:
            ends[end.astimezone(calendar.zone).date()] = end
    return list(ends.values())
