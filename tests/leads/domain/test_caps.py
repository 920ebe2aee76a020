"""How much mail one person gets, and when."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.domain.caps import (
    DAY,
    NEVER_OPEN,
    PATIENCE,
    TOO_LATE,
    Claim,
    Limits,
    Postpone,
    Send,
    Skip,
    Verdict,
    decide,
)
from leads.domain.windows import ALWAYS, Window

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 6, 3, 10, 0, tzinfo=UTC)  # a Wednesday, noon in Berlin
LIMITS = Limits(1, 3, Window(8 * 60, 20 * 60), BERLIN)


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


def verdict(
    *ago: float,
    priority: int = 5,
    others: tuple[Claim, ...] = (),
    window: Window = ALWAYS,
    waited: timedelta = timedelta(0),
    now: datetime = NOW,
) -> Verdict:
    claim = Claim(priority, now - waited, "m")
    recent = [now - hours(each) for each in ago]
    return decide(claim, window=window, recent=recent, others=others, limits=LIMITS, now=now)


def test_nothing_in_the_way_is_sent() -> None:
    assert verdict() == Send()


@pytest.mark.parametrize(
    ("ago", "free_at"),
    [
        ((2,), NOW + hours(22)),
        ((23.5, 30), NOW + hours(0.5)),
        ((24,), None),  # a day has passed
        ((30, 60, 100), NOW + hours(68)),  # three this week: when the oldest of them is a week old
        ((30, 60, 200), None),
    ],
)
def test_the_caps_are_of_the_last_24_hours_and_of_the_last_seven_days(
    ago: tuple[float, ...], free_at: datetime | None
) -> None:
    expected = Send() if free_at is None else Postpone(free_at)
    # 22 hours on it is ten in the morning: awake. 68 hours on, eight in the morning.
    assert verdict(*ago) == expected


def test_in_the_quiet_hours_it_waits_for_the_morning() -> None:
    night = datetime(2026, 6, 3, 22, 0, tzinfo=UTC)
    assert verdict(now=night) == Postpone(datetime(2026, 6, 4, 6, 0, tzinfo=UTC))


def test_the_steps_own_hours_and_the_quiet_hours_both_count() -> None:
    early = Window(6 * 60, 9 * 60)
    assert verdict(window=early) == Postpone(datetime(2026, 6, 4, 6, 0, tzinfo=UTC))  # eight there
    assert verdict(window=Window(5 * 60, 7 * 60)) == Skip(NEVER_OPEN)


def test_the_more_important_goes_first_then_the_longer_due() -> None:
    tomorrow = Postpone(NOW + DAY)
    assert verdict(others=(Claim(1, NOW, "a"),)) == tomorrow
    assert verdict(others=(Claim(9, NOW, "a"),)) == Send()
    assert verdict(others=(Claim(5, NOW - hours(1), "z"),)) == tomorrow
    assert verdict(others=(Claim(5, NOW + hours(1), "a"),)) == Send()


def test_of_two_equals_exactly_one_goes() -> None:
    a, b = Claim(5, NOW, "a"), Claim(5, NOW, "b")
    found = [
        decide(mine, window=ALWAYS, recent=(), others=[other], limits=LIMITS, now=NOW)
        for mine, other in ((a, b), (b, a))
    ]
    assert found == [Send(), Postpone(NOW + DAY)]


def test_what_waited_two_weeks_has_lost_its_occasion() -> None:
    assert verdict(2, waited=PATIENCE + hours(1)) == Skip(TOO_LATE)
    assert verdict(2, waited=PATIENCE) != Skip(TOO_LATE)


@given(
    st.lists(st.integers(1, 60 * 24 * 10), max_size=8),
    st.integers(1, 3),
    st.integers(1, 6),
    st.integers(0, 60 * 24 * 7),
)
def test_whenever_it_goes_the_caps_and_the_quiet_hours_hold(
    ago: list[int], per_day: int, per_week: int, later: int
) -> None:
    """Asked again whenever it was told to wait, it goes at last, and nothing is broken then."""
    now = NOW + timedelta(minutes=later)
    recent = [now - timedelta(minutes=each) for each in ago]
    limits = Limits(per_day, per_week, LIMITS.waking, BERLIN)
    claim, asked = Claim(5, now, "m"), 0
    while isinstance(
        found := decide(claim, window=ALWAYS, recent=recent, others=(), limits=limits, now=now),
        Postpone,
    ):
        assert found.until > now
        now, asked = found.until, asked + 1
        assert asked < 20
    assert found == Send()
    assert limits.waking.holds(now, BERLIN)
    assert sum(each > now - DAY for each in recent) < per_day
    assert sum(each > now - timedelta(days=7) for each in recent) < per_week
