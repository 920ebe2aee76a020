"""The assessment that editors write."""

from collections.abc import Sequence
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import QueryDict
from wagtail.fields import RichTextField
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    WorkflowMixin,
)

from assessment.blocks import DimensionsBlock, QuestionsBlock
from assessment.domain.changes import compare
from assessment.domain.covers import FEWEST_COMPARED, LONGEST_MINUTES
from assessment.domain.parts import SLUG
from assessment.domain.rubric import Rubric
from assessment.fields import LeanStreamField
from assessment.freezing import SECTION, freeze, missing
from assessment.models.publishing import FrozenWhenPublished, Publication
from assessment.models.rubrics import PublishedRubric
from assessment.options import Contact, NextChange, Pacing
from assessment.panels import EDIT_HANDLER
from assessment.rehearsal import Rehearsal

INTRODUCTION_FEATURES = ["h2", "h3", "bold", "italic", "link", "ol", "ul"]
SENTENCES_SHOWN = 3


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def published(self) -> Self:
        """Those a reader can take, their rubrics with them (without the documents)."""
        return (
            self.filter(live=True, current_rubric__isnull=False)
            .select_related("current_rubric")
            .defer("dimensions", "questions", "current_rubric__document")
        )

    def called(self, slug: str) -> Self:
        """The one of this slug, if any. Whatever cannot be a slug is not asked of the database,
        which may refuse it: Postgres knows no NUL."""
        return self.filter(slug=slug) if SLUG.fullmatch(slug) else self.none()


class Assessment(
    FrozenWhenPublished,
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    models.Model,
):
    """What editors write. Readers never meet it, only the rubric it was last published as."""

    title = models.CharField(max_length=255)
    slug = models.SlugField(max_length=60, unique=True)
    introduction = RichTextField(blank=True, features=INTRODUCTION_FEATURES)
    minutes = models.PositiveSmallIntegerField(
        default=5, validators=[MinValueValidator(1), MaxValueValidator(LONGEST_MINUTES)]
    )
    pacing = models.CharField(
        max_length=10, choices=Pacing, default=Pacing.SECTION, verbose_name="how it is asked"
    )
    contact = models.CharField(max_length=10, choices=Contact, default=Contact.OPTIONAL)
    consent_text = models.TextField(blank=True)
    dimensions = LeanStreamField(DimensionsBlock, blank=True, collapsed=True)
    questions = LeanStreamField(QuestionsBlock, blank=True, collapsed=True)
    comparison_minimum = models.PositiveIntegerField(
        default=30,
        validators=[MinValueValidator(FEWEST_COMPARED)],
        verbose_name="results needed to compare",
    )
    next_change = models.CharField(
        max_length=10,
        choices=NextChange,
        default=NextChange.WORDING,
        verbose_name="this change",
    )
    current_rubric = models.ForeignKey(
        "PublishedRubric",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = AssessmentQuerySet.as_manager()

    frozen_in = "current_rubric"
    edit_handler = EDIT_HANDLER

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def freeze(self) -> Rubric:
        """The content as a rubric. Raises ValidationError at every field that is wrong."""
        return freeze(self)

    def check_publishable(self, content: Self, frozen: Rubric) -> None:
        """What changes meaning must be called so. What was published before is already judged."""
        if self.current_rubric is None or content.next_change == NextChange.MEANING:
            return
        if PublishedRubric.objects.of_content(frozen, assessment=self) is not None:
            return
        found = [
            change.sentence
            for change in compare(self.current_rubric.rubric, frozen)
            if change.meaning
        ]
        if found:
            raise ValidationError({"next_change": _refusal(found)})

    def kept(self, publication: Publication) -> dict[str, Any]:
        """What the editor said of this change was said of no other: the next begins anew."""
        is_wording = publication.content.next_change == NextChange.WORDING
        current = PublishedRubric.objects.keep(
            publication.frozen,
            assessment=self,
            follows=self.current_rubric if is_wording else None,
            by=publication.by,
        )
        publication.revision.content["next_change"] = NextChange.WORDING
        publication.revision.save(update_fields=["content"])
        return {"current_rubric": current, "next_change": NextChange.WORDING}

    def questions_asked(self) -> int:
        return sum(block.block_type != SECTION for block in self.questions)

    def make_preview_request(
        self,
        original_request: Any = None,
        preview_mode: Any = None,
        extra_request_attrs: Any = None,
    ) -> Any:
        """The preview is taken step by step, so it is told what its address says."""
        sent = original_request.GET if original_request else QueryDict()
        attributes = {**(extra_request_attrs or {}), "sent": sent}
        return super().make_preview_request(original_request, preview_mode, attributes)

    def get_preview_template(self, request: Any, mode_name: str) -> str:
        return "assessment/preview.html"

    def get_preview_context(self, request: Any, mode_name: str) -> dict[str, Any]:
        context = {"assessment": self, "missing": missing(self)}
        if context["missing"]:
            return context
        rehearsal = Rehearsal.of(self.freeze(), request.sent, minutes=self.minutes)
        return context | {
            "rehearsal": rehearsal,
            "contact_labels": ["Email", "Name", "Company", "Role"],
        }


def _refusal(sentences: Sequence[str]) -> str:
    more = len(sentences) - SENTENCES_SHOWN
    rest = f" And {more} more." if more > 0 else ""
    return (
        f"This changes meaning. {' '.join(sentences[:SENTENCES_SHOWN])}{rest} "
        "Choose “Changes meaning” to begin a new line of comparison, or take this back."
    )
