"""A day as people write it in a mail, read in their own time zone and checked."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import dateparser

FARTHEST: Final = timedelta(days=366)
LANGUAGES: Final = ("en", "de", "fr", "es", "it")
LONGEST: Final = 60  # characters of a date
_WEEKDAYS: Final = {
    name: number
    for number, names in enumerate(
        (
            "mon monday montag lundi",
            "tue tues tuesday dienstag mardi",
            "wed wednesday mittwoch mercredi",
            "thu thur thurs thursday donnerstag jeudi",
            "fri friday freitag vendredi",
            "sat saturday samstag samedi",
            "sun sunday sonntag dimanche",
        )
    )
    for name in names.split()
}
_WEEKDAY: Final = re.compile(r"(?:(?:on|next|this|am|le|the)\s+)?([a-z]+)\.?", re.IGNORECASE)
_TIME: Final = re.compile(r"\d{1,2}[:.]\d{2}(?!\d|\.)|\b\d{1,2}\s*[ap]\.?m\b", re.IGNORECASE)
# “Thursday 3 December”: the number says more than the name, which may not even fit.
_NAMED: Final = re.compile(r"^(?:on|the|am|le)?\s*[a-zäöüéû]+day,?\s+(?=.*\d)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Moment:
    """A day on the wall, and the hour where one was named."""

    day: date
    at: time | None
    zone: ZoneInfo

    @property
    def begins(self) -> datetime:
        return datetime.combine(self.day, self.at or time(), self.zone)

    @property
    def day_after(self) -> datetime:
        return datetime.combine(self.day + timedelta(days=1), time(), self.zone)


def read_date(text: str, *, now: datetime, zone: ZoneInfo) -> Moment | None:
    """The next day these words can mean, after today; None where they mean none within a year."""
    words = " ".join(text.split()).strip(" .,;!()")
    today = now.astimezone(zone)
    if not words or len(words) > LONGEST or words.isdecimal():
        return None
    named = _WEEKDAY.fullmatch(words)
    if named and named[1].lower() in _WEEKDAYS:
        ahead = (_WEEKDAYS[named[1].lower()] - today.weekday()) % 7 or 7
        return Moment(today.date() + timedelta(days=ahead), None, zone)
    found = _parsed(_NAMED.sub("", words), today)
    if found is None:
        return None
    moment = Moment(found.date(), found.time() if _TIME.search(words) else None, zone)
    return moment if today < moment.begins <= today + FARTHEST else None


def _parsed(words: str, today: datetime) -> datetime | None:
    settings = {
        "RELATIVE_BASE": today.replace(tzinfo=None),
        "PREFER_DATES_FROM": "future",
        "DATE_ORDER": "DMY",
        "REQUIRE_PARTS": ["day"],
        "RETURN_AS_TIMEZONE_AWARE": False,
    }
    found: datetime | None = dateparser.parse(
        words,
        languages=list(LANGUAGES),
        settings=settings,
    )
    return found
