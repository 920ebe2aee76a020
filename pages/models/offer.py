from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField
from wagtail.search import index

from assessment.fields import LeanStreamField
from pages.blocks.body import BodyBlock
from pages.models.base import BasePage


class OfferPage(BasePage):
    """Something a reader can go on with: the book, or a kind of advisory."""

    body = LeanStreamField(BodyBlock)
    call_to_action = models.ForeignKey(
        "pages.CallToAction",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Stands below the standfirst.",
    )

    shown_with = ["call_to_action__page", "call_to_action__assessment", "call_to_action__trial"]
    parent_page_types = ["pages.HomePage"]
    subpage_types: list[str] = []
    template = "pages/offer.html"
    page_description = "The book, or a kind of advisory: for whom, what they get, how it starts."

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("call_to_action"),
        FieldPanel("body"),
    ]
    api_fields = [
        *BasePage.api_fields,
        APIField("body", writable=True),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = "offer"
