"""What Cal.com and Calendly say of a booking, in one form; and their links, filled in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit


class What(StrEnum):
    BOOKED = "booked"  # for the first time, or for another time
    CANCELLED = "cancelled"
    OTHER = "other"  # says nothing of whether there is a conversation


class BookingInvalid(ValueError):
    """Signed, and still not what the service documents; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Booking:
    """`reference` names it at its service, `replaces` the one it was before. `mark` is what our own
    link gave along."""

    what: What
    reference: str
    replaces: str
    starts_at: datetime | None
    happened_at: datetime
    email: str
    mark: str

    def __post_init__(self) -> None:
        if self.what is not What.OTHER and not self.reference:
            raise BookingInvalid("It does not say which booking.")
        if self.what is What.BOOKED and self.starts_at is None:
            raise BookingInvalid("It does not say when the conversation is.")


_CALCOM: Final = {
    "BOOKING_CREATED": What.BOOKED,
    "BOOKING_RESCHEDULED": What.BOOKED,
    "BOOKING_CANCELLED": What.CANCELLED,
    "BOOKING_REJECTED": What.CANCELLED,
}
_CALENDLY: Final = {"invitee.created": What.BOOKED, "invitee.canceled": What.CANCELLED}
LONGEST: Final = 200


def of_calcom(body: Any) -> Booking:
    """Raises BookingInvalid."""
    about = _object(body, "payload")
    attendees = about.get("attendees")
    first = attendees[0] if isinstance(attendees, list) and attendees else {}
    metadata = about.get("metadata")
    return Booking(
        what=_CALCOM.get(_text(body, "triggerEvent"), What.OTHER),
        reference=_text(about, "uid"),
        replaces=_text(about, "rescheduleUid"),
        starts_at=_moment(about.get("startTime")),
        happened_at=_happened(body.get("createdAt")),
        email=_text(first, "email") if isinstance(first, dict) else "",
        mark=_text(metadata, "lead") if isinstance(metadata, dict) else "",
    )


def of_calendly(body: Any) -> Booking:
    """Raises BookingInvalid. A cancellation that is half of a rescheduling says nothing: the other
    half names the new time."""
    about = _object(body, "payload")
    what = _CALENDLY.get(_text(body, "event"), What.OTHER)
    if what is What.CANCELLED and about.get("rescheduled") is True:
        what = What.OTHER
    scheduled, tracking = about.get("scheduled_event"), about.get("tracking")
    return Booking(
        what=what,
        reference=_tail(about, "uri"),
        replaces=_tail(about, "old_invitee"),
        starts_at=_moment(scheduled.get("start_time")) if isinstance(scheduled, dict) else None,
        happened_at=_happened(body.get("created_at")),
        email=_text(about, "email"),
        mark=_text(tracking, "utm_content") if isinstance(tracking, dict) else "",
    )


def filled(url: str, *, name: str, email: str, mark: str) -> str:
    """The link with the reader's details, as each service reads them; "" stays "".

    What the link has already stays, and a parameter of its own is not overwritten.
    """
    if not url:
        return ""
    parts = urlsplit(url)
    calendly = (parts.hostname or "").removeprefix("www.") == "calendly.com"
    ours = {
        "name": name,
        "email": email,
        ("utm_content" if calendly else "metadata[lead]"): mark,
    }
    theirs = parse_qsl(parts.query, keep_blank_values=True)
    taken = {key for key, _ in theirs}
    added = [(key, text) for key, text in ours.items() if text and key not in taken]
    return urlunsplit(parts._replace(query=urlencode([*theirs, *added])))


def _object(body: Any, key: str) -> Mapping[str, Any]:
    found = body.get(key) if isinstance(body, dict) else None
    if not isinstance(found, dict):
        raise BookingInvalid(f"It has no “{key}”.")
    return found


def _text(about: Mapping[str, Any], key: str) -> str:
    value = about.get(key)
    return value.replace("\0", "")[:LONGEST] if isinstance(value, str) else ""


def _tail(about: Mapping[str, Any], key: str) -> str:
    return _text(about, key).rstrip("/").rpartition("/")[2]


def _happened(value: object) -> datetime:
    found = _moment(value)
    if found is None:
        raise BookingInvalid("It does not say when it happened.")
    return found


def _moment(value: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
        return found.astimezone(UTC) if found and found.tzinfo else None
    except (ValueError, OverflowError):
        return None
