"""The follow-up sequences that editors write, and the series they have been published as."""

from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.forms import CheckboxSelectMultiple
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    WorkflowMixin,
)

from assessment.fields import LeanStreamField
from assessment.forms import FreezingForm
from assessment.models.publishing import FrozenWhenPublished, Publication
from leads.domain.sequences import LEAST, MOST, Series
from leads.domain.sequences import Entry as SeriesEntry
from leads.models.frozen import FrozenModel
from leads.models.lanes import Lane
from leads.models.sequence_blocks import StepsBlock
from leads.models.sequence_freezing import freeze_sequence


class SequenceForm(FreezingForm):
    def _post_clean(self) -> None:
        self.save_cluster_m2m()  # in memory: what freezes is what was ticked
        super()._post_clean()


class SequenceQuerySet(models.QuerySet["Sequence"]):
    def running_for(self, lane_key: str) -> "list[Sequence]":
        """Those a reader of this lane enters when they are routed, the most important first."""
        live = self.filter(live=True, current_version__isnull=False)
        shown = live.select_related("current_version").defer("steps")
        found = [each for each in shown if each.takes_in(lane_key)]
        return sorted(found, key=lambda each: (each.priority, each.pk))


class Sequence(
    FrozenWhenPublished,
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    ClusterableModel,
):
    """What editors write. Readers never meet it, only the series it was published as when they
    entered: those who are in it go on with theirs.

    Unpublished, nobody enters it any more.
    """

    class Entry(models.TextChoices):
        ROUTED = "routed", "when they are routed to one of these lanes, and agreed"
        BY_HAND = "by_hand", "when a person puts them in"

    title = models.CharField(max_length=120)
    lanes = ParentalManyToManyField(Lane, related_name="sequences", blank=True)
    entry = models.CharField(
        max_length=10, choices=Entry, default=Entry.ROUTED, verbose_name="readers enter"
    )
    again = models.BooleanField(
        default=False,
        verbose_name="may enter again",
        help_text="Who left comes in once more when routed again, and gets what they did not have. "
        "Nobody gets the same step twice.",
    )
    priority = models.PositiveSmallIntegerField(
        default=5,
        validators=[MinValueValidator(LEAST), MaxValueValidator(MOST)],
        help_text=f"From {LEAST}, the most important, to {MOST}. Where a reader is due more mails "
        "than they may get, the most important goes first.",
    )
    stays_after_booked = models.BooleanField(
        default=False,
        verbose_name="goes on after a booking",
        help_text="Otherwise whoever books leaves the sequence.",
    )
    stays_after_replied = models.BooleanField(default=False, verbose_name="goes on after a reply")
    stays_after_outcome = models.BooleanField(
        default=False,
        verbose_name="goes on after an outcome",
        help_text="Met, good fit, won or lost.",
    )
    steps = LeanStreamField(StepsBlock, blank=True)
    current_version = models.ForeignKey(
        "PublishedSequence",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = SequenceQuerySet.as_manager()

    frozen_in = "current_version"
    edit_handler = ObjectList(
        [
            FieldPanel("title", required_on_save=True),
            FieldPanel("steps"),
            MultiFieldPanel(
                [
                    FieldPanel("lanes", widget=CheckboxSelectMultiple),
                    FieldPanel("entry"),
                    FieldPanel("again"),
                    FieldPanel("priority"),
                ],
                heading="Who enters",
            ),
            MultiFieldPanel(
                [
                    FieldPanel("stays_after_booked"),
                    FieldPanel("stays_after_replied"),
                    FieldPanel("stays_after_outcome"),
                ],
                heading="Who leaves",
                help_text="Who unsubscribes, is erased, cannot be reached, or is routed to another "
                "lane always leaves.",
            ),
        ],
        base_form_class=SequenceForm,
    )

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def takes_in(self, lane_key: str) -> bool:
        """Whether routing to this lane is a way in, by what is published."""
        return self.current_version is not None and self.current_version.takes_in(lane_key)

    def lane_names(self) -> str:
        return ", ".join(lane.name for lane in self.lanes.all())

    def freeze(self) -> Series:
        """The content as a series. Raises ValidationError at every field that is wrong."""
        return freeze_sequence(self)

    def kept(self, publication: Publication) -> dict[str, Any]:
        current = PublishedSequence.objects.keep(publication.frozen, sequence=self)
        return {"current_version": current}

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        """One for each step that is written."""
        named = [
            (str(at), f"{at + 1}. {block.value['subject'] or 'Without a subject'}")
            for at, block in enumerate(self.steps)
        ]
        return named or [("0", "No step yet")]

    def get_preview_template(self, request: Any, mode_name: str) -> str:
        return "leads/letter_preview.html"

    def get_preview_context(self, request: Any, mode_name: str) -> dict[str, Any]:
        try:
            series = self.freeze()
        except ValidationError:
            return {"step": None}
        at = int(mode_name) if mode_name.isdecimal() else 0
        return {"step": series.steps[min(at, len(series.steps) - 1)]}


class PublishedSequence(FrozenModel):
    """One published wording of a sequence. Never changes, never goes."""

    sequence = models.ForeignKey(Sequence, on_delete=models.PROTECT, related_name="versions")

    class Meta:
        ordering = ["sequence", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["sequence", "content_hash"], name="one_sequence_version_per_content"
            ),
            models.UniqueConstraint(
                fields=["sequence", "version"], name="one_sequence_version_per_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sequence}, version {self.version}"

    @property
    def series(self) -> Series:
        """Read from the database once per process."""
        return _series(self.content_hash)

    def takes_in(self, lane_key: str) -> bool:
        """Whether routing to this lane is a way in."""
        return self.series.entry is SeriesEntry.ROUTED and lane_key in self.series.lanes


@lru_cache(maxsize=256)
def _series(content_hash: str) -> Series:
    row = PublishedSequence.objects.filter(content_hash=content_hash).only("document").first()
    if row is None:
        raise PublishedSequence.DoesNotExist(content_hash)
    return Series.from_document(row.document)
