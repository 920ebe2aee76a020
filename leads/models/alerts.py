"""What needs a person: mailed once to the operator, and shown in the admin until it is settled."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class AlertQuerySet(models.QuerySet["Alert"]):
    def open(self) -> "AlertQuerySet":
        return self.filter(settled_at=None)


class Alert(models.Model):
    """`text` says what happened and what to do, and names nobody: it stands in a mail and a log."""

    key = models.CharField(max_length=120, unique=True)  # its cause: nobody is told of one twice
    subject = models.CharField(max_length=120)
    text = models.TextField()
    path = models.CharField(max_length=200, blank=True)  # of the page in the admin to act on
    created_at = models.DateTimeField(db_default=Now())
    settled_at = models.DateTimeField(null=True)

    objects = AlertQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-pk"]
        indexes = [
            # The admin's first page asks for these.
            models.Index(fields=["-id"], name="alert_open", condition=Q(settled_at=None))
        ]

    def __str__(self) -> str:
        return self.subject
