from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.domain.followups import follow_up_due, may_follow_up

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("submitted", "due"),
    [
        # Clocks go forward in the night: the same hour of the next day would be 23 hours later.
        (datetime(2026, 3, 28, 12, 0, tzinfo=BERLIN), "2026-03-29T13:00+02:00"),
        # Clocks go back: it would be 25.
        (datetime(2026, 10, 24, 12, 0, tzinfo=BERLIN), "2026-10-25T11:00+01:00"),
        # An hour that happens twice.
        (datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN, fold=0), "2026-10-26T01:30+01:00"),
        (datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN, fold=1), "2026-10-26T02:30+01:00"),
        (datetime(2026, 6, 1, 12, 0, tzinfo=UTC), "2026-06-02T12:00+00:00"),
    ],
)
def test_a_follow_up_is_due_when_24_hours_have_passed(submitted: datetime, due: str) -> None:
    assert follow_up_due(submitted) == datetime.fromisoformat(due)


@given(
    st.datetimes(
        min_value=datetime(1970, 1, 1),  # noqa: DTZ001  hypothesis adds the zone
        max_value=datetime(2999, 12, 31),  # noqa: DTZ001
        timezones=st.timezones(),
    )
)
def test_a_follow_up_is_due_in_utc_and_exactly_24_hours_later(submitted: datetime) -> None:
    due = follow_up_due(submitted)
    assert due.tzinfo is UTC
    assert due - submitted.astimezone(UTC) == timedelta(hours=24)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        follow_up_due(datetime(2026, 6, 1, 12, 0))  # noqa: DTZ001  that is the point


@pytest.mark.parametrize("consent", [True, False])
@pytest.mark.parametrize("suppressed", [True, False])
@pytest.mark.parametrize("erased", [True, False])
def test_only_who_agreed_and_did_not_ask_to_be_left_alone_is_followed_up(
    consent: bool, suppressed: bool, erased: bool
) -> None:
    allowed = may_follow_up(consent=consent, suppressed=suppressed, erased=erased)
    assert allowed is ((consent, suppressed, erased) == (True, False, False))
