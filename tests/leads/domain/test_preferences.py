"""What a reader asked for only ever makes it less."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from leads.domain.caps import Limits
from leads.domain.preferences import Preferences, strictest
from leads.domain.windows import Window

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
PREFERENCES = st.builds(
    Preferences, st.booleans(), st.none() | st.frozensets(st.integers(1, 4), max_size=3)
)


@given(PREFERENCES, st.integers(1, 9), st.integers(1, 30))
def test_limits_are_the_houses_or_fewer(asked: Preferences, per_day: int, per_week: int) -> None:
    house = Limits(per_day, per_week, Window(), UTC)
    narrowed = asked.narrowed(house)
    assert (narrowed.per_day, narrowed.per_week) == (
        (1, 1) if asked.weekly else (per_day, per_week)
    )
    assert (narrowed.waking, narrowed.zone) == (house.waking, house.zone)


@given(st.lists(PREFERENCES, max_size=4), st.integers(1, 4))
def test_of_several_addresses_whatever_any_of_them_asked_for(
    asked: list[Preferences], sequence: int
) -> None:
    all_of_them = strictest(asked)
    assert all_of_them.weekly == any(each.weekly for each in asked)
    assert all_of_them.welcomes(sequence) == all(each.welcomes(sequence) for each in asked)


def test_the_second_of_a_week_is_one_too_many() -> None:
    weekly, recent = Preferences(weekly=True), [NOW - timedelta(days=6)]
    assert weekly.too_many(recent, now=NOW)
    assert not weekly.too_many([NOW - timedelta(days=7)], now=NOW)
    assert not weekly.too_many([], now=NOW)
    assert not Preferences().too_many(recent, now=NOW)
