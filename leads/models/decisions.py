"""The receipt of a routing: what was decided, and by which rules."""

from typing import Any

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
    # Whoever had the reader's lead in this lane goes on with it: nobody was drawn.
    continues = models.ForeignKey(
        "leads.Assignment", null=True, on_delete=models.PROTECT, related_name="continued_by"
    )

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-pk"]

    @property
    def owner(self) -> Any:
        """The assignment of whoever was offered it last, or had the lead before; None: nobody."""
        return self.assignments.select_related("advisor").first() or self.continues

    @property
    def chain(self) -> list[Any]:
        """This one, and those of the results before it whose lead went on with it."""
        before = self.continues.decision.chain if self.continues else []
        return [self, *before]

    def __str__(self) -> str:
        return f"Decision {self.pk}"
