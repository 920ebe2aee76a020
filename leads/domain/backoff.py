"""When to try again what failed. Nothing else in the project says so."""

from datetime import timedelta

FIRST = timedelta(seconds=30)
LONGEST = timedelta(hours=1)
_DOUBLINGS = 7  # 30 s * 2^7 is over the hour; clamped before converting, so no number is too large


def delay(attempts: int) -> timedelta:
    """How long to wait after `attempts` failures: 30 seconds, doubling, at most an hour.

    Total: a number below zero counts as zero.
    """
    return min(FIRST * (1 << min(max(attempts, 0), _DOUBLINGS)), LONGEST)
