"""The picture that stands beside a link to an article: its title, set by Typst from data.

Its address names what it shows, so it may be kept for ever; another title is another address. It is
made once, the first time somebody asks, and kept with the uploads.
"""

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any, Final

import typst
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe
from wagtail.models import Site

from pages.models import ArticlePage
from pages.surroundings import surroundings

SHEET: Final[Path] = settings.BASE_DIR / "templates" / "pages" / "card.typ"
FONTS: Final[Path] = settings.BASE_DIR / "templates" / "fonts"
WIDTH, HEIGHT = 1200, 630  # what large cards are cut to
FOR_EVER: Final = "public, max-age=31536000, immutable"


def card_address(article: ArticlePage, site: Site) -> str:
    digest = _digest(_document(article, site))
    return reverse("card", kwargs={"key": article.pk, "digest": digest})


@require_safe
def card(request: HttpRequest, key: int, digest: str) -> HttpResponse:
    """The picture; where the article says something else by now, the way to the newer one."""
    site = Site.find_for_request(request)
    article = _public(request, key) if site else None
    if site is None or article is None:
        raise Http404
    document = _document(article, site)
    if digest != _digest(document):
        return redirect(card_address(article, site))
    response = HttpResponse(_kept(document), content_type="image/png")
    response["Cache-Control"] = FOR_EVER
    return response


def draw(document: dict[str, str]) -> bytes:
    """A PNG of WIDTH by HEIGHT; the same words make the same picture on every machine."""
    return typst.compile(
        SHEET,
        root=SHEET.parent,
        font_paths=_fonts(),
        format="png",
        ppi=72,
        sys_inputs={"card": json.dumps(document)},
    )


def _public(request: HttpRequest, key: int) -> ArticlePage | None:
    article = ArticlePage.objects.live().defer_streamfields().filter(pk=min(key, 2**31 - 1)).first()
    hidden = article is None or surroundings(request).is_restricted(article)
    return None if hidden else article


def _document(article: ArticlePage, site: Site) -> dict[str, str]:
    return {
        "title": article.title,
        "pillar": article.pillar.title if article.pillar else "",
        "author": article.author_name,
        "site": site.site_name or settings.WAGTAIL_SITE_NAME,
    }


def _digest(document: dict[str, Any]) -> str:
    drawn = json.dumps([document, _sheet()], sort_keys=True)
    return hashlib.sha256(drawn.encode()).hexdigest()[:16]


def _kept(document: dict[str, str]) -> bytes:
    name = f"cards/{_digest(document)}.png"
    if not default_storage.exists(name):
        picture = draw(document)
        default_storage.save(name, ContentFile(picture))
        return picture
    with default_storage.open(name) as file:
        return bytes(file.read())


@cache
def _sheet() -> str:
    """So that another drawing has another address."""
    return SHEET.read_text()


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[FONTS])
