"""The assessment that editors write."""

from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from wagtail.fields import RichTextField
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    Revision,
    RevisionMixin,
    WorkflowMixin,
)

from assessment.blocks import DimensionsBlock, QuestionsBlock
from assessment.domain.parts import SLUG
from assessment.domain.rubric import ContactPolicy, Rubric
from assessment.fields import LeanStreamField
from assessment.freezing import SECTION, freeze, missing
from assessment.models.rubrics import PublishedRubric
from assessment.panels import EDIT_HANDLER

INTRODUCTION_FEATURES = ["h2", "h3", "bold", "italic", "link", "ol", "ul"]
LONGEST_MINUTES = 120


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
    contact = models.CharField(
        max_length=10,
        choices=[(policy.value, policy.name.capitalize()) for policy in ContactPolicy],
        default=ContactPolicy.OPTIONAL.value,
    )
    consent_text = models.TextField(blank=True)
    dimensions = LeanStreamField(DimensionsBlock, blank=True, collapsed=True)
    questions = LeanStreamField(QuestionsBlock, blank=True, collapsed=True)
    current_rubric = models.ForeignKey(
        "PublishedRubric",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = AssessmentQuerySet.as_manager()

    edit_handler = EDIT_HANDLER

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def freeze(self) -> Rubric:
        """The content as a rubric. Raises ValidationError at every field that is wrong."""
        return freeze(self)

    @transaction.atomic
    def publish(self, revision: Revision, *args: Any, **kwargs: Any) -> None:
        """Publishes the revision and freezes it, both or neither.

        Raises ValidationError when the revision is not complete. Content that was published before
        makes its old rubric the current one. A revision scheduled for later is only checked.
        """
        rubric = revision.as_object().freeze()
        super().publish(revision, *args, **kwargs)
        locked = Assessment.objects.select_for_update().filter(pk=self.pk)
        if locked.filter(live_revision=revision).exists():
            locked.update(current_rubric=PublishedRubric.objects.keep(rubric, assessment=self))

    def with_content_json(self, content: dict[str, Any]) -> Self:
        """An old revision comes back without the rubric that was current then."""
        restored = super().with_content_json(content)
        restored.current_rubric_id = self.current_rubric_id
        return restored

    def questions_asked(self) -> int:
        return sum(block.block_type != SECTION for block in self.questions)

    def get_preview_template(self, request: Any, mode_name: str) -> str:
        return "assessment/preview.html"

    def get_preview_context(self, request: Any, mode_name: str) -> dict[str, Any]:
        return {"assessment": self, "missing": missing(self)}
