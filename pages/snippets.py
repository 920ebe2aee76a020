"""What editors write once and place on many pages: calls to action and reusable blocks."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.http import HttpRequest
from django.urls import reverse
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    MultiFieldPanel,
    PublishingPanel,
)
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    Page,
    PreviewableMixin,
    RevisionMixin,
    WorkflowMixin,
)
from wagtail.search import index

from assessment.fields import LeanStreamField
from pages.blocks.body import ReusableBodyBlock
from pages.blocks.gathering import gather
from pages.models.assessment_page import AssessmentPage
from pages.models.trials import WORDS, Style, Trial, Variant
from pages.previewing import ShownElsewhere

TARGETS = ("page", "assessment", "url")
NO_TARGET = "Choose where this call leads: a page, an assessment or an address."
SECOND_TARGET = "A call leads to one place. Clear this, or clear the {first}."
UNDER_TRIAL = "A trial of this call is running. End it before you change its words."
OF_B = "b"  # the preview of variant B


class CallToActionManager(models.Manager["CallToAction"]):
    def get_queryset(self) -> models.QuerySet["CallToAction"]:
        """Each with its target, the trial that runs, and where its assessment is presented, in the
        same query."""
        presented = AssessmentPage.objects.live().filter(assessment=OuterRef("assessment"))
        return (
            super()
            .get_queryset()
            .select_related("page", "assessment", "trial")
            .annotate(presented_at=Subquery(presented.order_by("path").values("url_path")[:1]))
        )


class CallToAction(
    ShownElsewhere,
    DraftStateMixin,
    RevisionMixin,
    PreviewableMixin,
    index.Indexed,
    models.Model,
):
    """One thing a reader is asked to do, and the one place it leads to."""

    Style = Style

    key = models.SlugField(
        max_length=60,
        unique=True,
        help_text="Its name in statistics and in stored leads. Once in use, leave it as it is.",
    )
    label = models.CharField(max_length=80, help_text="What the reader will do: “Read Volume 1”.")
    supporting_line = models.CharField(
        max_length=200, blank=True, help_text="One line that says what to expect."
    )
    style = models.CharField(max_length=10, choices=Style, default=Style.PRIMARY)
    page = models.ForeignKey(
        "wagtailcore.Page", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    assessment = models.ForeignKey(
        "assessment.Assessment", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    url = models.URLField(blank=True, verbose_name="address")
    trial = models.OneToOneField(
        Trial, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    trial.wagtail_reference_index_ignore = True

    objects = CallToActionManager()

    panels = [
        FieldPanel("label"),
        FieldPanel("supporting_line"),
        FieldRowPanel([FieldPanel("key"), FieldPanel("style")]),
        MultiFieldPanel(
            [FieldPanel("page"), FieldPanel("assessment"), FieldPanel("url")],
            heading="Where it leads: exactly one",
        ),
        PublishingPanel(),
    ]
    search_fields = [
        index.AutocompleteField("label"),
        index.SearchField("label"),
        index.SearchField("supporting_line"),
    ]

    class Meta:
        verbose_name = "call to action"
        verbose_name_plural = "calls to action"
        ordering = ["label"]
        constraints = [
            models.CheckConstraint(
                name="call_to_action_has_one_target",
                condition=Q(page__isnull=False, assessment__isnull=True, url="")
                | Q(page__isnull=True, assessment__isnull=False, url="")
                | (Q(page__isnull=True, assessment__isnull=True) & ~Q(url="")),
            )
        ]

    def __str__(self) -> str:
        return self.label

    def save(self, *args: Any, update_fields: Any = None, **kwargs: Any) -> None:
        """Which trial runs is written where one begins or ends, and nowhere else: a copy that was
        read before does not undo it."""
        if update_fields is None and self.pk and not kwargs.get("force_insert"):
            fields = self._meta.concrete_fields
            update_fields = [each.name for each in fields if each.name not in ("id", "trial")]
        super().save(*args, update_fields=update_fields, **kwargs)

    def clean(self) -> None:
        super().clean()
        first, *others = self._chosen() or [None]
        if first is None:
            raise ValidationError({"page": NO_TARGET})
        if others:
            name = self._meta.get_field(first).verbose_name
            raise ValidationError({other: SECOND_TARGET.format(first=name) for other in others})
        if self.trial_id and self.words != self.trial.words(Variant.A):
            raise ValidationError(UNDER_TRIAL)

    def with_content_json(self, content: Any) -> "CallToAction":
        """The trial is of the call as a whole, not of one revision."""
        call = super().with_content_json(content)
        call.trial = self.trial
        return call

    def _chosen(self) -> list[str]:
        values = {"page": self.page_id, "assessment": self.assessment_id, "url": self.url}
        return [name for name in TARGETS if values[name]]

    @property
    def words(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in WORDS}

    @property
    def leads_to_assessment(self) -> bool:
        """Whether the reader will answer questions there, so that where they came from counts."""
        if self.assessment_id:
            return True
        return bool(self.page_id) and self.page.specific_class is AssessmentPage

    @property
    def is_open(self) -> bool:
        """Whether it is published, and there is something to see where it leads."""
        if not self.live:
            return False
        if self.page_id:
            return self.page.live
        return self.assessment.live if self.assessment_id else bool(self.url)

    def address(self, request: HttpRequest | None = None) -> str:
        """Where it leads. An assessment is met on the page presenting it, else at its questions."""
        if self.page_id:
            return self.page.get_url(request) or ""
        if not self.assessment_id:
            return self.url
        if presented_at := getattr(self, "presented_at", None):
            return Page(url_path=presented_at).get_url(request) or ""
        return reverse("take-assessment", kwargs={"slug": self.assessment.slug})

    def card(self, request: HttpRequest | None = None) -> dict[str, Any]:
        """What the API says of it."""
        return {
            "key": self.key,
            **self.words,
            "url": self.address(request),
            "trial": self.trial and self.trial.card(),
        }

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        modes = super().preview_modes
        return [*modes, (OF_B, "Variant B of the trial")] if self.trial else modes

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "blocks/call_preview.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        """One variant by itself."""
        variant = Variant.B if mode_name == OF_B else Variant.A
        return super().get_preview_context(request, mode_name) | {"only_variant": variant.value}


class ReusableBlock(
    ShownElsewhere,
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    index.Indexed,
    models.Model,
):
    """A part of a page that is edited once and shown under many."""

    key = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=120, help_text="Stands beside the block on every page.")
    body = LeanStreamField(ReusableBodyBlock)

    panels = [
        FieldPanel("title"),
        FieldPanel("key"),
        FieldPanel("body"),
        PublishingPanel(),
    ]
    search_fields = [index.AutocompleteField("title"), index.SearchField("title")]

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "blocks/reusable_preview.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        gather(self.body)
        return super().get_preview_context(request, mode_name) | {"value": self}
