"""Other systems that are told what happens to leads, what they were told, and what they said."""

import uuid
from base64 import b64encode
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.crypto import salted_hmac

from leads.domain.webhooks import Event
from leads.models.appendonly import AppendOnlyModel
from leads.models.tokens import new_salt

BOTH_SECRETS_FOR = timedelta(hours=24)  # after a rotation, so that a receiver can change over
CHOICES = [(each.value, each.value) for each in Event if each is not Event.PING]


def every_event() -> list[str]:
    return [value for value, _ in CHOICES]


class EndpointQuerySet(models.QuerySet["WebhookEndpoint"]):
    def told(self) -> "EndpointQuerySet":
        return self.filter(active=True)


class WebhookEndpoint(models.Model):
    """One address of another system. Its secret is derived, not stored."""

    name = models.CharField(max_length=80, unique=True)
    url = models.URLField("address", max_length=500)
    events = models.JSONField(default=every_event)
    active = models.BooleanField(
        default=True, help_text="Switched off by itself after five days of failures only."
    )
    secret_salt = models.CharField(max_length=32, default=new_salt, editable=False)
    previous_salt = models.CharField(max_length=32, blank=True, editable=False)
    rotated_at = models.DateTimeField(null=True, editable=False)
    failing_since = models.DateTimeField(null=True, editable=False)  # null: the last one was taken
    disabled_at = models.DateTimeField(null=True, editable=False)
    disabled_reason = models.CharField(max_length=120, blank=True, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = EndpointQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def secret(self) -> str:
        return _secret(self.secret_salt)

    def secrets_at(self, now: datetime) -> list[str]:
        """The new one first; the old one as well, until everybody had time to change."""
        known = [self.secret]
        if self.previous_salt and self.rotated_at and now < self.rotated_at + BOTH_SECRETS_FOR:
            known.append(_secret(self.previous_salt))
        return known

    def rotate(self, *, now: datetime) -> None:
        self.previous_salt, self.secret_salt, self.rotated_at = self.secret_salt, new_salt(), now
        self.save(update_fields=["previous_salt", "secret_salt", "rotated_at"])

    def record_answer(self, *, taken: bool, now: datetime) -> None:
        self.failing_since = None if taken else self.failing_since or now
        self.save(update_fields=["failing_since"])

    def disable(self, reason: str, *, now: datetime) -> None:
        self.active, self.disabled_at, self.disabled_reason = False, now, reason
        self.save(update_fields=["active", "disabled_at", "disabled_reason"])

    def enable(self) -> None:
        self.active, self.disabled_at, self.disabled_reason = True, None, ""
        self.failing_since = None
        self.save(update_fields=["active", "disabled_at", "disabled_reason", "failing_since"])


class WebhookEvent(models.Model):
    """Something that happened to a lead, in the words every endpoint is told it in."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event = models.CharField(max_length=40, choices=[(each.value, each.value) for each in Event])
    lead = models.ForeignKey("leads.Lead", null=True, on_delete=models.PROTECT, related_name="+")
    submission = models.ForeignKey(
        "leads.Submission", null=True, on_delete=models.PROTECT, related_name="+"
    )
    key = models.CharField(max_length=120, unique=True)  # its cause: the same cause is told once
    payload = models.JSONField()
    happened_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        indexes = [models.Index(fields=["lead", "happened_at"], name="webhook_event_of_lead")]

    def __str__(self) -> str:
        return f"{self.event} {self.pk}"


class WebhookDeliveryQuerySet(models.QuerySet["WebhookDelivery"]):
    def locked(self, key: Any) -> "WebhookDelivery":
        held = self.select_related("event", "endpoint")
        return held.select_for_update(of=("self",)).get(pk=key)

    def open(self) -> "WebhookDeliveryQuerySet":
        return self.filter(status=WebhookDelivery.Status.OWED)

    def before(self, delivery: "WebhookDelivery") -> "WebhookDeliveryQuerySet":
        """What the same endpoint is still owed about the same lead, and was owed earlier."""
        earlier = self.open().filter(endpoint=delivery.endpoint, number__lt=delivery.number)
        return earlier.filter(event__lead=delivery.event.lead).order_by("number")


class WebhookDelivery(models.Model):
    """One event for one endpoint: owed, then delivered, given up, or cancelled."""

    class Status(models.TextChoices):
        OWED = "owed"
        DELIVERED = "delivered"
        GIVEN_UP = "given_up", "given up"
        CANCELLED = "cancelled"

    number = models.BigAutoField(primary_key=True)  # in the order of what happened
    endpoint = models.ForeignKey(
        WebhookEndpoint, on_delete=models.PROTECT, related_name="deliveries"
    )
    event = models.ForeignKey(WebhookEvent, on_delete=models.PROTECT, related_name="deliveries")
    status = models.CharField(max_length=10, choices=Status, default=Status.OWED)
    attempts = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=120, blank=True)
    next_at = models.DateTimeField(null=True)  # when it is tried again
    created_at = models.DateTimeField(db_default=Now())
    delivered_at = models.DateTimeField(null=True)

    objects = WebhookDeliveryQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name_plural = "webhook deliveries"
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["endpoint", "event"], name="an_endpoint_is_told_an_event_once"
            )
        ]
        indexes = [
            # Whether something earlier is still owed: asked before each message.
            models.Index(
                fields=["endpoint", "number"],
                name="webhook_delivery_owed",
                condition=Q(status="owed"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.event.event} to {self.endpoint}"

    def settle(self, status: "WebhookDelivery.Status", reason: str = "") -> None:
        self.status, self.reason, self.next_at = status, reason, None
        self.save(update_fields=["status", "reason", "next_at", "attempts", "delivered_at"])


class WebhookAttempt(AppendOnlyModel):
    """What an endpoint said, once. Never its words: they may quote ours."""

    delivery = models.ForeignKey(WebhookDelivery, on_delete=models.PROTECT, related_name="log")
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)  # HTTP's; null where no answer came
    fault = models.CharField(max_length=120, blank=True)
    milliseconds = models.PositiveIntegerField()

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.fault or f"HTTP {self.status}"


def _secret(salt: str) -> str:
    digest = salted_hmac("lanewise.webhook", salt, algorithm="sha256").digest()
    return "whsec_" + b64encode(digest).decode()
