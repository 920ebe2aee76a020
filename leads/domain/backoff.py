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


# What Standard Webhooks recommends to senders: seconds at first, then days, 75 hours in all.
_TO_RECEIVERS = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)
)


def receiver_delay(attempts: int) -> timedelta | None:
    """How long to wait after `attempts` failures to reach another system; None: give up.

    Source: the specification of Standard Webhooks, "Delivery and retries".
    """
    return _TO_RECEIVERS[max(attempts, 1) - 1] if attempts <= len(_TO_RECEIVERS) else None
