"""The rubrics an assessment has been published as."""

from functools import lru_cache
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models.fields.json import KeyTextTransform
from django.utils import timezone

from assessment.domain.rubric import Rubric


class PublishedRubricQuerySet(models.QuerySet["PublishedRubric"]):
    def of_content(self, rubric: Rubric, *, assessment: models.Model) -> "PublishedRubric | None":
        """The row this assessment was published as when it had exactly this content."""
        return self.filter(assessment=assessment, content_hash=rubric.content_hash).first()

    def annotate_consent(self) -> Self:
        """With `consent_text`, what readers were asked to agree to; None where nothing was."""
        return self.annotate(consent_text=KeyTextTransform("consent_text", "document"))

    def keep(
        self,
        rubric: Rubric,
        *,
        assessment: models.Model,
        follows: "PublishedRubric | None",
        by: Any,
    ) -> "PublishedRubric":
        """The row of this content, made with the next version number if there is none yet.

        It continues the line of what it `follows`, else it begins the next line. The caller holds
        the lock on the assessment.
        """
        kept = self.of_content(rubric, assessment=assessment)
        if kept is not None:
            return kept
        newest = self.filter(assessment=assessment).aggregate(
            version=models.Max("version", default=0), line=models.Max("line", default=0)
        )
        return self.create(
            assessment=assessment,
            version=newest["version"] + 1,
            line=follows.line if follows else newest["line"] + 1,
            content_hash=rubric.content_hash,
            document=rubric.to_document(),
            published_at=timezone.now(),
            published_by=by,
        )


class RubricIsFrozen(Exception):
    """A published rubric was about to be changed. Publish a new one instead."""


class PublishedRubric(models.Model):
    """One published wording and scoring of an assessment. Never changes, never goes."""

    assessment = models.ForeignKey(
        "assessment.Assessment", on_delete=models.PROTECT, related_name="rubrics"
    )
    version = models.PositiveIntegerField()
    # Line of comparison: scores of one line may be compared. A change of meaning begins the next.
    line = models.PositiveIntegerField()
    content_hash = models.CharField(max_length=64, db_index=True)
    document = models.JSONField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = PublishedRubricQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["assessment", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "content_hash"], name="one_rubric_per_content"
            ),
            models.UniqueConstraint(
                fields=["assessment", "version"], name="one_rubric_per_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment}, version {self.version}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise RubricIsFrozen
        super().save(*args, **kwargs)

    @property
    def rubric(self) -> Rubric:
        """Read from the database once per process."""
        return _rubric(self.content_hash)


@lru_cache(maxsize=64)
def _rubric(content_hash: str) -> Rubric:
    row = PublishedRubric.objects.filter(content_hash=content_hash).only("document").first()
    if row is None:
        raise PublishedRubric.DoesNotExist(content_hash)
    return Rubric.from_document(row.document)
