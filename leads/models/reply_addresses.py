"""The address that an answer to a brief goes to: it names the offer, and nobody can make one up.

Mail servers may change the case of an address, so the token has one only: the number of the
assignment in base 36, a hyphen, and 120 bits of a keyed hash in base 32. It holds as long as the
assignment does: what came of a lead is told weeks later.
"""

import re
from base64 import b32encode
from typing import Final

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import base36_to_int, int_to_base36

MAILBOX: Final = "lead"
_ADDRESS: Final = re.compile(r"lead\+([0-9a-z]{1,13})-([a-z2-7]{24})@(.+)")


def reply_address(turn: int) -> str:
    """ "" where the site takes no mail in."""
    if not settings.INBOUND_DOMAIN or not turn:
        return ""
    return f"{MAILBOX}+{int_to_base36(turn)}-{_seal(turn)}@{settings.INBOUND_DOMAIN}"


def turn_of_address(address: str) -> int | None:
    """The assignment that an address names; None for any we did not make."""
    found = _ADDRESS.fullmatch(address.strip().lower())
    if not found or found[3] != settings.INBOUND_DOMAIN.lower():
        return None
    turn = base36_to_int(found[1])
    return turn if constant_time_compare(_seal(turn), found[2]) else None


def _seal(turn: int) -> str:
    digest = salted_hmac("lanewise.reply", str(turn), algorithm="sha256").digest()
    return b32encode(digest[:15]).decode().lower()
