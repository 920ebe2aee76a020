"""Time that counts: the hours in which somebody works, in their own time zone, absences left out.

Hours are written on the clock of the wall and measured as they pass. On the night when clocks
change a shift is an hour longer or shorter than it says. A time that the wall shows twice is the
first of the two, and one that it skips is as long after midnight as if nothing had been skipped:
the rule of RFC 5545, 3.3.5.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

DAY_MINUTES: Final = 24 * 60
# No wait is longer, whatever the calendar says: somebody with no hour left in a year has none.
HORIZON: Final = timedelta(days=366)
NOTHING: Final = timedelta(0)
_A_DAY: Final = timedelta(days=1)

type Span = tuple[datetime, datetime]
type Shift = tuple[int, int]  # minutes after midnight


@dataclass(frozen=True, slots=True)
class Week:
    """The shifts of each day, Monday first; in order and apart."""

    days: tuple[tuple[Shift, ...], ...]

    def __post_init__(self) -> None:
        if len(self.days) != 7:
            raise ValueError("A week has seven days.")
        if not any(self.days):
            raise ValueError("A week without an hour of work never ends a wait.")
        for shifts in self.days:
            bounds = [minute for shift in shifts for minute in shift]
            rising = all(start < end for start, end in shifts)
            within = not bounds or (bounds[0] >= 0 and bounds[-1] <= DAY_MINUTES)
            if not rising or bounds != sorted(bounds) or not within:
                raise ValueError(f"The shifts {shifts} overlap, or leave the day.")


OFFICE_HOURS: Final = Week((((9 * 60, 17 * 60),),) * 5 + ((), ()))


@dataclass(frozen=True, slots=True)
class Calendar:
    """When somebody works. `absences` are moments with a time zone, in any order."""

    zone: ZoneInfo
    week: Week = OFFICE_HOURS
    absences: tuple[Span, ...] = ()

    def without_absences(self) -> "Calendar":
        return Calendar(self.zone, self.week)


def is_working(calendar: Calendar, moment: datetime) -> bool:
    start, _ = next(working_spans(calendar, moment), (None, None))
    return start == moment.astimezone(UTC)


def add(calendar: Calendar, moment: datetime, worked: timedelta) -> datetime:
    """When so much working time has passed since `moment`, in UTC; at most HORIZON later.

    No time at all is the moment itself, at work or not.
    """
    latest = moment.astimezone(UTC) + HORIZON
    left = worked
    if left <= NOTHING:
        return moment.astimezone(UTC)
    for start, end in working_spans(calendar, moment):
        if end - start >= left:
            return min(start + left, latest)
        left -= end - start
    return latest


def between(calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    """The working time from `start` to `end`, of HORIZON at most; none where `end` comes first."""
    total = NOTHING
    for opened, closed in working_spans(calendar, start):
        if opened >= end:
            break
        total += min(closed, end) - opened
    return total


def end_of_work(calendar: Calendar, day: date) -> datetime:
    """When the last shift of the day ends; of a day off, when the day itself does."""
    midnight = _moment(day, DAY_MINUTES, calendar.zone)
    ends = [end for _, end in _shifts(calendar, _moment(day, 0, calendar.zone), last=day)]
    return max((end for end in ends if end <= midnight), default=midnight)


def first_of_day(calendar: Calendar, after: datetime) -> datetime | None:
    """When the first shift of a day begins, the next time after `after`; None within a year."""
    day = after.astimezone(calendar.zone).date()
    seen: set[date] = set()
    for start, _ in working_spans(calendar, _moment(day, 0, calendar.zone)):
        of = start.astimezone(calendar.zone).date()
        if of not in seen and start > after:
            return start
        seen.add(of)
    return None


def working_spans(calendar: Calendar, moment: datetime) -> Iterator[Span]:
    """What is left of each shift from `moment` on, in UTC, in order, until HORIZON.

    Raises ValueError for a time without zone.
    """
    if moment.utcoffset() is None:
        raise ValueError("A time without a time zone does not say when it is.")
    begun = moment.astimezone(UTC)
    away = sorted((start.astimezone(UTC), end.astimezone(UTC)) for start, end in calendar.absences)
    for start, end in _shifts(calendar, begun):
        for present in _without((max(start, begun), end), away):
            begun = present[1]  # a shift that the change of clocks makes overlap counts once
            yield present


def _shifts(calendar: Calendar, begun: datetime, last: date | None = None) -> Iterator[Span]:
    """Every shift that ends after `begun`, from the day before: one may reach past midnight UTC."""
    day = begun.astimezone(calendar.zone).date() - _A_DAY
    last = last or day + HORIZON
    while day <= last:
        for start, end in calendar.week.days[day.weekday()]:
            opened, closed = (_moment(day, minute, calendar.zone) for minute in (start, end))
            if closed > begun:
                yield opened, closed
        day += _A_DAY


def _moment(day: date, minute: int, zone: ZoneInfo) -> datetime:
    days, minute = divmod(minute, DAY_MINUTES)  # midnight at the end of a day is the next day's
    wall = datetime.combine(day + days * _A_DAY, time(minute // 60, minute % 60), zone)
    return wall.astimezone(UTC)


def _without(span: Span, away: list[Span]) -> Iterator[Span]:
    start, end = span
    for gone, back in away:
        if gone >= end:
            break
        if start < gone:
            yield start, gone
        start = max(start, back)
    if start < end:
        yield start, end
