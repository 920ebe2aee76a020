"""Sending of a kind, paused before it harms the rest; lifted by a person."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from leads.models.deliveries import Kind


class SendingPauseQuerySet(models.QuerySet["SendingPause"]):
    def standing(self) -> "SendingPauseQuerySet":
        return self.filter(lifted_at=None)

    def last_lifted(self, kind: str) -> datetime | None:
        """What was before a person lifted the last one is known to them, and not counted again."""
        lifted = self.filter(kind=kind, lifted_at__isnull=False).order_by("-lifted_at")
        return lifted.values_list("lifted_at", flat=True).first()


class SendingPause(models.Model):
    """`reason` and `lift_reason` are about many messages and name nobody."""

    kind = models.CharField(max_length=20, choices=Kind)
    paused_at = models.DateTimeField()
    reason = models.CharField(max_length=200)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    lift_reason = models.TextField(blank=True)

    objects = SendingPauseQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-paused_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind"], condition=Q(lifted_at=None), name="one_standing_pause_per_kind"
            ),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None, lift_reason="")
                | (Q(lifted_at__isnull=False) & ~Q(lift_reason="")),
                name="a_pause_is_lifted_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} since {self.paused_at:%Y-%m-%d}"
