"""What a program asks for first: the sitemap, robots.txt, and llms.txt."""

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from wagtail.contrib.sitemaps.views import sitemap as wagtails
from wagtail.models import Site

from pages.caching import answer
from pages.models import ArticlePage, PillarPage
from pages.surroundings import Surroundings, surroundings


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every page that everybody may read, by Wagtail's own view."""
    return _kept(request, lambda _around, _site: wagtails(request).render())


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What is nobody's business to index, and where the sitemap is."""
    return _kept(
        request,
        lambda _around, site: render(
            request, "pages/robots.txt", {"root": site.root_url}, content_type="text/plain"
        ),
    )


@require_safe
def llms(request: HttpRequest) -> HttpResponse:
    """The site as a list in Markdown, by https://llmstxt.org: pillars, and their articles."""

    def make(around: Surroundings, site: Site) -> HttpResponse:
        context = {"site": site, "home": site.root_page.specific, "pillars": _pillars(around, site)}
        kind = "text/markdown; charset=utf-8"
        return render(request, "pages/llms.txt", context, content_type=kind)

    return _kept(request, make)


def _pillars(around: Surroundings, site: Site) -> Iterator[dict[str, Any]]:
    """Each with its articles; in two queries."""
    pillars = PillarPage.objects.live().child_of(site.root_page).order_by("path")
    articles = ArticlePage.objects.live().descendant_of(site.root_page).for_lists()
    readable = [page for page in articles if not around.is_restricted(page)]
    for pillar in pillars:
        if not around.is_restricted(pillar):
            under = [page for page in readable if page.path.startswith(pillar.path)]
            yield {"pillar": pillar, "articles": under}


def _kept(request: HttpRequest, make: Any) -> HttpResponse:
    around = surroundings(request)
    site = Site.find_for_request(request)
    if site is None:
        raise Http404
    return answer(
        request,
        edition=around.edition,
        site=site.pk,
        make=lambda: make(around, site),
        keep=not request.GET,
    )
