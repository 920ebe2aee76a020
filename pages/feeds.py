"""What is new, as Atom: of the whole site, and of each pillar."""

from typing import Any, Final

from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe
from wagtail.models import Page, Site

from pages.caching import answer
from pages.models import ArticlePage
from pages.surroundings import Surroundings, surroundings

NEWEST: Final = 20


class Newest(Feed):
    """The newest articles under one page, made for one edition."""

    feed_type = Atom1Feed

    def __init__(self, under: Page, around: Surroundings, request: HttpRequest) -> None:
        self.under, self.around, self.request = under, around, request

    def title(self) -> str:
        site = self.request._wagtail_site  # type: ignore[attr-defined]
        return " · ".join(dict.fromkeys([self.under.title, site.site_name or self.under.title]))

    def subtitle(self) -> str:
        return getattr(self.under.specific, "standfirst", "")

    def link(self) -> str:
        return self.under.get_full_url(self.request) or "/"

    def items(self) -> list[ArticlePage]:
        articles = ArticlePage.objects.live().descendant_of(self.under).for_lists()
        for restricted in self.around.restricted:
            articles = articles.exclude(path__startswith=restricted)
        return list(articles[:NEWEST])

    def item_title(self, item: Any) -> str:
        return str(item.title)

    def item_description(self, item: Any) -> str:
        return str(item.standfirst)

    def item_link(self, item: Any) -> str:
        return item.get_full_url(self.request) or "/"

    def item_author_name(self, item: Any) -> str | None:
        return item.author_name or None

    def item_pubdate(self, item: Any) -> Any:
        return item.first_published_at

    def item_updateddate(self, item: Any) -> Any:
        return item.last_published_at

    def item_guid(self, item: Any) -> str:
        """Stays what it is when the page moves."""
        return f"tag:{self.request.get_host().partition(':')[0]},2026:{item.translation_key}"


@require_safe
def feed(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Of the pillar with this slug, or of the whole site."""
    around = surroundings(request)
    site = Site.find_for_request(request)
    if site is None:
        raise Http404

    def make() -> HttpResponse:
        return Newest(_under(site, slug, around), around, request)(request)

    return answer(request, edition=around.edition, site=site.pk, make=make, keep=not request.GET)


def _under(site: Site, slug: str, around: Surroundings) -> Page:
    if not slug:
        return site.root_page
    page = Page.objects.live().child_of(site.root_page).filter(slug=slug).first()
    if page is None or around.is_restricted(page):
        raise Http404
    return page
