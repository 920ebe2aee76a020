"""A mail service that gives no clear answer is left alone for a while."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models.functions import Now


class CircuitQuerySet(models.QuerySet["Circuit"]):
    def open_until(self, service: str) -> tuple[Any, datetime] | None:
        """Until when it is open and what time it is, both by the database; None: it is closed."""
        is_open = self.filter(service=service, open_until__isnull=False)
        return is_open.annotate(at=Now()).values_list("open_until", "at").first()

    def take_probe(self, service: str, *, lasts: Any) -> bool:
        """Whether the caller is the one who may try: of any number who ask at once, one is."""
        half_open = self.filter(service=service, open_until__lte=Now()).filter(
            models.Q(probing_until=None) | models.Q(probing_until__lte=Now())
        )
        return half_open.update(probing_until=Now() + lasts) == 1


class Circuit(models.Model):
    """Open until a moment; then one probe is let through, and its outcome closes or reopens it.

    All moments are the database's: a machine whose clock is ahead must not stop everybody's mail.
    """

    service = models.CharField(max_length=80, primary_key=True)
    opened_at = models.DateTimeField(null=True)
    open_until = models.DateTimeField(null=True)
    probing_until = models.DateTimeField(null=True)  # a prober that dies gives its turn away then
    failures = models.PositiveIntegerField(default=0)  # in a row; a clear answer sets it to 0

    objects = CircuitQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return self.service

    @property
    def is_open(self) -> bool:
        return self.open_until is not None
