"""Working hours as people write them, read and written back in one spelling."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from leads.domain.working_time import DAY_MINUTES, Shift, Week

DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DASH: Final = r"\s*(?:[-–—]|to)\s*"
_TIME: Final = r"\d{1,2}(?:[:.]\d{2})?"
_DAY: Final = r"[A-Za-z]{3,9}"
_LINE: Final = re.compile(
    rf"(?P<days>{_DAY}(?:(?:{_DASH}|\s*,\s*){_DAY})*)\s*:?\s+(?P<times>\d.*)", re.IGNORECASE
)
_SHIFT: Final = re.compile(rf"({_TIME}){_DASH}({_TIME})", re.IGNORECASE)
_RANGE: Final = re.compile(rf"({_DAY}){_DASH}({_DAY})", re.IGNORECASE)


class HoursInvalid(ValueError):
    """What was written is no working hours; the message says what to write."""


def parse_hours(text: str) -> Week:
    """A line for some days and their shifts. Raises HoursInvalid."""
    days: dict[int, tuple[Shift, ...]] = {}
    for line in filter(None, (each.strip() for each in re.split(r"[\n;]", text))):
        named, shifts = _line(line)
        for day in named:
            if day in days:
                raise HoursInvalid(f"{DAYS[day]} is named twice. Write one line for it.")
            days[day] = shifts
    if not days:
        raise HoursInvalid("Write at least one line, such as “Mon–Fri 9:00–17:00”.")
    return Week(tuple(days.get(day, ()) for day in range(7)))


def write_hours(week: Week) -> str:
    """The same in one spelling; days with the same shifts in a row share a line."""
    lines = []
    day = 0
    while day < 7:
        last = day
        while last < 6 and week.days[last + 1] == week.days[day]:
            last += 1
        if week.days[day]:
            named = DAYS[day] if last == day else f"{DAYS[day]}–{DAYS[last]}"
            lines.append(f"{named} {', '.join(map(_written, week.days[day]))}")
        day = last + 1
    return "\n".join(lines)


def _line(line: str) -> tuple[list[int], tuple[Shift, ...]]:
    found = _LINE.fullmatch(line)
    if not found:
        raise HoursInvalid(f"“{line}” is not understood. Write it as “Mon–Fri 9:00–17:00”.")
    shifts = tuple(sorted(_shift(part) for part in found["times"].split(",")))
    for (_, end), (start, _) in pairwise(shifts):
        if start < end:
            raise HoursInvalid(f"Two of the times in “{line}” overlap.")
    return list(_days(found["days"])), shifts


def _days(text: str) -> Iterator[int]:
    for part in text.split(","):
        ends = _RANGE.fullmatch(part.strip())
        first, last = (_day(ends[1]), _day(ends[2])) if ends else (_day(part),) * 2
        if last < first:
            raise HoursInvalid(f"“{part.strip()}” runs backwards. A week begins on Monday.")
        yield from range(first, last + 1)


def _day(text: str) -> int:
    name = text.strip()[:3].capitalize()
    if name not in DAYS:
        raise HoursInvalid(
            f"“{text.strip()}” is no day. Write Mon, Tue, Wed, Thu, Fri, Sat or Sun."
        )
    return DAYS.index(name)


def _shift(text: str) -> Shift:
    found = _SHIFT.fullmatch(text.strip())
    if not found:
        raise HoursInvalid(f"“{text.strip()}” is no time of work. Write it as 9:00–17:00.")
    start, end = (_minute(part) for part in found.groups())
    if start >= end:
        raise HoursInvalid(f"“{text.strip()}” ends before it begins.")
    return start, end


def _minute(text: str) -> int:
    hours, _, minutes = text.replace(".", ":").partition(":")
    minute = int(hours) * 60 + int(minutes or 0)
    if int(minutes or 0) > 59 or minute > DAY_MINUTES:
        raise HoursInvalid(f"“{text}” is no time of day.")
    return minute


def _written(shift: Shift) -> str:
    return "–".join(f"{minute // 60}:{minute % 60:02}" for minute in shift)
