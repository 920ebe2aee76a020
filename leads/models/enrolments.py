"""Who is in which follow-up sequence, and what became of each step."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q


class Entered(models.TextChoices):
    ROUTED = "routed", "routed to its lane"
    AGAIN = "again", "routed to its lane again"
    MOVED = "moved", "moved to its lane by a person"
    BY_HAND = "by_hand", "put in by a person"


class Left(models.TextChoices):
    FINISHED = "finished", "had every step"
    BOOKED = "booked", "booked a conversation"
    REPLIED = "replied", "replied"
    OUTCOME = "outcome", "an outcome was noted"
    UNSUBSCRIBED = "unsubscribed", "unsubscribed"
    SUPPRESSED = "suppressed", "the address is suppressed"
    ERASED = "erased", "the reader’s data was erased"
    LANE_CHANGED = "lane_changed", "routed to another lane"
    MERGED = "merged", "merged into another lead"
    NOT_AGREED = "not_agreed", "no longer agreed to"
    BY_HAND = "by_hand", "taken out by a person"


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def running(self) -> "EnrolmentQuerySet":
        return self.filter(left_at=None)

    def locked(self, key: Any) -> "Enrolment":
        """One enrolment with its version, held until the transaction ends."""
        held = self.select_related("version", "submission__decision", "lead")
        return held.select_for_update(of=("self",)).get(pk=key)

    def due(self, *, now: datetime) -> "EnrolmentQuerySet":
        """Whose next step has been due, with what that is judged by."""
        shown = self.select_related("version", "lead", "submission__decision")
        return shown.running().filter(step_due__lte=now)


class Enrolment(models.Model):
    """One reader in one sequence, from entering to leaving, on the version they entered.

    `next_step` is due at `step_due` by what the step says; it goes at `next_at`, which is later
    where caps or quiet hours made it wait. Of one who left, it is the step they did not get.
    """

    lead = models.ForeignKey("leads.Lead", on_delete=models.PROTECT, related_name="enrolments")
    sequence = models.ForeignKey(
        "leads.Sequence", on_delete=models.PROTECT, related_name="enrolments"
    )
    version = models.ForeignKey(
        "leads.PublishedSequence", on_delete=models.PROTECT, related_name="enrolments"
    )
    submission = models.ForeignKey(
        "leads.Submission", on_delete=models.PROTECT, related_name="enrolments"
    )
    entered_at = models.DateTimeField()
    entered_because = models.CharField(max_length=10, choices=Entered)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    next_step = models.CharField(max_length=60, blank=True)
    step_due = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    left_because = models.CharField(max_length=20, choices=Left, blank=True)

    objects = EnrolmentQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-entered_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["lead", "sequence"],
                condition=Q(left_at=None),
                name="one_running_enrolment_per_sequence",
            ),
            models.CheckConstraint(
                condition=Q(left_at=None, left_because="", next_at__isnull=False)
                | (Q(left_at__isnull=False, next_at=None) & ~Q(left_because="")),
                name="an_enrolment_runs_or_was_left_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} since {self.entered_at:%Y-%m-%d}"

    def is_for(self, lane_key: str) -> bool:
        """Whether a reader of this lane may be in it: who was put in by hand may, in any lane."""
        by_hand = self.entered_because == Entered.BY_HAND
        return by_hand or lane_key in self.version.series.lanes

    def plan(self, step: str, *, due: datetime) -> None:
        self.next_step, self.step_due, self.next_at = step, due, due

    def leave(self, why: Left, *, now: Any) -> None:
        self.left_at, self.left_because = now, why
        self.step_due = self.next_at = None
        if why is Left.FINISHED:
            self.next_step = ""


class StepRecord(models.Model):
    """What became of one step for one reader. Nobody gets the same one twice, ever."""

    class Outcome(models.TextChoices):
        SENT = "sent", "sent"
        SKIPPED = "skipped", "skipped"

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="records")
    lead = models.ForeignKey("leads.Lead", on_delete=models.PROTECT, related_name="+")
    sequence = models.ForeignKey("leads.Sequence", on_delete=models.PROTECT, related_name="records")
    step = models.CharField(max_length=60)
    outcome = models.CharField(max_length=10, choices=Outcome)
    reason = models.CharField(max_length=200, blank=True)  # why it was skipped
    at = models.DateTimeField()
    delivery = models.OneToOneField(
        "leads.Delivery", null=True, on_delete=models.PROTECT, related_name="step_record"
    )

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["lead", "sequence", "step"],
                condition=Q(outcome="sent"),
                name="nobody_gets_the_same_step_twice",
            ),
            models.UniqueConstraint(
                fields=["enrolment", "step"], name="one_record_per_step_of_an_enrolment"
            ),
            models.CheckConstraint(
                condition=Q(outcome="sent", delivery__isnull=False)
                | Q(outcome="skipped", delivery=None),
                name="a_step_sent_has_its_delivery",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.outcome}"
