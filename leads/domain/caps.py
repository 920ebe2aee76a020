"""How much mail one person gets, and when: send it now, later, or not at all.

What a reader asked for (results) and what advisors need (briefs) is not counted here and never
waits. Everything else is: a few a day, a few a week, none in the quiet hours. Where more is due
than may go, the most important sequence goes first, then what has been due longest.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from leads.domain.windows import Window, first_moment

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
PATIENCE = timedelta(days=14)  # what could not go for so long has lost its occasion

NEVER_OPEN = "its hours lie within the quiet hours"
TOO_LATE = "other mail came first for two weeks"


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one person's mail. `waking`: outside the quiet hours, on the clock of `zone`."""

    per_day: int
    per_week: int
    waking: Window
    zone: tzinfo


@dataclass(frozen=True, slots=True)
class Send:
    pass


@dataclass(frozen=True, slots=True)
class Postpone:
    until: datetime


@dataclass(frozen=True, slots=True)
class Skip:
    reason: str


type Verdict = Send | Postpone | Skip


@dataclass(frozen=True, slots=True, order=True)
class Claim:
    """One message that is due: 1 is the most important; `key` decides between equals."""

    priority: int
    due: datetime
    key: str


def decide(
    claim: Claim,
    *,
    window: Window,
    recent: Iterable[datetime],
    others: Iterable[Claim],
    limits: Limits,
    now: datetime,
) -> Verdict:
    """What becomes of a message that is due.

    `recent`: when the person was last written to. `others`: what else is due for them now.
    """
    open_ = window.within(limits.waking)
    if open_ is None:
        return Skip(NEVER_OPEN)
    if now - claim.due > PATIENCE:
        return Skip(TOO_LATE)
    ahead = sum(other < claim for other in others)
    free = _free_from(sorted(recent), ahead=ahead, limits=limits, now=now)
    moment = first_moment(open_, since=free, zone=limits.zone)
    return Send() if moment <= now else Postpone(moment)


def _free_from(recent: list[datetime], *, ahead: int, limits: Limits, now: datetime) -> datetime:
    """From when there is room under both caps, after those ahead have gone too.

    Those ahead count as sent now: the estimate is asked again when its time has come.
    """
    taken = [*recent, *[now] * ahead]
    moments = [now]
    for most, span in ((limits.per_day, DAY), (limits.per_week, WEEK)):
        within = [moment for moment in taken if moment > now - span]
        if len(within) >= most:
            moments.append(within[len(within) - most] + span)
    return max(moments)
