"""What mail services report, as it came."""

from django.db import models
from django.db.models.functions import Now

from leads.domain.machines import Machine
from leads.models.deliveries import Delivery
from leads.models.personal import READERS

MACHINES = [
    (Machine.SERVICE.value, "the mail service says so"),
    (Machine.AGENT.value, "the name it gives itself"),
    (Machine.AT_ONCE.value, "within seconds of its arrival"),
]


class TrackingEvent(models.Model):
    """What the mail service reports of a delivery, stored as it arrives and judged afterwards."""

    event_key = models.CharField(max_length=64, unique=True)  # its id, else a hash of its content
    event_type = models.CharField(max_length=20)
    service = models.CharField(max_length=40)
    service_message_id = models.CharField(max_length=200, blank=True)
    delivery = models.ForeignKey(
        Delivery, null=True, on_delete=models.PROTECT, related_name="events"
    )
    address_hash = models.CharField(max_length=64, blank=True)
    reject_reason = models.CharField(max_length=20, blank=True)
    # How we know that no person opened or clicked; blank: nothing says so.
    machine = models.CharField(max_length=10, choices=MACHINES, blank=True)
    happened_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(db_default=Now())

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.event_type} {self.pk}"

    def forget(self) -> None:
        """What happened stays; to whom does not."""
        for column, left in READERS["TrackingEvent"].items():
            setattr(self, column, left)
        self.save(update_fields=[*READERS["TrackingEvent"]])
