"""An assessment presented in a text: what it measures, how long it takes, where it begins."""

from typing import Any

from django.apps import apps
from django.db.models import F, Model, QuerySet
from django.urls import reverse
from wagtail.blocks import CharBlock, StructBlock, StructValue
from wagtail.snippets.blocks import SnippetChooserBlock

from pages.blocks.choosers import AtHandBlock
from pages.blocks.schemas import or_null, whole_object

ASSESSMENT = "assessment.Assessment"


def presented(rows: QuerySet) -> QuerySet:
    """Without the questions, and of what was published only the names of what it measures."""
    shown = rows.only("title", "slug", "minutes", "live", "current_rubric")
    return shown.annotate(measured=F("current_rubric__document__dimensions"))


class AssessmentChooserBlock(AtHandBlock, SnippetChooserBlock):
    """One assessment. Unless it is published there is nothing to present."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(ASSESSMENT, **kwargs)

    def get_api_representation(self, value: Any, context: dict[str, Any] | None = None) -> Any:
        if value is None or not is_open(value):
            return None
        return {
            "slug": value.slug,
            "title": value.title,
            "minutes": value.minutes,
            "measures": measures(value),
            "url": begin_url(value),
        }

    def api_schema(self) -> dict[str, Any]:
        text = {"type": "string"}
        return or_null(
            whole_object(
                slug=text,
                title=text,
                minutes={"type": "integer", "minimum": 1},
                measures={"type": "array", "items": text},
                url=text,
            )
        )


def is_open(assessment: Any) -> bool:
    return assessment.live and assessment.current_rubric_id is not None


def measures(assessment: Any) -> list[str]:
    """The names of what it measures, as published."""
    dimensions = getattr(assessment, "measured", None)
    if dimensions is None and assessment.current_rubric:
        dimensions = assessment.current_rubric.document["dimensions"]
    return [dimension["label"] for dimension in dimensions or ()]


def begin_url(assessment: Any) -> str:
    return reverse("take-assessment", kwargs={"slug": assessment.slug})


def sample_assessment() -> Model:
    """An assessment for previews; it is in no database."""
    sample = apps.get_model("assessment", "Assessment")(
        title="The Leadership Assessment", slug="sample", minutes=5, current_rubric_id=0
    )
    sample.measured = [{"label": "Personal drag"}, {"label": "Organizational drag"}]
    return sample


class AssessmentEntryValue(StructValue):
    @property
    def is_open(self) -> bool:
        return bool(self["assessment"]) and is_open(self["assessment"])

    @property
    def measures(self) -> list[str]:
        return measures(self["assessment"])

    @property
    def url(self) -> str:
        return begin_url(self["assessment"])


class AssessmentEntryBlock(StructBlock):
    assessment = AssessmentChooserBlock()
    lead_in = CharBlock(required=False, max_length=250, help_text="Why to take it at this point.")
    label = CharBlock(max_length=60, default="Begin", help_text="What the button says.")

    class Meta:
        icon = "clipboard-list"
        label = "Assessment"
        label_format = "Assessment: {assessment}"
        group = "What to do"
        description = "Presents an assessment: what it measures, how long it takes, a way in."
        template = "blocks/assessment.html"
        preview_template = "blocks/preview.html"
        value_class = AssessmentEntryValue
        preview_value = staticmethod(
            lambda: {
                "assessment": sample_assessment(),
                "lead_in": "Find out whose drag it is.",
                "label": "Begin",
            }
        )
