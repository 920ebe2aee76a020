import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.domain.rubric import Slope
from assessment.notation import (
    NotationInvalid,
    format_points,
    format_slopes,
    parse_points,
    parse_slopes,
)

KEYS = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True).filter(lambda key: len(key) < 20)
POINTS = st.integers(-1000, 1000)


@pytest.mark.parametrize(
    ("written", "points"),
    [
        ("", ()),
        ("personal 3", (("personal", 3),)),
        ("personal 3, organizational -1", (("personal", 3), ("organizational", -1))),
        ("Personal: 3; organizational = −1", (("personal", 3), ("organizational", -1))),
        ("  personal   +3 ,\n team-waits 0 ,", (("personal", 3), ("team-waits", 0))),
    ],
)
def test_points_are_read_as_editors_write_them(written, points):
    assert parse_points(written) == points


@pytest.mark.parametrize(
    ("written", "slopes"),
    [
        ("personal 0 to 8", (Slope("personal", 0, 8),)),
        ("personal 8 to -8, debt 0 to 2", (Slope("personal", 8, -8), Slope("debt", 0, 2))),
    ],
)
def test_slopes_are_read_low_end_first(written, slopes):
    assert parse_slopes(written) == slopes


@pytest.mark.parametrize("written", ["three", "personal", "personal three", "personal 1.5", "3"])
@pytest.mark.parametrize("parse", [parse_points, parse_slopes])
def test_what_is_not_understood_is_quoted_with_an_example(parse, written):
    with pytest.raises(NotationInvalid, match=f"“{written}” is not understood. .*: personal"):
        parse(written)


@given(st.lists(st.tuples(KEYS, POINTS)))
def test_points_come_back_from_what_is_shown(points):
    assert parse_points(format_points(tuple(points))) == tuple(points)


@given(st.lists(st.builds(Slope, KEYS, POINTS, POINTS)))
def test_slopes_come_back_from_what_is_shown(slopes):
    assert parse_slopes(format_slopes(tuple(slopes))) == tuple(slopes)
