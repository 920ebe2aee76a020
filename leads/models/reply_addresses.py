"""The addresses that answers go to: an advisor's names the offer, a reader's their lead, and nobody
can make one up.

Mail servers may change the case of an address, so the token has one only: the number of the
assignment or of the lead in base 36, a hyphen, and 120 bits of a keyed hash in base 32. It holds as
long as what it names does: what came of a lead is told weeks later.
"""

import re
from base64 import b32encode
from typing import Final

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import base36_to_int, int_to_base36

MAILBOX: Final = "lead"
READERS: Final = "reader"
_SALTS: Final = {MAILBOX: "lanewise.reply", READERS: "lanewise.reader"}
_ADDRESS: Final = re.compile(r"(lead|reader)\+([0-9a-z]{1,13})-([a-z2-7]{24})@(.+)")


def reply_address(turn: int) -> str:
    """ "" where the site takes no mail in."""
    if not settings.INBOUND_DOMAIN or not turn:
        return ""
    return f"{MAILBOX}+{int_to_base36(turn)}-{_seal(turn, MAILBOX)}@{settings.INBOUND_DOMAIN}"


def reader_address(lead: int) -> str:
    """Where a reader's answer to one of our mails goes; "" where the site takes no mail in."""
    if not settings.INBOUND_DOMAIN:
        return ""
    return f"{READERS}+{int_to_base36(lead)}-{_seal(lead, READERS)}@{settings.INBOUND_DOMAIN}"


def lead_of_address(address: str) -> int | None:
    """The lead whose reader an address was given to; None for any we did not make."""
    return _named(address, READERS)


def turn_of_address(address: str) -> int | None:
    """The assignment that an address names; None for any we did not make."""
    return _named(address, MAILBOX)


def _named(address: str, mailbox: str) -> int | None:
    found = _ADDRESS.fullmatch(address.strip().lower())
    if not found or found[1] != mailbox or found[4] != settings.INBOUND_DOMAIN.lower():
        return None
    number = base36_to_int(found[2])
    return number if constant_time_compare(_seal(number, mailbox), found[3]) else None


def _seal(number: int, mailbox: str) -> str:
    digest = salted_hmac(_SALTS[mailbox], str(number), algorithm="sha256").digest()
    return b32encode(digest[:15]).decode().lower()
