"""Where one score stands among others: a band of ten, never an end, never against oneself."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.domain.benchmark import Standing, standing

COUNTS = st.dictionaries(st.integers(0, 100), st.integers(1, 50), max_size=12)
HUNDRED = dict.fromkeys(range(100), 1)


@pytest.mark.parametrize(
    ("counts", "points", "expected"),
    [
        (HUNDRED, 65, (60, 70)),
        (HUNDRED, 60, (60, 70)),
        (HUNDRED, 59, (50, 60)),
        (HUNDRED, 0, (None, 10)),
        (HUNDRED, 99, (90, None)),
        ({50: 40}, 50, (50, 60)),  # all alike: half of them count as lower
        ({50: 40}, 51, (90, None)),
        ({50: 40}, 49, (None, 10)),
        ({0: 30, 100: 10}, 0, (30, 40)),
        ({0: 30, 100: 10}, 100, (80, 90)),
    ],
)
def test_it_is_a_band_of_ten_by_mid_rank(counts, points, expected):
    found = standing(counts, points, minimum=1, counted=False)
    assert (found.at_least, found.below) == expected


def test_below_the_minimum_nothing_is_compared():
    assert standing({10: 29}, 10, minimum=30, counted=False) is None
    assert standing({10: 30}, 10, minimum=30, counted=True) is None
    assert standing({10: 31}, 10, minimum=30, counted=True) == Standing(50, 60, 30)


@pytest.mark.parametrize("counted", [True, False])
def test_with_nobody_else_there_is_nothing_to_compare_with_whatever_the_minimum(counted):
    assert standing({10: 1} if counted else {}, 10, minimum=0, counted=counted) is None


def test_ones_own_result_does_not_count_against_oneself():
    alone = standing({10: 1, 90: 9}, 90, minimum=1, counted=False)
    among = standing({10: 1, 90: 10}, 90, minimum=1, counted=True)
    assert among == alone


@given(counts=COUNTS, points=st.integers(0, 100), minimum=st.integers(0, 60))
def test_it_agrees_with_counting_one_by_one(counts, points, minimum):
    others = [each for each, count in counts.items() for _ in range(count)]
    found = standing(counts, points, minimum=minimum, counted=False)
    if len(others) < max(minimum, 1):
        assert found is None
        return
    lower = Fraction(sum(2 * (each < points) + (each == points) for each in others), 2)
    share = 100 * lower / len(others)
    assert (found.at_least or 0) <= share
    assert share < found.below if found.below else share <= 100
    assert {found.at_least, found.below} <= {None, *range(10, 100, 10)}
    assert found.readers == len(others)
