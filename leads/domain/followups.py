"""When a follow-up is due, and whether one may be sent at all."""

from datetime import UTC, datetime, timedelta

WAIT = timedelta(hours=24)


def follow_up_due(submitted_at: datetime) -> datetime:
    """24 hours later, in UTC.

    Hours that pass, not the same time on the next day's clock: the reader's zone is not known, and
    where clocks change the wait would be 23 or 25 hours. Raises ValueError for a time without zone.
    """
    if submitted_at.utcoffset() is None:
        raise ValueError("A time without a time zone does not say when it is.")
    return submitted_at.astimezone(UTC) + WAIT


def may_follow_up(*, consent: bool, suppressed: bool, erased: bool = False) -> bool:
    """Only who agreed to be followed up, has not asked to be left alone, and is still known to us.

    To be asked when the follow-up is planned and again when it is sent: either answer can change.
    """
    return consent and not suppressed and not erased
