"""Working time against a count of half hours on the clock of the wall, clock changes included."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leads.domain.service_level import LONGEST_STRETCH, Clock
from leads.domain.working_time import (
    HORIZON,
    OFFICE_HOURS,
    Calendar,
    Week,
    add,
    between,
    is_working,
    working_spans,
)

HALF = timedelta(minutes=30)
BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
ZONES = [
    BERLIN,
    NEW_YORK,
    ZoneInfo("UTC"),
    ZoneInfo("Asia/Kolkata"),
    ZoneInfo("America/St_Johns"),
    ZoneInfo("Australia/Lord_Howe"),  # its clocks change by half an hour
    ZoneInfo("Pacific/Auckland"),
]
OFFICE = Calendar(BERLIN)


def at(text: str, zone: ZoneInfo = BERLIN) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


# No bound lies in the hour that a change of clocks skips or repeats: there the wall alone cannot
# say which moment is meant, and the tests further down say what is.
bounds = st.sets(st.sampled_from([0, *range(10, 49)]), max_size=6).filter(lambda s: len(s) % 2 == 0)
days = bounds.map(sorted).map(
    lambda b: tuple((30 * start, 30 * end) for start, end in zip(b[::2], b[1::2], strict=True))
)
weeks = st.tuples(*[days] * 7).filter(any).map(Week)
moments = st.integers(0, 2 * 366 * 24).map(lambda n: datetime(2026, 1, 1, tzinfo=UTC) + n * HALF)
lengths = st.integers(0, 400).map(lambda n: n * HALF)
spans = st.builds(lambda start, length: (start, start + length), moments, lengths)
calendars = st.builds(
    Calendar, st.sampled_from(ZONES), weeks, st.lists(spans, max_size=3).map(tuple)
)


def counted(calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    total, moment = timedelta(0), start
    while moment < end:
        wall = moment.astimezone(calendar.zone)
        minute = wall.hour * 60 + wall.minute
        shifts = calendar.week.days[wall.weekday()]
        away = any(gone <= moment < back for gone, back in calendar.absences)
        total += HALF * (not away and any(a <= minute < b for a, b in shifts))
        moment += HALF
    return total


@given(calendars, moments, lengths)
@settings(max_examples=200)
def test_what_lies_between_is_what_the_wall_counts(
    calendar: Calendar, start: datetime, length: timedelta
) -> None:
    assert between(calendar, start, start + length) == counted(calendar, start, start + length)


@pytest.mark.parametrize("zone", ZONES, ids=lambda zone: zone.key)
def test_it_holds_over_every_change_of_clocks_of_two_years(zone: ZoneInfo) -> None:
    nights = Calendar(zone, Week((((0, 300), (1200, 1440)),) * 7))
    start, end = datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
    halves = [start + n * timedelta(days=100) for n in range(7)] + [end]
    for opened, closed in pairwise(halves):
        assert between(nights, opened, closed) == counted(nights, opened, closed)


@given(calendars, moments, st.integers(1, 300).map(lambda n: n * HALF))
@settings(max_examples=200)
def test_to_add_is_to_reach_the_first_moment_with_so_much_between(
    calendar: Calendar, start: datetime, worked: timedelta
) -> None:
    end = add(calendar, start, worked)
    if end < start + HORIZON:
        assert between(calendar, start, end) == worked
        assert between(calendar, start, end - timedelta(seconds=1)) < worked


@given(calendars, moments, lengths, lengths)
def test_time_worked_adds_up(
    calendar: Calendar, start: datetime, first: timedelta, second: timedelta
) -> None:
    middle = start + first
    whole = between(calendar, start, middle + second)
    assert between(calendar, start, middle) + between(calendar, middle, middle + second) == whole
    assert add(calendar, add(calendar, start, first), second) == add(
        calendar, start, first + second
    )


@given(calendars, moments)
def test_shifts_come_in_order_and_apart(calendar: Calendar, start: datetime) -> None:
    last = start
    for (opened, closed), _ in zip(working_spans(calendar, start), range(20), strict=False):
        assert last <= opened < closed
        last = closed


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-11-24T10:00", 4, "2026-11-24T14:00"),
        ("2026-11-24T15:00", 4, "2026-11-25T11:00"),
        ("2026-11-27T16:00", 2, "2026-11-30T10:00"),  # over a weekend
        ("2026-11-28T12:00", 8, "2026-11-30T17:00"),  # begun on a Saturday, a whole day
        ("2026-11-24T06:00", 24, "2026-11-26T17:00"),
        ("2026-10-23T16:00", 2, "2026-10-26T10:00"),  # clocks go back on the Sunday between
    ],
)
def test_office_hours(start: str, hours: int, end: str) -> None:
    assert add(OFFICE, at(start), timedelta(hours=hours)) == at(end)


NIGHT = Calendar(BERLIN, Week((((0, 360),),) * 7))  # midnight to six, every day


def test_a_night_shift_is_an_hour_longer_or_shorter_when_clocks_change() -> None:
    assert between(NIGHT, at("2026-03-29T00:00"), at("2026-03-29T06:00")) == timedelta(hours=5)
    assert between(NIGHT, at("2026-10-25T00:00"), at("2026-10-25T06:00")) == timedelta(hours=7)


@pytest.mark.parametrize(
    ("day", "shifts", "hours"),
    [
        ("2026-10-25", ((120, 150), (150, 240)), 3.0),  # 2:00 and 2:30 are the first of the two
        ("2026-03-29", ((60, 150),), 1.5),  # 2:30 is not on the wall: it is 3:30
        ("2026-03-29", ((60, 150), (150, 240)), 2.0),  # and nothing counts twice
        ("2026-03-29", ((150, 180),), 0.0),
    ],
)
def test_times_that_the_wall_shows_twice_or_never(
    day: str, shifts: tuple[tuple[int, int], ...], hours: float
) -> None:
    sunday = Calendar(BERLIN, Week(((),) * 6 + (shifts,)))
    night = at(f"{day}T00:00")
    assert between(sunday, night, night + timedelta(hours=12)) == timedelta(hours=hours)


def test_whoever_has_no_hour_left_in_a_year_is_waited_for_no_longer() -> None:
    now = at("2026-11-24T10:00")
    away = Calendar(BERLIN, OFFICE_HOURS, ((now, now + timedelta(days=4000)),))
    assert add(away, now, timedelta(hours=1)) == now + HORIZON
    assert between(away, now, now + timedelta(days=200)) == timedelta(0)


def test_at_work_or_not() -> None:
    assert is_working(OFFICE, at("2026-11-24T09:00"))
    assert not is_working(OFFICE, at("2026-11-24T17:00"))
    assert not is_working(OFFICE, at("2026-11-28T12:00"))


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a time zone"):
        add(OFFICE, at("2026-11-24T10:00").replace(tzinfo=None), timedelta(hours=1))


@pytest.mark.parametrize(
    "days",
    [
        ((),) * 7,
        (((540, 1020),),) * 6,
        (((540, 540),),) * 7,
        (((540, 700), (660, 800)),) * 7,
        (((540, 1441),),) * 7,
    ],
)
def test_a_week_that_is_none_is_refused(days: tuple[tuple[tuple[int, int], ...], ...]) -> None:
    with pytest.raises(ValueError, match=r"week|shifts"):
        Week(days)


def test_the_reminder_comes_when_half_of_the_time_is_over() -> None:
    clock = Clock.started(OFFICE, at=at("2026-11-24T15:00"), hours=8)
    assert clock == Clock(at("2026-11-25T11:00"), at("2026-11-25T15:00"))


def test_a_short_absence_stretches_the_time_and_a_long_one_holds_no_lead() -> None:
    now = at("2026-11-24T15:00")
    for absent, due in ((1, "2026-11-26T15:00"), (2, "2026-11-27T15:00"), (30, "2026-11-28T15:00")):
        gone = at("2026-11-25T00:00"), at("2026-11-25T00:00") + timedelta(days=absent)
        clock = Clock.started(Calendar(BERLIN, OFFICE_HOURS, (gone,)), at=now, hours=8)
        assert clock.due_at == at(due)
        assert now <= clock.remind_at <= clock.due_at <= at("2026-11-25T15:00") + LONGEST_STRETCH


@given(calendars, moments, st.integers(1, 80))
def test_a_clock_always_ends_after_its_reminder(
    calendar: Calendar, now: datetime, hours: int
) -> None:
    clock = Clock.started(calendar, at=now, hours=hours)
    assert now <= clock.remind_at <= clock.due_at
    assert clock.due_at <= now + HORIZON
