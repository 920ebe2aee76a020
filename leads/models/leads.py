"""The person we follow up."""

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
        return self.name or self.email
