"""What advisors and readers write back: stored as it comes, judged afterwards, and lost never."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from leads.models.personal import READERS


class InboundQuerySet(models.QuerySet["InboundMessage"]):
    def forget(self) -> None:
        """What was written about a reader, or by them, goes with the reader; that something came
        stays."""
        self.filter(lead__isnull=False).update(from_address="")
        self.update(**READERS["InboundMessage"])


class InboundMessage(models.Model):
    """One mail to a reply address. `said`: how it was understood, as the writer is told."""

    class Became(models.TextChoices):
        RECEIVED = "received", "not judged yet"
        DONE = "done", "understood and done"
        REFUSED = "refused", "understood, and too late"
        UNCLEAR = "unclear", "for a person"
        IGNORED = "ignored", "written by a machine"
        UNKNOWN = "unknown", "to no address of ours"

    event_key = models.CharField(max_length=64, unique=True)  # its id, else a hash of its content
    service = models.CharField(max_length=40)
    assignment = models.ForeignKey(
        "leads.Assignment", null=True, on_delete=models.PROTECT, related_name="replies"
    )
    # Of what a reader answered to one of our mails.
    lead = models.ForeignKey(
        "leads.Lead", null=True, on_delete=models.PROTECT, related_name="replies"
    )
    from_address = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=255, blank=True)
    text = models.TextField(blank=True)
    written_by = models.CharField(max_length=10)
    is_doubtful = models.BooleanField(default=False)  # the service says its sender is another
    became = models.CharField(max_length=10, choices=Became, default=Became.RECEIVED)
    said = models.TextField(blank=True)
    received_at = models.DateTimeField(db_default=Now())

    objects = InboundQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "reply"
        verbose_name_plural = "replies"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(assignment__isnull=False)
                | Q(lead__isnull=False)
                | ~Q(became__in=["done", "refused"]),
                name="only_a_reply_about_a_lead_does_something",
            ),
            models.CheckConstraint(
                condition=Q(assignment=None) | Q(lead=None),
                name="a_reply_is_an_advisors_or_a_readers",
            ),
        ]

    def __str__(self) -> str:
        return f"Reply {self.pk}"

    def settle(self, became: str, said: str = "") -> None:
        """Once: what was judged stays as it was judged."""
        rows: Any = type(self).objects.filter(pk=self.pk, became=self.Became.RECEIVED)
        rows.update(became=became, said=said)
        self.became, self.said = became, said
