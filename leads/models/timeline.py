"""What happened with a lead, line by line, as the admin shows it."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from leads.models.acting import BY_WHOM, ActedModel
from leads.models.appendonly import AppendOnlyQuerySet
from leads.models.personal import READERS


class LeadEventKind(models.TextChoices):
    OFFERED = "offered", "offered"
    REMINDED = "reminded", "reminded"
    POSTPONED = "postponed", "answer postponed"
    ACCEPTED = "accepted", "accepted"
    DECLINED = "declined", "declined"
    EXPIRED = "expired", "not answered in time"
    RETURNED = "returned", "given back"
    REASSIGNED = "reassigned", "given to somebody else"
    REROUTED = "rerouted", "moved to another lane"
    MERGED = "merged", "merged"
    UNPLACED = "unplaced", "nobody could take it"
    ESCALATED = "escalated", "the operator was told"
    NOTED = "noted", "note"
    SNOOZED = "snoozed", "snoozed"
    WOKEN = "woken", "taken up again"
    CAME_BACK = "came_back", "answered again"
    REPLIED = "replied", "the reader wrote back"
    BOOKED = "booked", "conversation booked"
    CANCELLED = "cancelled", "conversation cancelled"
    OUTCOME = "outcome", "outcome"


class Outcome(models.TextChoices):
    MET = "met", "met"
    GOOD_FIT = "good_fit", "a good fit"
    WON = "won", "won"
    LOST = "lost", "lost"


class LeadEventQuerySet(AppendOnlyQuerySet):
    def of_person(self, leads: object) -> "LeadEventQuerySet":
        """Of these rows of one person, the newest first, with all that is shown of a line."""
        shown = self.select_related("advisor", "lane", "lead", *BY_WHOM)
        return shown.filter(lead__in=leads).order_by("-at", "-pk")

    def forget(self) -> None:
        """What people wrote about a reader goes with the reader; what happened stays."""
        models.QuerySet.update(self, **READERS["LeadEvent"])


class LeadEvent(ActedModel):
    """One line. `text` is what a person or the draw said of it, and goes when the reader goes."""

    lead = models.ForeignKey("leads.Lead", on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=12, choices=LeadEventKind)
    text = models.TextField(blank=True)
    assignment = models.ForeignKey(
        "leads.Assignment", null=True, on_delete=models.PROTECT, related_name="timeline"
    )
    advisor = models.ForeignKey(
        "leads.Advisor", null=True, on_delete=models.PROTECT, related_name="+"
    )
    lane = models.ForeignKey("leads.Lane", null=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    until = models.DateTimeField(null=True)  # of what waits; of a booking, when it is
    # The name of one press of a button, so that a second arrival of it is not a second line.
    once = models.UUIDField(null=True, unique=True)

    objects: ClassVar[Any] = LeadEventQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta(ActedModel.Meta):
        ordering = ["-at", "-pk"]
        constraints = [
            *ActedModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(kind="outcome") & ~Q(outcome="") | ~Q(kind="outcome") & Q(outcome=""),
                name="an_outcome_has_its_line",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=False) | ~Q(kind__in=["postponed", "snoozed", "booked"]),
                name="what_waits_says_until_when",
            ),
        ]
        indexes = [models.Index(fields=["lead", "-at"], name="timeline_of_lead")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"
