"""The receipts: what was decided, by which rules, and who was offered the lead."""

from django.db import models
from django.db.models.functions import Now

from leads.models.appendonly import AppendOnlyModel


class Decision(AppendOnlyModel):
    """One routing of one submission: run its rubric and its rule set again and you get it again."""

    submission = models.OneToOneField(
        "leads.Submission", on_delete=models.PROTECT, related_name="decision"
    )
    rule_set = models.ForeignKey(
        "leads.PublishedRuleSet", on_delete=models.PROTECT, related_name="+"
    )
    score = models.JSONField()
    lane = models.ForeignKey("leads.Lane", on_delete=models.PROTECT, related_name="decisions")
    rule = models.CharField(max_length=80, blank=True)  # blank: the fallback
    reason = models.TextField()  # the editor's sentence, as the reader saw it
    verdicts = models.JSONField()  # every rule, held or not, in order
    considered = models.JSONField()  # every advisor of the lane: owed, or why passed over
    decided_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Decision {self.pk}"


class Assignment(AppendOnlyModel):
    """A lead offered to an advisor. The newest of a decision is the owner."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="assignments")
    number = models.PositiveSmallIntegerField(default=1)
    lead = models.ForeignKey("leads.Lead", on_delete=models.PROTECT, related_name="assignments")
    lane = models.ForeignKey("leads.Lane", on_delete=models.PROTECT, related_name="assignments")
    advisor = models.ForeignKey(
        "leads.Advisor", on_delete=models.PROTECT, related_name="assignments"
    )
    reason = models.TextField()
    due_at = models.DateTimeField()
    created_at = models.DateTimeField(db_default=Now())

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "number"], name="one_assignment_per_turn")
        ]
        indexes = [
            # An advisor's leads of the last day, counted against the cap under the lane's lock.
            models.Index(fields=["advisor", "-created_at"], name="assignment_of_advisor")
        ]

    def __str__(self) -> str:
        return f"Assignment {self.pk}"
