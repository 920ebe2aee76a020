"""Double opt-in: who has agreed confirms it from their own address before any follow-up."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from leads.actions.consents import record_confirmed
from leads.actions.deliveries import plan_delivery
from leads.actions.holding import hold_people
from leads.actions.sequences import enter_sequences_of
from leads.actions.situations import person_of
from leads.domain.consent import Said, Standing
from leads.domain.followups import may_follow_up
from leads.models import ConsentEvent, Delivery, Lane, Lead, Submission, Suppression
from leads.models.deliveries import Kind, Stream

AGAIN_AFTER: Final = timedelta(days=1)


def ask_to_confirm(lead: Lead, submission: Submission, *, now: datetime) -> None:
    """Owe the mail with the link, once a day at most: anybody can type anybody's address."""
    asked = Delivery.objects.filter(kind=Kind.CONFIRM, lead=lead)
    if asked.filter(planned_for__gt=now - AGAIN_AFTER).exists():
        return
    plan_delivery(
        Kind.CONFIRM,
        key=f"confirm:{submission.pk}",
        submission=submission,
        lead=lead,
        to_address=lead.email,
        planned_for=now,
    )


@transaction.atomic
def confirm_consent(submission: Submission, *, now: datetime) -> Standing:
    """The reader opened the link and pressed its button: the follow-up of their lane begins.

    Twice is once. What was withdrawn since stays withdrawn: the answer says where they stand.
    """
    if submission.lead is None:
        raise ValueError(f"{submission} belongs to no lead.")
    held = hold_people([submission.lead.pk])
    lead = next(each for each in held if each.pk == submission.lead_id)
    standing: Standing = ConsentEvent.objects.standing_of(lead)
    used = ConsentEvent.objects.filter(submission=submission, said=Said.CONFIRMED)
    if standing is Standing.PENDING and not used.exists():
        record_confirmed(lead, submission, now=now)
        standing = Standing.AGREED
        _begin(lead, submission, now=now)
    return standing


def _begin(lead: Lead, submission: Submission, *, now: datetime) -> None:
    blocked = Suppression.objects.blocking(lead.email, Stream.UPDATES).exists()
    if not may_follow_up(consent=True, suppressed=blocked, erased=lead.erased_at is not None):
        return
    lane = Lane.objects.filter(key=person_of([lead]).lane).first()
    if lane is not None:
        enter_sequences_of(lane, lead, submission=submission, now=now)
