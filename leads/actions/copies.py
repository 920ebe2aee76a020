"""A reader asks for their result as PDF, to the address they left with it and to no other."""

from datetime import datetime

from django.db import transaction

from leads.actions.deliveries import plan_delivery
from leads.actions.suppressions import is_suppressed
from leads.models import Submission
from leads.models.deliveries import Kind, Stream


def may_have_copy(submission: Submission) -> bool:
    """What looks automated is mailed nothing: it may have typed anybody's address."""
    return bool(submission.email) and not submission.flag


def request_copy(submission: Submission, *, now: datetime) -> bool:
    """Owe the mail; asked for twice in one day it is one mail. False where none can be sent."""
    with transaction.atomic():
        held = Submission.objects.locked(submission.pk)
        if not may_have_copy(held) or is_suppressed(held.email, Stream.RESULTS):
            return False
        plan_delivery(
            Kind.RESULT_COPY,
            key=f"result_copy:{held.pk}:{now:%Y-%m-%d}",
            submission=held,
            lead=held.lead,
            to_address=held.email,
            planned_for=now,
        )
    return True
