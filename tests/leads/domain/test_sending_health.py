"""Sending is paused before a limit is reached, and not by the first complaint of a few."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.domain.sending_health import COMPLAINTS_NEVER, FEWEST, Counts, Level, why_pause


@pytest.mark.parametrize(
    ("counts", "pauses"),
    [
        (Counts(), False),
        (Counts(left=1), False),
        (Counts(left=500, complained=1), False),  # too few to speak of a rate
        (Counts(left=500, complained=2), False),
        (Counts(left=500, complained=3), True),  # three of them are no chance
        (Counts(left=3, complained=3), True),
        (Counts(left=1000, complained=1), False),
        (Counts(left=1000, complained=2), True),  # one more would be 0.3 %
        (Counts(left=10_000, complained=28), False),
        (Counts(left=10_000, complained=29), True),
        (Counts(left=1100, bounced=40, complained=2), False),
        (Counts(left=99, bounced=20), False),
        (Counts(left=100, bounced=3), False),
        (Counts(left=100, bounced=4), True),  # one more would be 5 %
    ],
)
def test_it_is_paused_or_not(counts: Counts, pauses: bool) -> None:
    assert bool(why_pause(counts)) is pauses


@given(st.integers(FEWEST, 200_000), st.integers(0, 900))
def test_of_enough_mail_no_rate_reaches_the_limit_unpaused(left: int, complained: int) -> None:
    """Whatever came before: the complaint that would reach the limit finds it paused."""
    reaches = Fraction(complained + 1, left) >= COMPLAINTS_NEVER
    if complained and reaches:
        assert why_pause(Counts(left=left, complained=complained))
    if not reaches:
        assert not why_pause(Counts(left=left, complained=complained))


def test_rates_have_levels_and_nothing_sent_is_well() -> None:
    assert Counts(left=1000, complained=1).complaints is Level.HIGH
    assert Counts(left=1000, complained=3).complaints is Level.OVER
    assert Counts(left=100, bounced=2).bounces is Level.HIGH
    assert (Counts().complaints, Counts().bounces) == (Level.WELL, Level.WELL)
    assert Counts(left=10, delivered=9).delivery_rate == Fraction(9, 10)
