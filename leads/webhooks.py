"""What mail services tell us through Anymail, and what Anymail asks before it sends.

The receiver stores and answers: a webhook that fails makes the service send its whole batch again.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from email.utils import getaddresses
from typing import Any, Final
from uuid import UUID

from anymail.exceptions import AnymailCancelSend, AnymailInvalidAddress
from bs4 import BeautifulSoup
from django.utils.timezone import is_aware

from leads.actions.inbound import Letter, record_inbound
from leads.actions.suppressions import EVERY_STREAM, is_suppressed
from leads.actions.tracking_events import Report, record_tracking_event
from leads.domain.automatic import written_by
from leads.domain.machines import machine_of
from leads.models.deliveries import Kind

# Where a service says what came of SPF or DMARC, as header or as field of the form it posts.
MOST_ANSWERED: Final = 50
VERDICTS: Final = ("received-spf", "x-mailgun-spf", "x-ses-spf-verdict", "x-ses-dmarc-verdict")
POSTED: Final = ("SPF",)
JUDGED: Final = ("spfVerdict", "dmarcVerdict")


def receive_tracking(event: Any, esp_name: str, **_: Any) -> None:
    """Anymail's `tracking` signal. However strange a payload, it is kept and nothing is raised."""
    record_tracking_event(
        Report(
            event_type=_text(event.event_type) or "unknown",
            service=_text(esp_name),
            event_id=_text(event.event_id),
            message_id=_text(event.message_id),
            delivery_id=_delivery_id(event.metadata),
            recipient=_text(event.recipient),
            reject_reason=_text(event.reject_reason),
            happened_at=_moment(event.timestamp),
            machine=machine_of(
                _text(event.event_type), agent=_text(event.user_agent), raw=event.esp_event
            ),
        )
    )


def receive_inbound(event: Any, esp_name: str, **_: Any) -> None:
    """Anymail's `inbound` signal. However strange a mail, it is kept and nothing is raised."""
    message = event.message
    headers = {name.lower(): _text(str(value)) for name, value in message.items()}
    sender, subject = _sender(message), _text(str(message["Subject"] or ""))
    record_inbound(
        Letter(
            service=_text(esp_name),
            event_id=headers.get("message-id", "") or _text(event.event_id),
            recipients=tuple(_recipients(message)),
            sender=sender,
            subject=subject,
            text=_words(message),
            answered=_answered(headers),
            written_by=written_by(headers, subject=subject, sender=sender),
            is_doubtful=_is_doubtful(event.esp_event, headers),
        )
    )


def _answered(headers: dict[str, str]) -> tuple[str, ...]:
    """The message it answers first, then those before it."""
    said = f"{headers.get('in-reply-to', '')} {headers.get('references', '')}"
    return tuple(re.findall(r"<[^<>\s]{1,198}>", said)[:MOST_ANSWERED])


def _recipients(message: Any) -> Iterator[str]:
    """Where it really went comes first: what a header says can be anything."""
    yield _text(message.envelope_recipient)
    for name in ("To", "Cc"):
        yield from _addresses(message, name)


def _sender(message: Any) -> str:
    """The From; "" where it is none, or several."""
    found = _addresses(message, "From")
    return found[0] if len(found) == 1 else ""


def _addresses(message: Any, header: str) -> list[str]:
    """None of a header that is no list of addresses."""
    try:
        return [_text(each.addr_spec) for each in message.get_address_header(header)]
    except AnymailInvalidAddress:
        return []


def _words(message: Any) -> str:
    if text := _text(message.text):
        return text
    return _text(BeautifulSoup(message.html or "", "html.parser").get_text("\n"))


def _is_doubtful(esp_event: Any, headers: dict[str, str]) -> bool:
    """Whether the service says that the sender is not who it claims to be. Silence says nothing."""
    said = [headers.get(name, "") for name in VERDICTS]
    if posted := getattr(esp_event, "POST", None):
        said += [str(posted.get(name, "")) for name in POSTED]
    if isinstance(esp_event, dict) and isinstance(receipt := esp_event.get("receipt"), dict):
        said += [str((receipt.get(name) or {}).get("status", "")) for name in JUDGED]
    return any(each.strip().lower().startswith("fail") for each in said)


def withhold_suppressed(message: Any, **_: Any) -> None:
    """Anymail's `pre_send` signal: the last look before the wire, at any mail of this site."""
    stream = _stream(getattr(message, "tags", None))
    addresses = (address for _, address in getaddresses(message.recipients()))
    if any(is_suppressed(address, stream) for address in addresses):
        raise AnymailCancelSend("The address is suppressed.")


def _stream(tags: Any) -> str:
    kind = tags[0] if isinstance(tags, list) and tags else ""
    return Kind(kind).stream if kind in Kind.values else EVERY_STREAM


def _text(value: Any) -> str:
    """NUL has no place in a database's text; lone surrogates have none in its encoding."""
    if not isinstance(value, str | int):
        return ""
    return str(value).replace("\0", "").encode(errors="replace").decode()


def _delivery_id(metadata: Any) -> UUID | None:
    try:
        return UUID(metadata["delivery"])
    except (AttributeError, KeyError, TypeError, ValueError):
        return None


def _moment(value: Any) -> datetime | None:
    return value if isinstance(value, datetime) and is_aware(value) else None
