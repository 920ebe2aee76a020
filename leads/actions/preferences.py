"""How much of the follow-up a reader wants: said by them, kept, and obeyed at once."""

from datetime import datetime

from django.db import transaction

from leads.actions.holding import hold_people
from leads.domain.preferences import NOT_WANTED
from leads.domain.statuses import Status
from leads.models import Delivery, Lead, MailPreference, Sequence
from leads.models.deliveries import Kind

ENOUGH = "the reader asked for one mail a week at most"


@transaction.atomic
def prefer_mail(
    lead: Lead, *, weekly: bool = False, only: Sequence | None = None, now: datetime
) -> None:
    """What is queued and no longer welcome does not go. What they said last counts; twice is once.

    Of neither: all that was agreed to again.
    """
    people = hold_people([lead.pk])
    MailPreference.objects.update_or_create(
        lead=lead, defaults={"weekly": weekly, "only": only, "changed_at": now}
    )
    asked = MailPreference.objects.of_people(people)
    queued = Delivery.objects.queued().filter(lead__in=people, kind=Kind.FOLLOW_UP)
    left = Delivery.objects.exclude(status=Status.QUEUED.value)
    recent = left.updates_to(people, now=now)
    for delivery in queued.select_related("step_record").order_by("planned_for", "pk"):
        if not asked.welcomes(delivery.step_record.sequence_id):
            delivery.cancel(NOT_WANTED)
        elif asked.too_many(recent, now=now):
            delivery.cancel(ENOUGH)
        else:
            recent.append(now)
            continue
        delivery.save_progress()
