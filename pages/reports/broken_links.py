"""Links inside the site that lead nowhere, article by article."""

from collections.abc import Iterator
from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from wagtail.models import Site
from wagtail.permissions import policy_registry

from pages.checking.links import DeadLink, dead_links
from pages.models import ArticlePage
from pages.reports.base import ArticleReport

AT_A_TIME = 100  # articles read from the database at once; a body may be long


class Broken(NamedTuple):
    article: ArticlePage
    links: list[DeadLink]


def broken_links(request: HttpRequest) -> HttpResponse:
    """Every published article that the reader of the report may change, examined now."""
    policy = policy_registry.get_by_type(ArticlePage)
    if not policy.user_has_any_permission(request.user, ArticleReport.any_permission_required):
        raise PermissionDenied
    mine = policy.instances_user_has_any_permission_for(request.user, ["change", "publish"])
    articles = ArticlePage.objects.live().filter(pk__in=mine.values("pk")).order_by("title")
    found = list(broken(articles, site=Site.find_for_request(request)))
    return render(request, "pages/reports/broken_links.html", {"broken": found})


def broken(articles: QuerySet[ArticlePage], *, site: Site | None) -> Iterator[Broken]:
    for article in articles.iterator(chunk_size=AT_A_TIME):
        if links := dead_links(article.body, site=site):
            yield Broken(article, links)
