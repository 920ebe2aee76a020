"""Once a day at work an advisor is told of their open leads; with none open, of nothing.

Each digest owes the next. The chain ends with the last open lead, and where nobody
works any more; it begins with the next offer, and whenever the advisor is changed.
"""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from leads import outbox
from leads.actions.deliveries import plan_delivery
from leads.domain.working_time import first_of_day
from leads.mail.digests import open_turns
from leads.models import Advisor, Assignment
from leads.models.deliveries import Kind
from leads.models.outbox import Topic
from leads.outbox import AT_ONCE, Claimed


def owe_digest(advisor: Advisor, *, now: datetime) -> None:
    """At the beginning of their next day at work. One a day, however often it is owed."""
    at = first_of_day(advisor.calendar, now)
    if at is None:
        return
    day = at.astimezone(advisor.calendar.zone).date()
    delay = max(at - timezone.now(), AT_ONCE)
    outbox.enqueue(Topic.DIGEST_DUE, f"{advisor.pk}.{day}", delay=delay)


def begin_digests(advisor: Advisor, *, now: datetime) -> None:
    """Of an advisor who was changed: hours that can be worked, or their return, begin the chain."""
    if advisor.active and Assignment.objects.open().filter(advisor=advisor).exists():
        owe_digest(advisor, now=now)


def tell_of_open_leads(work: Claimed, now: datetime) -> None:
    key, _, day = work.key.partition(".")
    with transaction.atomic():
        advisor = Advisor.objects.prefetch_related("absences").get(pk=key)
        if advisor.active and open_turns(advisor, now=now):
            _plan(advisor, date.fromisoformat(day), now=now)
        begin_digests(advisor, now=now)
        outbox.complete(work)


def _plan(advisor: Advisor, day: date, *, now: datetime) -> None:
    plan_delivery(
        Kind.DIGEST,
        key=f"digest:{advisor.pk}:{day}",
        advisor=advisor,
        to_address=advisor.email,
        planned_for=now,
    )
