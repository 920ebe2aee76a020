"""A booking service reports a conversation: stored once, then judged and put on the lead."""

import hashlib
from datetime import datetime
from typing import Final
from uuid import UUID

from django.core import signing
from django.db import transaction

from leads import outbox
from leads.actions.alerts import Notice, alert_operator
from leads.actions.holding import StaleLead
from leads.actions.leads import cancel_booking, record_booking
from leads.domain.bookings import Booking, What
from leads.models import BookingEvent, Lead, Submission
from leads.models.outbox import Topic
from leads.models.tokens import normalised, submission_of_booking_mark
from leads.outbox import Claimed

NOBODY: Final = "Its address is none of a lead’s, and the link was not one of ours."


def record_booking_event(booking: Booking, *, service: str, body: bytes) -> None:
    """Store it and owe its judgement. The same report again, however often, changes nothing."""
    event = BookingEvent(
        event_key=hashlib.sha256(service.encode() + b"\n" + body).hexdigest(),
        service=service,
        what=booking.what.value,
        reference=booking.reference,
        replaces=booking.replaces,
        starts_at=booking.starts_at,
        happened_at=booking.happened_at,
        lead=_lead_of(booking),
    )
    with transaction.atomic():
        BookingEvent.objects.bulk_create([event], ignore_conflicts=True)
        stored = BookingEvent.objects.only("pk").get(event_key=event.event_key)
        outbox.enqueue(Topic.BOOKING_REPORTED, stored.pk)


def judge_booking(work: Claimed, now: datetime) -> None:
    """Reports come late and in any order: one that was overtaken changes nothing."""
    with transaction.atomic():
        event = BookingEvent.objects.select_related("lead").get(pk=work.key)
        if event.judged_at is None:
            if not event.later().exists():
                _apply(event, now=now)
            BookingEvent.objects.filter(pk=event.pk).update(judged_at=now)
        outbox.complete(work)


def _apply(event: BookingEvent, *, now: datetime) -> None:
    lead, source = event.lead, str(event.get_service_display())
    if lead is None:
        if event.what == What.BOOKED:
            _tell_of_stranger(event, source, now=now)
        return
    try:
        if event.what == What.BOOKED and event.starts_at is not None:
            record_booking(
                lead, at=event.starts_at, source=source, reference=event.reference, now=now
            )
        elif event.what == What.CANCELLED:
            cancel_booking(lead, source=source, reference=event.reference, now=now)
    except StaleLead:
        return  # erased since: there is nobody any more whose conversation it could be


def _tell_of_stranger(event: BookingEvent, source: str, *, now: datetime) -> None:
    text = f"{NOBODY} Find it at {source} as {event.reference}, and note it on its lead."
    notice = Notice("A conversation was booked by somebody unknown", text)
    alert_operator(f"booking:{event.pk}", notice, now=now)


def _lead_of(booking: Booking) -> Lead | None:
    """Whoever our own link was made for; else whoever has the address."""
    if booking.mark:
        try:
            key: UUID = submission_of_booking_mark(booking.mark)
        except (signing.BadSignature, ValueError, TypeError):
            key = UUID(int=0)
        sent = Submission.objects.filter(pk=key, erased_at=None, lead__isnull=False)
        if found := sent.select_related("lead").first():
            return found.lead
    if not booking.email:
        return None
    return Lead.objects.filter(email=normalised(booking.email), erased_at=None).first()
