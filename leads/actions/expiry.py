"""What has been kept long enough goes: oldest first, in small transactions, and may run twice."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final

from django.db import transaction

from leads.actions.deliveries import REPLAYABLE
from leads.actions.retention import erase_submission
from leads.domain.retention import Periods
from leads.domain.statuses import FINAL
from leads.models import (
    Delivery,
    InboundMessage,
    OutboxMessage,
    Submission,
    WebhookDelivery,
    WebhookEvent,
)
from leads.models.personal import READERS

CHUNK: Final = 200
WORDS: Final = ("subject", "text", "html")

type Step = Callable[[datetime, datetime], int]


def expire(periods: Periods, *, now: datetime) -> Iterator[tuple[str, int]]:
    """Chunk after chunk, (which period, how many rows), until nothing is older than it may be.

    The caller may stop between any two: what is left goes the next time.
    """
    for name, step in STEPS:
        before = periods.before(name, now=now)
        while before is not None and (count := step(before, now)):
            yield name, count


def _submissions(before: datetime, now: datetime) -> int:
    """Each erased whole, in a transaction of its own, as if its reader had asked."""
    old = Submission.objects.filter(erased_at=None, submitted_at__lt=before)
    found = list(old.order_by("submitted_at")[:CHUNK])
    for submission in found:
        erase_submission(submission, now=now)
    return len(found)


@transaction.atomic
def _mail_words(before: datetime, _now: datetime) -> int:
    """Of mails that are over and that nobody may replay; their addresses go with the submission."""
    over = [status.value for status in FINAL - REPLAYABLE]
    old = Delivery.objects.filter(status__in=over, created_at__lt=before).exclude(text="", html="")
    keys = list(old.order_by("created_at").values_list("pk", flat=True)[:CHUNK])
    return Delivery.objects.filter(pk__in=keys).update(**dict.fromkeys(WORDS, ""))


@transaction.atomic
def _replies(before: datetime, _now: datetime) -> int:
    """Of mails to us that were judged, from strangers too, and who wrote them."""
    forgotten = {**READERS["InboundMessage"], "from_address": ""}
    judged = InboundMessage.objects.exclude(became=InboundMessage.Became.RECEIVED)
    old = judged.filter(received_at__lt=before).exclude(**forgotten)
    keys = list(old.order_by("received_at").values_list("pk", flat=True)[:CHUNK])
    return InboundMessage.objects.filter(pk__in=keys).update(**forgotten)


@transaction.atomic
def _webhook_data(before: datetime, _now: datetime) -> int:
    """Of events that nobody is owed any more."""
    owed = WebhookDelivery.objects.open().values("event")
    forgotten = READERS["WebhookEvent"]
    old = WebhookEvent.objects.filter(happened_at__lt=before).exclude(**forgotten)
    keys = list(old.exclude(pk__in=owed).values_list("pk", flat=True)[:CHUNK])
    return WebhookEvent.objects.filter(pk__in=keys).update(**forgotten)


@transaction.atomic
def _finished_work(before: datetime, _now: datetime) -> int:
    """What it did has keys of its own, so that a second time would change nothing either."""
    old = OutboxMessage.objects.filter(done_at__lt=before)
    keys = list(old.values_list("pk", flat=True)[:CHUNK])
    return OutboxMessage.objects.filter(pk__in=keys).delete()[0]


STEPS: Final[tuple[tuple[str, Step], ...]] = (
    ("submissions", _submissions),
    ("mail_words", _mail_words),
    ("mail_words", _replies),
    ("webhook_data", _webhook_data),
    ("finished_work", _finished_work),
)
