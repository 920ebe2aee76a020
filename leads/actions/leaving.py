"""Out of a sequence: the next step is no longer owed, and what is queued does not go."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from leads.models import Delivery, Enrolment, Lane, Lead
from leads.models.deliveries import Stream
from leads.models.enrolments import Left
from leads.models.suppressions import Suppression


def leave_sequence(enrolment: Enrolment, *, why: Left, now: datetime) -> None:
    """This one, whatever it says it goes on after. Twice is once."""
    _leave([enrolment.pk], why=why, now=now)


def leave_sequences(lead: Lead, *, why: Left, now: datetime) -> None:
    """Every sequence that this ends; those that go on after it go on."""
    running = Enrolment.objects.running().filter(lead=lead).select_related("version")
    ended = [each.pk for each in running if why.value not in each.version.series.stays_after]
    _leave(ended, why=why, now=now)


def leave_other_lanes(lead: Lead, lane: Lane, *, now: datetime) -> None:
    """The reader is routed to this lane now: sequences of others end, where routing began them."""
    running = Enrolment.objects.running().filter(lead=lead).select_related("version")
    _leave(
        [each.pk for each in running if not each.is_for(lane.key)], why=Left.LANE_CHANGED, now=now
    )


def leave_as_suppressed(address: str) -> None:
    """The address may not get updates any more, whoever found out."""
    lead = Lead.objects.filter(email=address, erased_at=None).first()
    if lead is not None:
        blocked = Suppression.objects.blocking(address, Stream.UPDATES).first()
        unsubscribed = blocked is not None and blocked.reason == Suppression.Reason.UNSUBSCRIBE
        running = Enrolment.objects.running().filter(lead=lead).values_list("pk", flat=True)
        why = Left.UNSUBSCRIBED if unsubscribed else Left.SUPPRESSED
        _leave(list(running), why=why, now=Now())


@transaction.atomic
def record_reply(lead: Lead, *, now: datetime) -> None:
    """The reader answered one of our mails: whatever a reply ends, ends. Twice is once."""
    Lead.objects.filter(pk=lead.pk, replied_at=None).update(replied_at=now)
    leave_sequences(lead, why=Left.REPLIED, now=now)


def _leave(enrolments: Collection[int], *, why: Left, now: Any) -> None:
    if enrolments:
        _end(enrolments, why=why, now=now)


@transaction.atomic
def _end(enrolments: Collection[int], *, why: Left, now: Any) -> None:
    for enrolment in Enrolment.objects.running().filter(pk__in=enrolments).select_for_update():
        enrolment.leave(why, now=now)
        enrolment.save()
        queued = Delivery.objects.queued().filter(step_record__enrolment=enrolment)
        for delivery in queued.select_for_update():
            delivery.cancel(f"left the sequence: {why.label}")
            delivery.save_progress()
