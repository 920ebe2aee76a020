from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField
from wagtail.search import index

from assessment.fields import LeanStreamField
from pages.blocks.body import BodyBlock
from pages.models.base import BasePage


class AssessmentPage(BasePage):
    """Presents one assessment and leads to its questions."""

    assessment = models.ForeignKey(
        "assessment.Assessment", on_delete=models.PROTECT, related_name="pages"
    )
    body = LeanStreamField(BodyBlock, blank=True)

    shown_with = ["assessment"]
    parent_page_types = ["pages.HomePage"]
    subpage_types: list[str] = []
    template = "pages/assessment.html"
    page_description = "Says what an assessment measures, and leads to its questions."
    show_in_menus_default = True

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("assessment"),
        FieldPanel("body"),
    ]
    api_fields = [
        *BasePage.api_fields,
        APIField("assessment"),
        APIField("body", writable=True),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = "assessment page"

    @property
    def is_open(self) -> bool:
        """Whether there are published questions to go to."""
        return self.assessment.live and self.assessment.current_rubric_id is not None
