"""When a mail may go: by the clock on the wall, wherever and however clocks change."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.domain.windows import ALWAYS, WEEK, Unit, Wait, Window, due, first_moment, over

BERLIN = ZoneInfo("Europe/Berlin")
MORNING = Window(9 * 60, 11 * 60, (1, 3))  # Tuesday and Thursday, nine to eleven


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("window", "since", "first"),
    [
        # A Monday waits for Tuesday's nine o'clock, in summer and in winter.
        (MORNING, "2026-06-01T12:00+02:00", "2026-06-02T09:00+02:00"),
        (MORNING, "2026-11-30T12:00+01:00", "2026-12-01T09:00+01:00"),
        # Inside is now, the end is outside.
        (MORNING, "2026-06-02T10:59+02:00", "2026-06-02T10:59+02:00"),
        (MORNING, "2026-06-02T11:00+02:00", "2026-06-04T09:00+02:00"),
        # Clocks jump from two to three on 29 March: a window in the gap opens a week later, one
        # that reaches beyond it opens when the clocks jump.
        (Window(120, 180, (6,)), "2026-03-28T12:00+01:00", "2026-04-05T02:00+02:00"),
        (Window(150, 240, (6,)), "2026-03-28T12:00+01:00", "2026-03-29T03:00+02:00"),
        # They fall back on 25 October: half past two comes twice, and the first counts, until it
        # is over.
        (Window(150, 160, (6,)), "2026-10-25T00:00+02:00", "2026-10-25T02:30+02:00"),
        (Window(150, 160, (6,)), "2026-10-25T02:45+02:00", "2026-10-25T02:30+01:00"),
    ],
)
def test_a_window_opens(window: Window, since: str, first: str) -> None:
    assert first_moment(window, since=at(since), zone=BERLIN) == at(first)


@pytest.mark.parametrize(
    ("wait", "since", "ends"),
    [
        # Days are the calendar's, hours are those that pass.
        (Wait(1, Unit.DAYS), "2026-03-28T12:00+01:00", "2026-03-29T12:00+02:00"),
        (Wait(24, Unit.HOURS), "2026-03-28T12:00+01:00", "2026-03-29T13:00+02:00"),
        (Wait(1, Unit.DAYS), "2026-10-24T12:00+02:00", "2026-10-25T12:00+01:00"),
        (Wait(24, Unit.HOURS), "2026-10-24T12:00+02:00", "2026-10-25T11:00+01:00"),
        # Half past two does not exist on that day.
        (Wait(1, Unit.DAYS), "2026-03-28T02:30+01:00", "2026-03-29T03:00+02:00"),
        (Wait(0, Unit.DAYS), "2026-10-25T02:30+01:00", "2026-10-25T02:30+01:00"),
    ],
)
def test_a_wait_ends(wait: Wait, since: str, ends: str) -> None:
    assert over(wait, since=at(since), zone=BERLIN) == at(ends)


def test_a_step_is_due_at_the_first_opening_after_its_wait() -> None:
    friday = at("2026-06-05T17:00+02:00")
    assert due(Wait(2), MORNING, since=friday, zone=BERLIN) == at("2026-06-09T09:00+02:00")


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        over(Wait(1), since=datetime(2026, 6, 1, 12, 0), zone=BERLIN)  # noqa: DTZ001 (the point)


def test_windows_are_narrowed_by_each_other() -> None:
    assert MORNING.within(Window(10 * 60, 20 * 60)) == Window(10 * 60, 11 * 60, (1, 3))
    assert MORNING.within(ALWAYS) == MORNING
    assert MORNING.within(Window(11 * 60, 20 * 60)) is None
    assert MORNING.within(Window(days=(0,))) is None


ZONES = ["Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"]


@given(
    window=st.builds(
        lambda opens, length, days: Window(opens, min(opens + length, 1440), tuple(sorted(days))),
        opens=st.integers(0, 1439),
        length=st.integers(1, 600),
        days=st.sets(st.sampled_from(WEEK), min_size=1),
    ),
    since=st.datetimes(
        min_value=datetime(2026, 1, 1),  # noqa: DTZ001 (hypothesis adds the zone)
        max_value=datetime(2026, 12, 31),  # noqa: DTZ001
        timezones=st.just(UTC),
    ),
    zone=st.sampled_from(ZONES).map(ZoneInfo),
)
def test_the_first_moment_is_what_looking_every_minute_finds(
    window: Window, since: datetime, zone: ZoneInfo
) -> None:
    first = first_moment(window, since=since, zone=zone)
    assert first >= since
    assert window.holds(first, zone)
    looked = since
    while not window.holds(looked, zone):
        looked = looked.replace(second=0, microsecond=0) + timedelta(minutes=1)
    assert first == looked
