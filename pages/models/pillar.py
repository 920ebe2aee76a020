from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField
from wagtail.fields import RichTextField
from wagtail.search import index

from pages.blocks.prose import FEATURES
from pages.models.article import ArticlePage
from pages.models.base import BasePage


class PillarPage(BasePage):
    """A subject we publish on, and the list of its articles."""

    introduction = RichTextField(
        blank=True, features=FEATURES, help_text="A paragraph or two above the articles."
    )

    parent_page_types = ["pages.HomePage"]
    subpage_types = ["pages.ArticlePage"]
    template = "pages/pillar.html"
    page_description = "A subject we publish on. Its articles stand below it."
    show_in_menus_default = True

    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]
    api_fields = [*BasePage.api_fields, APIField("introduction", writable=True)]
    search_fields = [*BasePage.search_fields, index.SearchField("introduction")]

    class Meta:
        verbose_name = "pillar"

    def get_cached_paths(self) -> list[str]:
        """The page and its feed."""
        return [*super().get_cached_paths(), "/feed.xml"]

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict:
        return super().get_context(request, *args, **kwargs) | {
            "articles": ArticlePage.objects.in_pillar(self).live().for_lists(),
        }
