"""The receipt of a routing: what was decided, and by which rules."""

from django.db import models

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
