"""Working hours as people write them."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.domain.working_hours import HoursInvalid, parse_hours, write_hours
from leads.domain.working_time import OFFICE_HOURS
from tests.leads.domain.test_working_time import weeks

NINE_TO_FIVE = "Mon–Fri 9:00–17:00"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (NINE_TO_FIVE, NINE_TO_FIVE),
        ("mon-fri 9-17", NINE_TO_FIVE),
        ("Monday to Friday: 9.00 to 17.00", NINE_TO_FIVE),
        ("Mon, Tue, Wed, Thu, Fri 09:00 - 17:00", NINE_TO_FIVE),
        ("Fri 9-15; Mon-Thu 13-17, 9-12", "Mon–Thu 9:00–12:00, 13:00–17:00\nFri 9:00–15:00"),
        ("Mon, Wed 9-17", "Mon 9:00–17:00\nWed 9:00–17:00"),
        ("Sat 0-24", "Sat 0:00–24:00"),
    ],
)
def test_many_spellings_are_one(text: str, written: str) -> None:
    assert write_hours(parse_hours(text)) == written


@given(weeks)
def test_what_is_written_reads_the_same(week: object) -> None:
    assert parse_hours(write_hours(week)) == week  # type: ignore[arg-type]


def test_the_default_is_office_hours() -> None:
    assert parse_hours(NINE_TO_FIVE) == OFFICE_HOURS


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "at least one line"),
        ("whenever", "“whenever” is not understood"),
        ("Mon-Fri", "not understood"),
        ("Moo 9-17", "“Moo” is no day"),
        ("Fri-Mon 9-17", "runs backwards"),
        ("Mon 9-17\nMon 18-19", "Mon is named twice"),
        ("Mon 17-9", "ends before it begins"),
        ("Mon 9-25", "“25” is no time of day"),
        ("Mon 9:70-17", "“9:70” is no time of day"),
        ("Mon 9", "“9” is no time of work"),
        ("Mon 9-13, 12-17", "overlap"),
    ],
)
def test_what_is_no_time_of_work_is_told_so(text: str, said: str) -> None:
    with pytest.raises(HoursInvalid, match=said):
        parse_hours(text)


@given(st.text(max_size=40))
def test_nothing_written_breaks_it(text: str) -> None:
    with suppress(HoursInvalid):
        parse_hours(text)
