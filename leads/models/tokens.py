"""Secrets that stand in links, and hashes that stand in for addresses.

A token is derived from a random salt in its row and SECRET_KEY, so a copy of the database opens no
link; only its SHA-256 is stored for the look-up.
"""

import hashlib
import secrets
from base64 import urlsafe_b64encode
from datetime import timedelta
from typing import Final, NamedTuple
from uuid import UUID

from django.core import signing
from django.utils.crypto import salted_hmac

CONFIRM_LINK_LASTS: Final = timedelta(days=14)
ANSWER_LINK_LASTS: Final = timedelta(days=30)  # every reminder brings a fresh one


def new_salt() -> str:
    """128 random bits as 32 hex digits."""
    return secrets.token_hex(16)


def link_token(purpose: str, salt: str) -> str:
    """The 128-bit token of one row for one purpose, as 22 URL-safe characters."""
    digest = salted_hmac(f"lanewise.{purpose}", salt, algorithm="sha256").digest()
    return urlsafe_b64encode(digest[:16]).rstrip(b"=").decode()


def token_hash(token: str) -> str:
    """What is stored and looked up; equal work for right and wrong tokens."""
    return hashlib.sha256(token.encode()).hexdigest()


def address_hash(address: str) -> str:
    """Keyed: a suppression survives erasure, and guessing addresses does not reverse it."""
    return salted_hmac("lanewise.address", normalised(address), algorithm="sha256").hexdigest()


def normalised(address: str) -> str:
    """One person, one spelling: trimmed and lower case."""
    return address.strip().lower()


def unsubscribe_token(lead_id: int) -> str:
    """Never expires: a mail from last year must still be able to stop us."""
    return signing.dumps(lead_id, salt="lanewise.unsubscribe")


def lead_of_unsubscribe_token(token: str) -> int:
    """The lead's id. Raises `signing.BadSignature`."""
    return int(signing.loads(token, salt="lanewise.unsubscribe"))


def confirm_token(submission_id: UUID) -> str:
    """Expires: an old mail in somebody else's hands must not agree to anything."""
    return signing.dumps(str(submission_id), salt="lanewise.confirm")


def submission_of_confirm_token(token: str) -> UUID:
    """The submission's id. Raises `signing.BadSignature`, of which one kind says that the time is
    over, or ValueError."""
    return UUID(signing.loads(token, salt="lanewise.confirm", max_age=CONFIRM_LINK_LASTS))


def booking_mark(submission_id: UUID) -> str:
    """What a booking link gives along, so that the booking is known for its reader's."""
    return signing.dumps(str(submission_id), salt="lanewise.booking")


def submission_of_booking_mark(mark: str) -> UUID:
    """The submission's id. Raises `signing.BadSignature`, or ValueError."""
    return UUID(signing.loads(mark, salt="lanewise.booking"))


class AnswerLink(NamedTuple):
    """What a link of a brief names: an assignment, one answer, and the round of waiting it is of.

    An assignment is one lead offered to one advisor and neither ever changes, so the link is bound
    to both.
    """

    turn: int
    answer: str
    round: int
    is_over: bool = False  # too old to act; it still says what happened since


def answer_token(turn: int, answer: str, rounds: int) -> str:
    return signing.dumps([turn, answer, rounds], salt="lanewise.answer")


def answer_of_token(token: str) -> AnswerLink:
    """Raises `signing.BadSignature`."""
    try:
        named = signing.loads(token, salt="lanewise.answer", max_age=ANSWER_LINK_LASTS)
    except signing.SignatureExpired:
        turn, answer, rounds = signing.loads(token, salt="lanewise.answer")
        return AnswerLink(turn, answer, rounds, is_over=True)
    return AnswerLink(*named)


def preferences_token(lead_id: int, sequence_id: int | None = None) -> str:
    """With the sequence of the mail it stands in, if any. Never expires, as the way out."""
    return signing.dumps([lead_id, sequence_id or 0], salt="lanewise.preferences")


def parties_of_preferences_token(token: str) -> tuple[int, int]:
    """The ids of the lead and of the sequence, 0 for none. Raises `signing.BadSignature`."""
    lead_id, sequence_id = signing.loads(token, salt="lanewise.preferences")
    return int(lead_id), int(sequence_id)
