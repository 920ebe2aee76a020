"""The chance that B does better, against two other ways to find it."""

import random
from math import exp, lgamma, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.domain.confidence import (
    LEAST_SEEN,
    LEAST_SUBMISSIONS,
    Count,
    Verdict,
    chance_of_above,
    judge,
)

PAIRS = [
    (Count(0, 0), Count(0, 0)),
    (Count(10, 3), Count(10, 5)),
    (Count(100, 5), Count(100, 12)),
    (Count(120, 12), Count(450, 30)),
    (Count(1000, 100), Count(1000, 130)),
    (Count(400, 0), Count(400, 7)),
    (Count(50, 50), Count(50, 48)),
]
counts = st.integers(0, 300).flatmap(
    lambda seen: st.builds(Count, st.just(seen), st.integers(0, seen))
)


def density(x: float, shape: tuple[int, int]) -> float:
    a, b = shape
    if x in (0.0, 1.0):
        return float(a + b - 1) if (a if x == 0.0 else b) == 1 else 0.0
    return exp(lgamma(a + b) - lgamma(a) - lgamma(b) + (a - 1) * log(x) + (b - 1) * log(1 - x))


def integrated(one: Count, other: Count, *, steps: int = 20_000) -> float:
    """∫ f_one(x) F_other(x) dx, by trapezoids."""
    total = below = 0.0
    width = 1 / steps
    before_one, before_other = density(0, one.shape), density(0, other.shape)
    for step in range(1, steps + 1):
        now_one, now_other = density(step * width, one.shape), density(step * width, other.shape)
        further = below + (before_other + now_other) / 2 * width
        total += (before_one * below + now_one * further) / 2 * width
        below, before_one, before_other = further, now_one, now_other
    return total


@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_it_is_what_integration_finds(a, b):
    assert chance_of_above(b, a) == pytest.approx(integrated(b, a), abs=1e-4)


@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_it_is_what_drawing_rates_by_lot_finds(a, b):
    dice = random.Random(7)
    draws = 20_000
    won = sum(dice.betavariate(*b.shape) > dice.betavariate(*a.shape) for _ in range(draws))
    assert won / draws == pytest.approx(chance_of_above(b, a), abs=0.015)


@given(counts, counts)
def test_one_of_the_two_is_better(a, b):
    assert 0 <= chance_of_above(a, b) <= 1
    assert chance_of_above(a, b) + chance_of_above(b, a) == pytest.approx(1, abs=1e-9)


@given(counts)
def test_nothing_speaks_for_either_of_two_that_were_counted_alike(a):
    assert chance_of_above(a, a) == pytest.approx(0.5, abs=1e-9)


@given(st.integers(1, 300), st.data())
def test_one_more_submission_never_speaks_against_a_variant(seen, data):
    a = data.draw(counts)
    submissions = data.draw(st.integers(0, seen - 1))
    less, more = Count(seen, submissions), Count(seen, submissions + 1)
    assert chance_of_above(more, a) >= chance_of_above(less, a) - 1e-9


def test_hundreds_of_thousands_are_no_trouble():
    chance = chance_of_above(Count(1_000_000, 50_600), Count(1_000_000, 50_000))
    assert chance == pytest.approx(0.974, abs=0.002)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (Count(LEAST_SEEN - 1, 30), Count(900, 60)),
        (Count(900, 60), Count(LEAST_SEEN - 1, 30)),
        (Count(500, 0), Count(500, LEAST_SUBMISSIONS - 1)),
        (Count(0, 0), Count(0, 0)),
    ],
)
def test_below_the_least_numbers_it_is_too_early_to_say(a, b):
    assert judge(a, b) == Verdict(None)
    assert judge(a, b).better == ""


@pytest.mark.parametrize(
    ("a", "b", "better"),
    [
        (Count(100, 5), Count(100, 5), ""),
        (Count(100, 5), Count(100, 9), ""),
        (Count(1000, 50), Count(1000, 90), "b"),
        (Count(1000, 90), Count(1000, 50), "a"),
        (Count(100, 140), Count(100, 20), "a"),  # more submissions than readers we could count
    ],
)
def test_a_variant_is_better_only_from_ninety_five_in_a_hundred(a, b, better):
    assert judge(a, b).better == better


def test_nothing_is_counted_below_zero():
    with pytest.raises(ValueError, match="below zero"):
        Count(-1, 0)
