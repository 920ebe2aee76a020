"""Whom we must not mail: by keyed hash, and lifted only by a person."""

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from leads.models.deliveries import Stream
from leads.models.personal import READERS
from leads.models.tokens import address_hash


class SuppressionQuerySet(models.QuerySet["Suppression"]):
    def blocking(self, address: str, stream: str) -> "SuppressionQuerySet":
        """What stands between this address and mail of this stream now."""
        standing = self.filter(lifted_at=None, address_hash=address_hash(address))
        return standing.filter(stream__in=["", stream])

    def of_addresses(self, addresses: Iterable[str]) -> "SuppressionQuerySet":
        """Lifted ones too, the newest first."""
        return self.filter(address_hash__in=[address_hash(each) for each in addresses])

    def forget(self) -> None:
        """What people wrote of the reader goes; that the address was not to be mailed stays."""
        self.update(**READERS["Suppression"])


class Suppression(models.Model):
    """An address we must not mail, and why. By keyed hash, so that it survives erasure.

    A row is written once, and once more when a person lifts it; it stays, and the next time there
    is a new one.
    """

    class Reason(models.TextChoices):
        HARD_BOUNCE = "hard_bounce", "the address does not exist"
        COMPLAINT = "complaint", "marked as unwanted"
        UNSUBSCRIBE = "unsubscribe", "unsubscribed"
        REFUSED = "refused", "refused by the mail server"

    address_hash = models.CharField(max_length=64)
    stream = models.CharField(max_length=20, choices=Stream, blank=True)  # blank: every stream
    reason = models.CharField(max_length=20, choices=Reason)
    created_at = models.DateTimeField(db_default=Now())
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    lift_reason = models.TextField(blank=True)

    objects = SuppressionQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            # One for each reason: to lift a bounce must not lift a complaint that came after it.
            models.UniqueConstraint(
                fields=["address_hash", "stream", "reason"],
                condition=Q(lifted_at=None),
                name="one_standing_suppression_per_reason",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=False) | Q(lifted_by=None, lift_reason=""),
                name="what_is_lifted_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} since {self.created_at:%Y-%m-%d}"
