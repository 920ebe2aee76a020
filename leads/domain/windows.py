"""When mail may go: days of the week and hours of the clock on the reader's wall.

Clocks that change are taken as they are: an hour that is skipped has no moment in it, and of an
hour that comes twice the earlier moment counts first.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import StrEnum

WEEK = (0, 1, 2, 3, 4, 5, 6)  # Monday is 0
MIDNIGHT = 24 * 60
_HORIZON = 15  # days: a day and its hours may both be missing once, never twice running
_INSTANT = timedelta(microseconds=1)


class Unit(StrEnum):
    HOURS = "hours"  # that pass
    DAYS = "days"  # of the calendar: the same time on the clock


@dataclass(frozen=True, slots=True)
class Wait:
    amount: int = 0
    unit: Unit = Unit.DAYS


@dataclass(frozen=True, slots=True)
class Window:
    """On these days, from `opens` until before `closes`, in minutes since midnight."""

    opens: int = 0
    closes: int = MIDNIGHT
    days: tuple[int, ...] = WEEK

    @property
    def is_possible(self) -> bool:
        in_order = 0 <= self.opens < self.closes <= MIDNIGHT
        return in_order and bool(self.days) and set(self.days) <= set(WEEK)

    def within(self, other: "Window") -> "Window | None":
        """What both allow; None where that is nothing."""
        days = tuple(day for day in self.days if day in other.days)
        both = Window(max(self.opens, other.opens), min(self.closes, other.closes), days)
        return both if both.is_possible else None

    def holds(self, moment: datetime, zone: tzinfo) -> bool:
        local = moment.astimezone(zone)
        return (
            local.weekday() in self.days
            and self.opens <= local.hour * 60 + local.minute < self.closes
        )


ALWAYS = Window()
AT_ONCE = Wait()


def due(wait: Wait, window: Window, *, since: datetime, zone: tzinfo) -> datetime:
    """The first moment of the window once the wait is over, in UTC."""
    return first_moment(window, since=over(wait, since=since, zone=zone), zone=zone)


def over(wait: Wait, *, since: datetime, zone: tzinfo) -> datetime:
    """When the wait ends, in UTC. Raises ValueError for a time without zone."""
    if since.utcoffset() is None:
        raise ValueError("A time without a time zone does not say when it is.")
    if wait.unit is Unit.HOURS:
        return since.astimezone(UTC) + timedelta(hours=wait.amount)
    local = since.astimezone(zone)
    wall = local.replace(tzinfo=None) + timedelta(days=wait.amount)
    return next(_moments(wall.replace(fold=local.fold), zone))


def first_moment(window: Window, *, since: datetime, zone: tzinfo) -> datetime:
    """The first moment from `since` on that the window holds, in UTC.

    Raises ValueError for a window that never opens.
    """
    if not window.is_possible:
        raise ValueError("A window that never opens has no first moment.")
    start = since.astimezone(UTC)
    if window.holds(start, zone):
        return start
    today = start.astimezone(zone).date()
    for ahead in range(-1, _HORIZON):  # from the day before: a fold may reach back over midnight
        day = today + timedelta(days=ahead)
        found = [
            each
            for each in _openings(window, day, zone)
            if each >= start and window.holds(each, zone)
        ]
        if found:
            return min(found)
    raise ValueError("This window opens at no time of these two weeks.")


def _openings(window: Window, day: date, zone: tzinfo) -> Iterator[datetime]:
    wall = datetime.combine(day, datetime.min.time()) + timedelta(minutes=window.opens)
    for fold in (0, 1):
        yield from _moments(wall.replace(fold=fold), zone)


def _moments(wall: datetime, zone: tzinfo) -> Iterator[datetime]:
    """When the clock shows this; where that time is skipped, when the clock jumped over it."""
    moment = wall.replace(tzinfo=zone).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None, fold=0) == wall.replace(fold=0):
        yield moment
        return
    # In a gap the two readings of the wall enclose the jump.
    readings = sorted(wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    yield _jump(readings[0], readings[1], zone)


def _jump(before: datetime, after: datetime, zone: tzinfo) -> datetime:
    """The moment between these two at which the clock was set."""
    offset = before.astimezone(zone).utcoffset()
    while after - before > _INSTANT:
        middle = before + (after - before) / 2
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after
