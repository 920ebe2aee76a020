"""Whom we must not mail, and stopping what is already queued for them."""

from datetime import datetime
from typing import Any, Final

from django.db import transaction
from wagtail.log_actions import log

from leads.actions.announcements import announce
from leads.actions.consents import record_lifted, record_withdrawn
from leads.actions.leaving import leave_as_suppressed
from leads.domain.actors import Actor
from leads.domain.statuses import Status
from leads.domain.webhooks import Event
from leads.models import Delivery, Lead, Suppression
from leads.models.consents import Source
from leads.models.deliveries import Stream
from leads.models.tokens import address_hash, normalised

EVERY_STREAM = ""
LIFTED: Final = "leads.suppression.lift"
# What a reader wanted; the others are about the mailbox.
SAID_BY_READERS: Final = (Suppression.Reason.UNSUBSCRIBE, Suppression.Reason.COMPLAINT)


class NotLifted(Exception):
    """`field` of the form, and a sentence for whoever filled it in."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field, self.sentence = field, sentence


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


@transaction.atomic
def lift_suppression(
    suppression: Suppression, *, address: str, reason: str, by: Any, now: datetime
) -> None:
    """A person takes it back, for a reason: from now on the address may be mailed again, unless
    something else stands in the way. Nothing that was cancelled is sent. Twice is once.

    Whoever lifts it says whose address it is: only its hash is kept. Raises NotLifted.
    """
    if not reason.strip():
        raise NotLifted("reason", "Say why: whoever asks later finds it here.")
    if address_hash(address) != suppression.address_hash:
        raise NotLifted("address", "This is not the address that is suppressed here.")
    held = Suppression.objects.select_for_update().get(pk=suppression.pk)
    if held.lifted_at is not None:
        return
    held.lifted_at, held.lifted_by, held.lift_reason = now, by, reason.strip()
    held.save(update_fields=["lifted_at", "lifted_by", "lift_reason"])
    lead = Lead.objects.filter(email=normalised(address), erased_at=None).first()
    if lead is not None and held.reason in SAID_BY_READERS:
        record_lifted(lead, reason=reason, by=Actor.staff(by.pk), now=now)
    log(instance=held, action=LIFTED, user=by)
