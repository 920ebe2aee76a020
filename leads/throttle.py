"""How often one client may send: counted in this process, so that it holds with Redis away.

Several web processes count apart, so the rate a client meets is at most theirs added up.
"""

import time
from functools import lru_cache
from ipaddress import ip_network
from math import ceil
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

# Clients are counted in this many drawers, two now and then in one: the store never forgets a key,
# so a key for each address would let anybody fill the memory, and would keep addresses in it.
DRAWERS: Final = 4096

limiter = MovingWindowRateLimiter(MemoryStorage())


class TooManyRequests(Exception):
    """`wait`: seconds, at least one, until this client may send again."""

    def __init__(self, wait: int) -> None:
        self.wait = wait
        super().__init__(f"Wait {wait} s.")


def admit(request: HttpRequest, *, what: str = "submission", limit: str = "") -> None:
    """Count one sending of this kind by this client. Raises TooManyRequests above `limit`, which is
    settings.SUBMISSION_RATE where nothing is given."""
    rate, drawer = _rate(limit or settings.SUBMISSION_RATE), _drawer(request)
    if limiter.hit(rate, what, drawer):
        return
    free_at = limiter.get_window_stats(rate, what, drawer).reset_time
    raise TooManyRequests(max(1, ceil(free_at - time.time())))


@lru_cache
def _rate(text: str) -> RateLimitItem:
    return parse(text)


def _drawer(request: HttpRequest) -> str:
    """One client is an IPv4 address or an IPv6 network of 64 bits: so they are handed out."""
    address = request.META.get("REMOTE_ADDR", "")
    if ":" in address:
        address = str(ip_network(f"{address.partition('%')[0]}/64", strict=False))
    digest = salted_hmac("lanewise.throttle", address, algorithm="sha256").digest()
    return str(int.from_bytes(digest[:4]) % DRAWERS)
