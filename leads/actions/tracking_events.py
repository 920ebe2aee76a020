"""T5: what the mail service reports is stored as it comes, and judged afterwards.

Reports come late, twice, and in any order; none of it makes a difference.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from leads import outbox
from leads.actions.consents import record_withdrawn
from leads.actions.health import judge_sending
from leads.actions.suppressions import (
    EVERY_STREAM,
    announce_unsubscribed,
    cancel_queued,
    suppress_hash,
)
from leads.domain.backoff import delay as backoff_delay
from leads.domain.machines import Machine, is_at_once
from leads.domain.statuses import (
    Status,
    SuppressionReason,
    next_status,
    suppression_for,
)
from leads.models import Delivery, TrackingEvent
from leads.models.consents import Source
from leads.models.deliveries import Stream
from leads.models.outbox import Topic
from leads.models.tokens import address_hash
from leads.outbox import MOST_ATTEMPTS, Claimed


@dataclass(frozen=True, slots=True)
class Report:
    """One tracking event in Anymail's words; whatever the service left out is "" or None."""

    event_type: str
    service: str
    event_id: str = ""
    message_id: str = ""
    delivery_id: UUID | None = None
    recipient: str = ""
    reject_reason: str = ""
    happened_at: datetime | None = None
    machine: Machine | None = None


def record_tracking_event(report: Report) -> None:
    """Store it and owe its judgement. The same report again changes nothing."""
    hashed = address_hash(report.recipient) if report.recipient else ""
    event = TrackingEvent(
        event_key=_key(report, hashed),
        event_type=report.event_type[:20],
        service=report.service[:40],
        service_message_id=report.message_id[:200],
        delivery=_delivery_of(report),
        address_hash=hashed,
        reject_reason=report.reject_reason[:20],
        happened_at=report.happened_at,
        machine=report.machine or "",
    )
    with transaction.atomic():
        TrackingEvent.objects.bulk_create([event], ignore_conflicts=True)
        stored = TrackingEvent.objects.only("pk").get(event_key=event.event_key)
        outbox.enqueue(Topic.TRACKING_REPORTED, stored.pk)


def apply_tracking_event(work: Claimed, now: datetime) -> None:
    """Move the delivery, suppress the address, cancel what is queued for it.

    A report may overtake the sender's own note of the service's id: it waits for that a few times.
    """
    with transaction.atomic():
        event = TrackingEvent.objects.select_for_update().get(pk=work.key)
        delivery = _matched(event)
        if delivery is None and event.service_message_id and work.attempts < MOST_ATTEMPTS:
            outbox.postpone(work, backoff_delay(work.attempts), counts=True)
        else:
            outbox.complete(work)
        if delivery is not None:
            _mark_machine(delivery, event)
            _move(delivery, event)
        _suppress(event, delivery, now=now)
        if delivery is not None and _may_change_rates(event):
            judge_sending(delivery.kind, now=now)
        if delivery is not None and not delivery.to_address:
            event.forget()  # its delivery was erased


def _key(report: Report, hashed: str) -> str:
    """The service's own id of the event where it gives one, else what makes the event itself."""
    happened = report.happened_at.isoformat() if report.happened_at else ""
    alike = [report.event_id] if report.event_id else [report.message_id, hashed, happened]
    identity = json.dumps([report.service, report.event_type, *alike])
    return hashlib.sha256(identity.encode()).hexdigest()


def _delivery_of(report: Report) -> Delivery | None:
    if report.delivery_id is None:
        return None
    return Delivery.objects.filter(pk=report.delivery_id).first()


def _matched(event: TrackingEvent) -> Delivery | None:
    """By our own mark; else by the service's id of the message, or by our Message-ID."""
    if event.delivery_id:
        return Delivery.objects.locked(event.delivery_id)
    if not event.service_message_id:
        return None
    ours = f"<{event.service_message_id.strip('<>')}>"
    found = Delivery.objects.select_for_update().filter(
        Q(service_message_id=event.service_message_id) | Q(message_id=ours)
    )
    event.delivery = found.first()
    event.save(update_fields=["delivery"])
    return event.delivery


def _may_change_rates(event: TrackingEvent) -> bool:
    """A complaint or a return at once; and now and then whatever comes: as more mail leaves, few
    complaints become a rate."""
    return event.event_type in ("complained", "bounced", "rejected") or event.pk % 50 == 0


def _mark_machine(delivery: Delivery, event: TrackingEvent) -> None:
    """By the service's own time of arrival, where it told of that by now."""
    told = delivery.events.filter(event_type="delivered", happened_at__isnull=False)
    arrived = told.values_list("happened_at", flat=True).order_by("happened_at").first()
    if event.machine == "" and is_at_once(
        event.event_type, happened=event.happened_at, arrived=arrived or delivery.sent_at
    ):
        event.machine = Machine.AT_ONCE.value
        event.save(update_fields=["machine"])


def _move(delivery: Delivery, event: TrackingEvent) -> None:
    """What a machine opened or clicked has left us, and no more is known of it."""
    said = "sent" if event.machine else event.event_type
    after = next_status(Status(delivery.status), said)
    if after != delivery.status:
        delivery.status = after.value
        delivery.save_progress()


def _suppress(event: TrackingEvent, delivery: Delivery | None, *, now: datetime) -> None:
    reason = suppression_for(event.event_type, event.reject_reason)
    known = delivery.to_address if delivery else ""
    hashed = event.address_hash or (address_hash(known) if known else "")
    if reason is None or not hashed:
        return
    # An unsubscription is from the updates; a dead mailbox or a complaint is about everything.
    stream = Stream.UPDATES if reason is SuppressionReason.UNSUBSCRIBE else EVERY_STREAM
    suppress_hash(hashed, reason=reason, stream=stream)
    if delivery is not None and hashed == address_hash(delivery.to_address):
        cancel_queued(delivery.to_address, stream)
        # Of a brief the address is an advisor's: it says nothing of the reader it is about.
        if delivery.lead is not None and delivery.stream is not Stream.BRIEFS:
            if reason is not SuppressionReason.HARD_BOUNCE:
                record_withdrawn(delivery.lead, source=Source.SERVICE, now=now)
            announce_unsubscribed(delivery.lead, now=now)
