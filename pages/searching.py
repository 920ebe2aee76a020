"""The search page: Wagtail's own search, on a page that is kept nowhere."""

import re
from collections.abc import Iterable
from typing import Any, Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from wagtail.models import Page, Site

from pages.caching import PRIVATE

A_PAGE: Final = 10
MOST: Final = 200  # results; who needs more needs other words
LONGEST: Final = 200  # characters of a question
WORD: Final = re.compile(r"\w+")


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """`?q=` words, `?page=` a number. Whatever is asked, the answer is a page."""
    asked = question(request)
    shown = Paginator(found(request, asked), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "question": asked,
        "shown": shown,
        "results": as_themselves(shown.object_list),
        "longest": LONGEST,
    }
    response = render(request, "pages/search.html", context)
    response["Cache-Control"] = PRIVATE
    response["X-Robots-Tag"] = "noindex"
    return response


def question(request: HttpRequest) -> str:
    """What was asked, on one line and without what no database takes."""
    printable = "".join(c if c.isprintable() else " " for c in request.GET.get("q", ""))
    return " ".join(printable.encode(errors="ignore").decode().split())[:LONGEST]


def found(request: HttpRequest, asked: str) -> Any:
    """The pages of this site that everybody may read, best first: counted and sliced, not read."""
    site = Site.find_for_request(request)
    words = " ".join(WORD.findall(asked))  # a lone quotation mark ends Wagtail's query (SQLite)
    if not words or site is None:
        return []
    pages = Page.objects.live().public().descendant_of(site.root_page, inclusive=True)
    return pages.search(words, operator="and")[:MOST]


def as_themselves(pages: Iterable[Page]) -> list[Any]:
    """In their order; two queries for each kind at most, however many there are."""
    keys = [page.pk for page in pages]
    rows = {page.pk: page for page in Page.objects.filter(pk__in=keys).specific()}
    return [rows[key] for key in keys if key in rows]
