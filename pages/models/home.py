from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField
from wagtail.search import index

from assessment.fields import LeanStreamField
from pages.blocks.body import BodyBlock
from pages.models.article import ArticlePage
from pages.models.base import BasePage
from pages.models.pillar import PillarPage

LATEST = 5  # articles named on the home page


class HomePage(BasePage):
    """The front page of a site: what it stands for, its pillars, the newest articles."""

    body = LeanStreamField(BodyBlock, blank=True)

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["pages.PillarPage", "pages.AssessmentPage", "pages.OfferPage"]
    template = "pages/home.html"
    page_description = "The front page of a site."

    content_panels = [*BasePage.content_panels, FieldPanel("body")]
    api_fields = [*BasePage.api_fields, APIField("body", writable=True)]
    search_fields = [*BasePage.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = "home page"

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict:
        return super().get_context(request, *args, **kwargs) | {
            "pillars": PillarPage.objects.live().child_of(self).specific(defer=True),
            "articles": ArticlePage.objects.descendant_of(self).live().for_lists()[:LATEST],
        }
