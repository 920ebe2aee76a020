"""Who was offered a lead, and what came of it: the turns, and the ledger of them."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from leads.domain.assignments_life import ENDED, OPEN, Event, State
from leads.models.acting import ActedModel
from leads.models.appendonly import AppendOnlyModel, AppendOnlyQuerySet
from leads.models.lanes import ContactDetails
from leads.models.personal import READERS

IS_OPEN = Q(state__in=sorted(OPEN))

# Offers whose reader's address the lane shows only to who has accepted.
ADDRESS_KEPT_BACK = Q(
    state=State.OFFERED.value, lane__contact_details=ContactDetails.AFTER_ACCEPTING
)


class AssignmentQuerySet(AppendOnlyQuerySet):
    def open(self) -> "AssignmentQuerySet":
        """Those that hold their lead: offered or accepted, and not ended."""
        return self.filter(IS_OPEN)

    def with_a_result(self) -> "AssignmentQuerySet":
        """Those with something a reader sent that is not erased."""
        since = Assignment.objects.filter(
            continued_by__isnull=False, continued_by__submission__erased_at=None
        )
        own = Q(decision__submission__erased_at=None)
        return self.filter(own | Q(pk__in=since.values("pk")))

    def with_parties(self) -> "AssignmentQuerySet":
        return self.select_related("advisor", "lane", "lead", "decision__submission")

    def locked(self, key: Any) -> "Assignment":
        """One, held until the transaction ends."""
        return self.with_parties().select_for_update(of=("self",)).get(pk=key)

    def of_person(self, leads: Any) -> "AssignmentQuerySet":
        """Of these rows of one person, the newest first."""
        return self.filter(lead__in=leads).order_by("-pk")


class Assignment(AppendOnlyModel):
    """A lead offered to an advisor. The newest of a decision is the owner.

    Who, why and when never change. Where it stands does, by `move` and nothing else.
    """

    decision = models.ForeignKey(
        "leads.Decision", on_delete=models.PROTECT, related_name="assignments"
    )
    number = models.PositiveSmallIntegerField(default=1)
    lead = models.ForeignKey("leads.Lead", on_delete=models.PROTECT, related_name="assignments")
    lane = models.ForeignKey("leads.Lane", on_delete=models.PROTECT, related_name="assignments")
    advisor = models.ForeignKey(
        "leads.Advisor", on_delete=models.PROTECT, related_name="assignments"
    )
    reason = models.TextField()
    considered = models.JSONField(default=list)  # its draw; empty where a person chose
    due_at = models.DateTimeField()
    state = models.CharField(
        max_length=12, choices=[(s.value, s.value) for s in State], default=State.OFFERED.value
    )
    postponements = models.PositiveSmallIntegerField(default=0)
    accepted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    objects: ClassVar[Any] = AssignmentQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "number"], name="one_assignment_per_turn"),
            models.UniqueConstraint(
                fields=["decision"], condition=IS_OPEN, name="one_holder_per_decision"
            ),
            models.CheckConstraint(
                condition=Q(IS_OPEN, ended_at=None)
                | Q(state__in=sorted(ENDED), ended_at__isnull=False),
                name="assignment_ends_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["accepted", "returned"], accepted_at__isnull=False)
                | Q(state__in=["offered", "declined", "expired"], accepted_at=None)
                | Q(state__in=["reassigned", "rerouted", "merged"]),
                name="assignment_accepted_when_it_says_so",
            ),
        ]
        indexes = [
            # An advisor's leads of the last day, counted against the cap under the lane's lock.
            models.Index(fields=["advisor", "-created_at"], name="assignment_of_advisor")
        ]

    def __str__(self) -> str:
        return f"Assignment {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def newest_decision(self) -> Any:
        """Of the results this turn is about, the last that is not erased; else its own."""
        since = self.continued_by.select_related("submission").order_by("-pk")
        return since.filter(submission__erased_at=None).first() or self.decision

    @property
    def submission(self) -> Any:
        """What the reader sent last of all that this turn is about."""
        return self.newest_decision.submission

    def move(self, to: State, *, now: datetime) -> None:
        """The state this leaves behind, with its moment; the ledger says the rest."""
        moved: dict[str, Any] = {"state": to.value}
        if to is State.ACCEPTED:
            moved["accepted_at"] = now
        if to in ENDED:
            moved["ended_at"] = now
        self._write(**moved)

    def postpone(self, *, due_at: datetime) -> None:
        self._write(due_at=due_at, postponements=self.postponements + 1)

    def _write(self, **values: Any) -> None:
        rows: models.QuerySet[Any] = models.QuerySet(type(self)).filter(
            pk=self.pk, state=self.state
        )
        if not rows.update(**values):
            raise RuntimeError(f"{self} was moved by somebody who did not hold its lead.")
        for name, value in values.items():
            setattr(self, name, value)


class AssignmentEventQuerySet(AppendOnlyQuerySet):
    def forget(self) -> None:
        """What people wrote about a reader goes with the reader; what happened stays."""
        models.QuerySet.update(self, **READERS["AssignmentEvent"])


class AssignmentEvent(ActedModel):
    """One line of the ledger: what happened to a turn, of which advisor in which lane."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="events")
    advisor = models.ForeignKey("leads.Advisor", on_delete=models.PROTECT, related_name="+")
    lane = models.ForeignKey("leads.Lane", on_delete=models.PROTECT, related_name="+")
    event = models.CharField(max_length=12, choices=[(e.value, e.value) for e in Event])
    round = models.PositiveSmallIntegerField(default=0)  # how often it was postponed until then
    reason = models.TextField(blank=True)

    objects: ClassVar[Any] = AssignmentEventQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta(ActedModel.Meta):
        ordering = ["pk"]
        constraints = [
            *ActedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["assignment", "event", "round"], name="each_event_of_a_turn_once"
            ),
        ]
        indexes = [
            # The summaries of an advisor's and of a lane's page.
            models.Index(F("advisor"), F("lane"), F("event"), name="ledger_of_advisor"),
            models.Index(F("lane"), F("event"), name="ledger_of_lane"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.pk}"
