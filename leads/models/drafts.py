"""What a reader has begun and not yet sent, kept on every step."""

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models.functions import Now

from leads.models.tokens import link_token, new_salt, token_hash

DRAFT_LASTS = timedelta(days=30)  # from the last step the reader took


class DraftQuerySet(models.QuerySet["Draft"]):
    def with_token(self, token: str, *, now: datetime) -> "DraftQuerySet":
        """At most one: the draft this private link opens, unless it expired."""
        return self.filter(token_hash=token_hash(token), expires_at__gt=now)

    def with_rubric(self) -> "DraftQuerySet":
        """Without the documents: a rubric is read from its own once per process."""
        return self.select_related("rubric__assessment").defer(
            "rubric__document", "rubric__assessment__dimensions", "rubric__assessment__questions"
        )

    def locked(self, key: Any) -> "Draft":
        """One draft, held until the transaction ends."""
        return self.with_rubric().select_for_update(of=("self",)).get(pk=key)


class Draft(models.Model):
    """A started submission. Its id becomes the submission's, and its rubric stays the one the
    reader saw first, whatever is published meanwhile.

    `answers` and `contact` are as typed, right or wrong, and also to questions that are hidden by
    now: the reader may come back to them. Both are empty once the submission has them.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    rubric = models.ForeignKey(
        "assessment.PublishedRubric", on_delete=models.PROTECT, related_name="+"
    )
    answers = models.JSONField(default=dict)
    contact = models.JSONField(default=dict)
    follow_up_consent = models.BooleanField(default=False)
    attribution = models.JSONField(default=dict)
    flag = models.CharField(max_length=40, blank=True)  # why it looks automated
    step = models.PositiveSmallIntegerField(default=1)  # where the reader is
    counted = models.JSONField(default=dict)  # of which questions StepCount has heard
    link_salt = models.CharField(max_length=32, default=new_salt, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    started_at = models.DateTimeField()
    updated_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)

    objects = DraftQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(submitted_at=None) | models.Q(answers={}, contact={}),
                name="a_submitted_draft_keeps_no_answers",
            )
        ]

    def __str__(self) -> str:
        return f"Draft {self.pk}"

    @property
    def token(self) -> str:
        return link_token("draft", self.link_salt)

    def touch(self, *, now: datetime) -> None:
        """The reader was here: the link lasts on from now."""
        self.updated_at, self.expires_at = now, now + DRAFT_LASTS

    def finish(self, *, now: datetime) -> None:
        """The submission has it all: nothing of the reader stays here."""
        self.answers, self.contact, self.follow_up_consent = {}, {}, False
        self.attribution = {}
        self.submitted_at = now
