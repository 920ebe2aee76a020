"""One person is forgotten everywhere, at once and whole."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from wagtail.log_actions import log

from leads.actions.drafts import forget_draft
from leads.actions.retention import ERASED, erase_submission, forget_lead
from leads.models import Delivery, Draft, InboundMessage, Lead, TrackingEvent
from leads.models.people import person_with
from leads.models.personal import READERS

ERASED_PERSON = "leads.person.erase"


@dataclass(frozen=True, slots=True)
class Erased:
    """How many rows of each kind lost their identity."""

    submissions: int = 0
    drafts: int = 0
    messages: int = 0
    leads: int = 0

    @property
    def anything(self) -> bool:
        return bool(self.submissions or self.drafts or self.messages or self.leads)


@transaction.atomic
def erase_person(address: str, *, now: datetime, by: Any = None) -> Erased:
    """Submissions, drafts, messages and what was noted about whoever reads this address.

    Queued mail is cancelled and every link of theirs opens nothing. Receipts and counts stay and
    name nobody; that the address must not be mailed, if so, stays as a keyed hash. Twice is once.
    `by`: the operator who did it, for the log; None is the command line.
    """
    found = person_with(address)
    for submission in found.submissions:
        erase_submission(submission, now=now)
    for draft in Draft.objects.select_for_update().filter(pk__in=[d.pk for d in found.drafts]):
        forget_draft(draft)
    _forget_messages(found.messages)
    written = InboundMessage.objects.filter(pk__in=[each.pk for each in found.written])
    written.update(**READERS["InboundMessage"], from_address="")
    leads = Lead.objects.select_for_update().filter(pk__in=[lead.pk for lead in found.leads])
    for lead in leads.filter(erased_at=None):
        forget_lead(lead, now=now)
    for lead in leads:
        log(instance=lead, action=ERASED_PERSON, user=by)
    messages = len(found.messages) + len(found.written)
    return Erased(len(found.submissions), len(found.drafts), messages, len(found.leads))


def _forget_messages(messages: tuple[Delivery, ...]) -> None:
    rows = Delivery.objects.select_for_update().filter(pk__in=[each.pk for each in messages])
    for delivery in rows:
        delivery.cancel(ERASED)
        delivery.forget()
    TrackingEvent.objects.filter(delivery__in=rows).update(**READERS["TrackingEvent"])
