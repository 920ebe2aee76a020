"""Clocks: leases go by the database's, links and sessions by this machine's."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.utils import timezone

from cms.doctor import broker
from cms.doctor.finding import Finding, fault, well

MOST = timedelta(seconds=2)


def of_the_database() -> Iterator[Finding]:
    if connection.vendor == "sqlite":
        yield well("database clock", "SQLite goes by this machine's")
    else:
        yield _compared("database clock", _read_the_database)


def of_the_broker() -> Iterator[Finding]:
    yield _compared("broker clock", _read_the_broker)


def _compared(check: str, read: Callable[[], datetime]) -> Finding:
    """The moment of the answer lies between asking and hearing it."""
    asked = timezone.now()
    theirs = read()
    heard = timezone.now()
    ahead = max(asked - theirs, theirs - heard, timedelta(0))
    if ahead > MOST:
        return fault(
            check,
            f"It differs from this machine's by {ahead.total_seconds():,.0f} s.",
            do="Let both machines take the time from NTP (timedatectl set-ntp true).",
        )
    return well(check, f"within {MOST.seconds} s of this machine's")


def _read_the_database() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment


def _read_the_broker() -> datetime:
    with broker.connect() as client:
        seconds, micro = client.time()
    return datetime.fromtimestamp(seconds + micro / 1e6, tz=UTC)
