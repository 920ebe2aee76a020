"""Whom we must not mail, and stopping what is already queued for them."""

from datetime import datetime

from django.db import transaction

from leads.actions.announcements import announce
from leads.actions.consents import record_withdrawn
from leads.actions.leaving import leave_as_suppressed
from leads.domain.statuses import Status
from leads.domain.webhooks import Event
from leads.models import Delivery, Lead, Suppression
from leads.models.consents import Source
from leads.models.deliveries import Stream
from leads.models.tokens import address_hash, normalised

EVERY_STREAM = ""


def is_suppressed(address: str, stream: str) -> bool:
    return Suppression.objects.blocking(address, stream).exists()


def suppress(address: str, *, reason: str, stream: str = EVERY_STREAM) -> None:
    """From now on nothing of this stream leaves for the address. A second time changes nothing."""
    suppress_hash(address_hash(address), reason=reason, stream=stream)
    cancel_queued(address, stream)


def suppress_hash(hashed: str, *, reason: str, stream: str = EVERY_STREAM) -> None:
    """The same where only the hash of the address is known; what is queued stops at its turn."""
    row = Suppression(address_hash=hashed, stream=stream, reason=reason)
    Suppression.objects.bulk_create([row], ignore_conflicts=True)


def cancel_queued(address: str, stream: str = EVERY_STREAM) -> int:
    """What has not begun will not begin; how many that were. Sequences end where updates do."""
    if stream in (EVERY_STREAM, Stream.UPDATES):
        leave_as_suppressed(normalised(address))
    return Delivery.objects.queued_for(address, stream).update(
        status=Status.CANCELLED.value, reason="the address is suppressed"
    )


def announce_unsubscribed(lead: Lead, *, now: datetime) -> None:
    """Other systems hear of it once a day: mail programs and people press the button twice."""
    announce(Event.UNSUBSCRIBED, key=f"{lead.pk}:{now:%Y-%m-%d}", lead=lead, now=now)


@transaction.atomic
def unsubscribe(lead: Lead, *, now: datetime) -> None:
    """The reader wants no more updates. Results they ask for still reach them."""
    record_withdrawn(lead, source=Source.LINK, now=now)
    suppress(lead.email, reason=Suppression.Reason.UNSUBSCRIBE, stream=Stream.UPDATES)
    announce_unsubscribed(lead, now=now)
