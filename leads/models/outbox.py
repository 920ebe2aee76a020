"""Work owed, recorded in the transaction of its cause: the queue itself."""

from datetime import timedelta
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now


class Topic(models.TextChoices):
    """What can be owed. The part before the dot is the noun the key names."""

    SUBMISSION_ACCEPTED = "submission.accepted", "score and route a submission"
    DELIVERY_PLANNED = "delivery.planned", "send a message"
    TRACKING_REPORTED = "tracking.reported", "take in a tracking event"
    ASSIGNMENT_REMINDING = "assignment.reminding", "remind an advisor who has not answered"
    ASSIGNMENT_DUE = "assignment.due", "pass on a lead that was not answered in time"
    LEAD_WAKING = "lead.waking", "take up a snoozed lead again"
    REPLY_RECEIVED = "reply.received", "do what an advisor wrote"
    BOOKING_REPORTED = "booking.reported", "take in a booking"
    DIGEST_DUE = "digest.due", "tell an advisor of their open leads"
    DRAFT_BEGUN = "draft.begun", "forget a draft whose time is over"
    WEBHOOK_OWED = "webhook.owed", "tell another system"
    STEP_DUE = "step.due", "take a step of a sequence"


QUEUE_OF = {
    Topic.SUBMISSION_ACCEPTED: "pipeline",
    Topic.DELIVERY_PLANNED: "mail",
    Topic.TRACKING_REPORTED: "pipeline",
    Topic.ASSIGNMENT_REMINDING: "pipeline",
    Topic.ASSIGNMENT_DUE: "pipeline",
    Topic.LEAD_WAKING: "pipeline",
    Topic.REPLY_RECEIVED: "pipeline",
    Topic.BOOKING_REPORTED: "pipeline",
    Topic.DIGEST_DUE: "pipeline",
    Topic.DRAFT_BEGUN: "pipeline",
    Topic.STEP_DUE: "pipeline",
    Topic.WEBHOOK_OWED: "webhooks",  # slow receivers delay neither routing nor mail
}


class OutboxQuerySet(models.QuerySet["OutboxMessage"]):
    def pending(self) -> "OutboxQuerySet":
        return self.filter(done_at=None, dead_at=None)

    def due(self) -> "OutboxQuerySet":
        """Due by the database's clock: the clocks of several machines never agree."""
        return self.pending().filter(available_at__lte=Now())

    def known(self) -> "OutboxQuerySet":
        """What this release can do. A topic of a newer one waits for a worker of that release."""
        return self.filter(topic__in=Topic.values)

    def dead(self) -> "OutboxQuerySet":
        return self.exclude(dead_at=None)

    def held(self, token: Any) -> "OutboxQuerySet":
        """Rows this token still holds: a lease taken over by another writes nothing."""
        return self.pending().filter(token=token)


class OutboxMessage(models.Model):
    """One piece of work: topic + key + when. Claiming it moves `available_at` to the lease's end.

    Kept when done, so that the unique key refuses the same work a second time.
    """

    topic = models.CharField(max_length=40, choices=Topic)
    key = models.CharField(max_length=64)
    queue = models.CharField(max_length=20)
    created_at = models.DateTimeField(db_default=Now())
    available_at = models.DateTimeField(db_default=Now())
    attempts = models.PositiveSmallIntegerField(default=0)
    token = models.UUIDField(null=True, editable=False)
    claimed_by = models.CharField(max_length=80, blank=True)
    last_error = models.CharField(max_length=300, blank=True)
    # Of the request that this work, or the work before it, was caused by. The database fills it in
    # where a process of the release before does not know the column.
    request_id = models.CharField(max_length=64, blank=True, default="", db_default="")
    done_at = models.DateTimeField(null=True)
    dead_at = models.DateTimeField(null=True)

    objects = OutboxQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["topic", "key"], name="one_outbox_message_per_work"),
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(dead_at=None), name="outbox_done_or_dead_not_both"
            ),
        ]
        indexes = [
            # What claim and sweep ask every second: only pending rows, in due order.
            models.Index(
                F("queue"),
                F("available_at"),
                name="outbox_pending",
                condition=Q(done_at=None, dead_at=None),
            ),
            # The rows of one claim, found again by its token.
            models.Index(F("token"), name="outbox_token", condition=Q(token__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.key}"

    @property
    def state(self) -> str:
        if self.done_at:
            return "done"
        return "dead" if self.dead_at else "pending"


def later(delay: timedelta) -> Any:
    """A moment by the database's clock, for `available_at`."""
    return Now() + delay
