from datetime import timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from leads.domain.backoff import FIRST, LONGEST, delay

attempts = st.integers() | st.integers(0, 20)


@pytest.mark.parametrize(
    ("attempts", "seconds"),
    [(0, 30), (1, 60), (2, 120), (3, 240), (6, 1920), (7, 3600), (8, 3600), (10**100, 3600)],
)
def test_the_wait_doubles_from_half_a_minute_to_an_hour(attempts: int, seconds: int) -> None:
    assert delay(attempts) == timedelta(seconds=seconds)


@given(attempts, attempts)
@example(10**1000, 10**1000 + 1)
def test_more_failures_never_mean_a_shorter_wait(one: int, other: int) -> None:
    assert delay(min(one, other)) <= delay(max(one, other))


@given(attempts)
@example(-(10**1000))
def test_the_wait_is_between_half_a_minute_and_an_hour_for_any_number(attempts: int) -> None:
    assert FIRST <= delay(attempts) <= LONGEST
