"""Whether a webhook comes from whom it says: two ways to sign, each as its service documents it."""

import hashlib
import hmac
import re
from datetime import datetime, timedelta
from typing import Final

TOLERANCE: Final = timedelta(minutes=5)  # between their clock and ours, and on the way
_CALENDLY: Final = re.compile(r"t=(\d{1,12}),\s*v1=([0-9a-f]{64})")


def is_from_calcom(body: bytes, header: str, *, secret: str) -> bool:
    """X-Cal-Signature-256: HMAC-SHA256 of the body, in hexadecimal."""
    return bool(secret) and _matches(secret, body, header.strip())


def is_from_calendly(body: bytes, header: str, *, secret: str, now: datetime) -> bool:
    """Calendly-Webhook-Signature: t=SECONDS,v1=HMAC of "SECONDS.BODY". An old one is refused."""
    found = _CALENDLY.fullmatch(header.strip())
    if not found or not secret:
        return False
    age = abs(now.timestamp() - int(found[1]))
    return age <= TOLERANCE.total_seconds() and _matches(
        secret, found[1].encode() + b"." + body, found[2]
    )


def _matches(secret: str, signed: bytes, given: str) -> bool:
    expected = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), given.encode(errors="replace"))
