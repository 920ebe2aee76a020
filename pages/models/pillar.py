from django.http import Http404, HttpRequest
from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField
from wagtail.fields import RichTextField
from wagtail.search import index
from wagtail.url_routing import RouteResult

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

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Only articles stand below, so one query finds the one with all its fields."""
        if not path_components:
            return super().route(request, path_components)
        slug, *rest = path_components
        article = ArticlePage.objects.in_pillar(self).filter(slug=slug).first()
        if article is None:
            raise Http404
        return article.route(request, rest)

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict:
        return super().get_context(request, *args, **kwargs) | {
            "articles": ArticlePage.objects.in_pillar(self).live().for_lists(),
        }
