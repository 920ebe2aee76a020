"""What one reader sent, kept as sent."""

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Q

from leads.models.personal import READERS
from leads.models.tokens import link_token, new_salt, token_hash

VIA = [("form", "the form"), ("api", "the API")]
RESULT_LINK_LASTS = timedelta(days=365)


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def with_result_token(self, token: str, *, now: datetime) -> "SubmissionQuerySet":
        """At most one: the submission this private link opens, unless it expired or was revoked."""
        return self.with_open_link(now=now).filter(result_token_hash=token_hash(token))

    def with_open_link(self, *, now: datetime) -> "SubmissionQuerySet":
        return self.filter(result_expires_at__gt=now)

    def with_receipt(self) -> "SubmissionQuerySet":
        """With what a result is made of, and without the documents: those are read once."""
        return self.select_related(
            "rubric__assessment", "decision__rule_set", "decision__lane__offer_page"
        ).defer(
            "rubric__document",
            "rubric__assessment__dimensions",
            "rubric__assessment__questions",
            "decision__rule_set__document",
        )

    def locked(self, key: Any) -> "Submission":
        """One submission with its rubric, held until the transaction ends."""
        held = self.select_related("rubric").defer("rubric__document")
        return held.select_for_update(of=("self",)).get(pk=key)


class Submission(models.Model):
    """The id is made by the client, so that the same submission can be sent again.

    Answers, contact, consent and attribution are never changed, only erased, all together; status
    moves forward only.
    """

    class Status(models.TextChoices):
        SUBMITTED = "submitted"
        PROCESSED = "processed"

    id = models.UUIDField(primary_key=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.SUBMITTED)
    rubric = models.ForeignKey(
        "assessment.PublishedRubric", on_delete=models.PROTECT, related_name="+"
    )
    answers = models.JSONField()
    email = models.EmailField(blank=True)
    name = models.CharField(max_length=120, blank=True)
    company = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=120, blank=True)
    follow_up_consent = models.BooleanField(default=False)
    consent_text_id = models.CharField(max_length=16, blank=True)
    via = models.CharField(max_length=10, choices=VIA, default="form")
    attribution = models.JSONField(default=dict)
    fingerprint = models.CharField(max_length=64)  # of the body: same id, other body is a conflict
    flag = models.CharField(max_length=40, blank=True)  # why it looks automated; not followed up
    result_salt = models.CharField(max_length=32, default=new_salt, editable=False)
    result_token_hash = models.CharField(max_length=64, unique=True, editable=False)
    result_expires_at = models.DateTimeField()
    submitted_at = models.DateTimeField()
    processed_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)  # since then nothing here says who it was
    lead = models.ForeignKey(
        "leads.Lead", null=True, on_delete=models.PROTECT, related_name="submissions"
    )

    objects = SubmissionQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-submitted_at"]
        indexes = [
            models.Index(fields=["-submitted_at"], name="submission_newest"),
            # Everything of one person: for an operator's search, for export and for erasure.
            models.Index(fields=["email"], name="submission_of_address", condition=~Q(email="")),
        ]

    def __str__(self) -> str:
        return f"Submission {self.pk}"

    @property
    def result_token(self) -> str:
        return link_token("result", self.result_salt)

    @property
    def contact(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in ("email", "name", "company", "role")}

    def is_open(self, *, now: datetime) -> bool:
        """Whether the private link opens the result."""
        return self.result_expires_at > now

    def seal(self, *, now: datetime) -> None:
        """Fix the result link of a submission that is about to be stored."""
        self.submitted_at = now
        self.result_token_hash = token_hash(self.result_token)
        self.result_expires_at = now + RESULT_LINK_LASTS

    def record_processed(self, lead: Any, *, now: datetime) -> None:
        self.status = self.Status.PROCESSED
        self.processed_at = now
        self.lead = lead
        self.save(update_fields=["status", "processed_at", "lead"])

    def forget(self, *, now: datetime) -> None:
        """Nothing personal stays, and the link is one that nobody has."""
        for column, left in READERS["Submission"].items():
            setattr(self, column, left)
        self.result_salt = new_salt()
        self.result_token_hash = token_hash(self.result_token)
        self.result_expires_at = self.erased_at = now
        self.status = self.Status.PROCESSED  # what was not routed by now never is
        self.processed_at = self.processed_at or now
        self.save()
