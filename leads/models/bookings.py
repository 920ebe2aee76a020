"""What booking services report, stored as it comes and judged afterwards. It names nobody."""

from django.db import models
from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from leads.domain.bookings import What
from leads.models.personal import READERS


class BookingEventQuerySet(models.QuerySet["BookingEvent"]):
    def forget(self) -> None:
        """What the service calls a booking leads back to who booked it."""
        self.update(**READERS["BookingEvent"])


class BookingEvent(models.Model):
    class Service(models.TextChoices):
        CALCOM = "calcom", "Cal.com"
        CALENDLY = "calendly", "Calendly"

    event_key = models.CharField(max_length=64, unique=True)  # a hash of what was posted
    service = models.CharField(max_length=10, choices=Service)
    what = models.CharField(max_length=10, choices=[(w.value, w.value) for w in What])
    reference = models.CharField(max_length=200, blank=True)
    replaces = models.CharField(max_length=200, blank=True)
    starts_at = models.DateTimeField(null=True)
    happened_at = models.DateTimeField()
    lead = models.ForeignKey(
        "leads.Lead", null=True, on_delete=models.PROTECT, related_name="booking_events"
    )
    received_at = models.DateTimeField(db_default=Now())
    judged_at = models.DateTimeField(null=True)

    objects = BookingEventQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["service", "reference"], name="booking_event_reference")]

    def __str__(self) -> str:
        return f"{self.what} {self.pk}"

    def later(self) -> "QuerySet[BookingEvent]":
        """What happened since to the same booking, or to the one that took its place."""
        same = Q(reference=self.reference) | Q(replaces=self.reference)
        found = BookingEvent.objects.filter(same, service=self.service)
        return found.filter(happened_at__gt=self.happened_at).exclude(what=What.OTHER)
