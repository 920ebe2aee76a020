"""What a reader sent is forgotten when they say so; the receipts stay, and name nobody."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from wagtail.log_actions import log

from leads.actions.announcements import announce, forget_events
from leads.actions.consents import forget_consents
from leads.actions.drafts import forget_draft
from leads.actions.leaving import leave_sequence
from leads.actions.timeline import forget_lines
from leads.domain.webhooks import Event
from leads.models import (
    Delivery,
    Draft,
    Enrolment,
    InboundMessage,
    Lead,
    Submission,
    Suppression,
    TrackingEvent,
)
from leads.models.deliveries import Kind
from leads.models.enrolments import Left
from leads.models.personal import READERS

ERASED = "the reader’s data was erased"
CLOSED = "leads.submission.close_link"
LINK_CLOSED = "the link to the result was closed"


@transaction.atomic
def erase_submission(submission: Submission, *, now: datetime) -> None:
    """Forget who sent it, what they answered and what was written to them. Twice is once.

    Its link opens nothing any more and its mail is not sent. The person is forgotten with it unless
    other submissions of theirs remain. Decision and assignments stay, without identity, and so do
    the counts of scores.
    """
    held = Submission.objects.locked(submission.pk)
    if held.erased_at is not None:
        return
    _erase_mail(held)
    for enrolment in Enrolment.objects.running().filter(submission=held):
        leave_sequence(enrolment, why=Left.ERASED, now=now)
    if draft := Draft.objects.filter(pk=held.pk).first():
        forget_draft(draft)
    if held.lead_id is not None:
        lead = Lead.objects.select_for_update().get(pk=held.lead_id)
        _let_go_of_lead(lead, held, now=now)
    forget_events(submission=held)
    forget_consents(submission=held)
    held.forget(now=now)


@transaction.atomic
def close_result_link(submission: Submission, *, now: datetime, by: Any = None) -> None:
    """The private link opens nothing from now on, and no mail with it leaves. Twice is once.

    `by`: the operator who did it, for the log; None is the reader.
    """
    Submission.objects.with_open_link(now=now).filter(pk=submission.pk).update(
        result_expires_at=now
    )
    for delivery in submission.deliveries.with_the_link().select_for_update():
        delivery.cancel(LINK_CLOSED)
        delivery.save_progress()
    if by is not None:
        log(instance=submission, action=CLOSED, user=by)


def forget_lead(lead: Lead, *, now: datetime) -> None:
    """The person is nobody from now on, and those who were told of them are told so."""
    forget_events(lead=lead)
    forget_lines([lead])
    InboundMessage.objects.filter(Q(assignment__lead=lead) | Q(lead=lead)).forget()
    lead.booking_events.forget()
    _forget_digests(lead)
    forget_consents(lead=lead)
    Suppression.objects.of_addresses([lead.email]).forget()
    lead.forget(now=now)
    announce(Event.ERASED, key=lead.pk, lead=lead, now=now)


def _forget_digests(lead: Lead) -> None:
    """One holds the names of several readers: its words go with the first of them."""
    held = Delivery.objects.select_for_update().filter(
        kind=Kind.DIGEST, advisor__in=lead.assignments.values("advisor")
    )
    for delivery in held.exclude(text="", html=""):
        delivery.forget()


def _erase_mail(submission: Submission) -> None:
    """What is queued is cancelled; what was sent keeps its status and loses its words."""
    deliveries = list(submission.deliveries.select_for_update())
    for delivery in deliveries:
        delivery.cancel(ERASED)
        delivery.forget()
    TrackingEvent.objects.filter(delivery__in=deliveries).update(**READERS["TrackingEvent"])


def _let_go_of_lead(lead: Lead, submission: Submission, *, now: datetime) -> None:
    """Forget the person; or, where they sent more, all that only this submission said of them."""
    others = lead.submissions.filter(erased_at=None).exclude(pk=submission.pk)
    if others.exists():
        lead.describe(others.order_by("submitted_at"))
    else:
        forget_lead(lead, now=now)
