"""Was this piece useful? One answer a reader and article."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Count, Q
from django.db.models.functions import TruncMonth

LONGEST_COMMENT = 1_000  # characters: a sentence or three


class FeedbackQuerySet(models.QuerySet["Feedback"]):
    def counted(self) -> Self:
        """Without what looks automated."""
        return self.filter(flag="")

    def by_month(self) -> "models.QuerySet[Feedback, dict]":
        """Rows of `month`, `yes` and `no`, oldest first."""
        months = self.annotate(month=TruncMonth("given_at")).values("month").order_by("month")
        return months.annotate(yes=Count("pk", Q(useful=True)), no=Count("pk", Q(useful=False)))

    def with_comments(self) -> Self:
        return self.exclude(comment="")


class Feedback(models.Model):
    """What one reader says of one article. The latest word counts; who said it is not known.

    `reader` tells the answers to one article apart and nothing else: the same reader has another
    one under every other article.
    """

    article = models.ForeignKey(
        "pages.ArticlePage", on_delete=models.CASCADE, related_name="feedback"
    )
    reader = models.CharField(max_length=64, editable=False)
    useful = models.BooleanField()
    comment = models.TextField(max_length=LONGEST_COMMENT, blank=True)
    flag = models.CharField(max_length=20, blank=True)  # why it looks automated; not counted
    given_at = models.DateTimeField()

    objects = FeedbackQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-given_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "reader"], name="one_feedback_per_reader_and_article"
            )
        ]
        # For an article's page and the report: one article, or all, by time.
        indexes = [models.Index(fields=["article", "given_at"], name="feedback_by_time")]

    def __str__(self) -> str:
        return f"{'Useful' if self.useful else 'Not useful'}: {self.article}"

    @classmethod
    def keep(cls, feedback: "Feedback", *, now: datetime) -> None:
        """Store it in one statement. A second answer of the same reader replaces the first, but a
        comment is not lost to an answer without one."""
        feedback.given_at = now
        replaced = ["useful", "flag", "given_at", *(["comment"] if feedback.comment else [])]
        cls.objects.bulk_create(
            [feedback],
            update_conflicts=True,
            unique_fields=["article", "reader"],
            update_fields=replaced,
        )
