"""What mail services tell us through Anymail, and what Anymail asks before it sends.

The receiver stores and answers: a webhook that fails makes the service send its whole batch again.
"""

from datetime import datetime
from email.utils import getaddresses
from typing import Any
from uuid import UUID

from anymail.exceptions import AnymailCancelSend
from django.utils.timezone import is_aware

from leads.actions.suppressions import EVERY_STREAM, is_suppressed
from leads.actions.tracking_events import Report, record_tracking_event
from leads.domain.machines import machine_of
from leads.models.deliveries import Kind


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
