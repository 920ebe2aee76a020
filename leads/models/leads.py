"""The person we follow up."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models.functions import Lower, Now


class Lead(models.Model):
    """Unique by normalised email: many submissions, one person."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True)
    company = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(auto_now=True)
    erased_at = models.DateTimeField(null=True)  # the row stays for the receipts that name it

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["-created_at"], name="lead_newest")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")),
                name="lead_email_is_normalised",
            )
        ]

    def __str__(self) -> str:
        return self.name or ("Erased" if self.erased_at else self.email)

    def describe(self, submissions: Iterable[Any]) -> None:
        """What these submissions, oldest first, say of the person: the newest word of each."""
        for field in ("name", "company", "role"):
            said = [getattr(each, field) for each in submissions if getattr(each, field)]
            setattr(self, field, said[-1] if said else "")
        self.save()

    def forget(self, *, now: datetime) -> None:
        """The row stays for the receipts that name it, and says nothing of anybody."""
        self.email = f"erased-{self.pk}@erased.invalid"  # unique, and no mailbox (RFC 2606)
        self.name = self.company = self.role = ""
        self.erased_at = now
        self.save()
