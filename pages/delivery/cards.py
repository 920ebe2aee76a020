"""Lists of pages, newest first, page after page by a cursor that nobody can make up."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core import signing
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from wagtail.models import Page, Site

from pages.delivery.schemas import CardOut, CardsOut
from pages.delivery.serializers import card_of
from pages.models import BasePage, PillarPage
from pages.routing import as_itself, page_kinds
from pages.rows import without_streams
from pages.surroundings import STEP, surroundings

SALT = "lanewise.cards"
TYPES = {f"pages.{model.__name__}": name for name, model in page_kinds().items()}


class CursorInvalid(ValueError):
    """Not a cursor of this list."""


class PillarUnknown(ValueError):
    """No published pillar has this slug."""


def list_cards(
    request: HttpRequest, *, kind: str | None, pillar: str | None, limit: int, cursor: str | None
) -> CardsOut:
    """Raises CursorInvalid, PillarUnknown. Three queries, however many pages there are."""
    site: Site = request._wagtail_site  # type: ignore[attr-defined]
    under = pillar_of(site, pillar).path if pillar else site.root_page.path
    pages = _published(request, under=under, kind=kind)
    if cursor:
        pages = _after(pages, read_cursor(cursor, kind=kind, pillar=pillar))
    found = list(pages[: limit + 1])
    shown = [as_itself(page, page_kinds()) for page in found[:limit]]
    following = _cursor(found[limit - 1], kind=kind, pillar=pillar) if found[limit:] else None
    return CardsOut(items=_cards(request, [page for page in shown if page]), next=following)


def pillar_of(site: Site, slug: str) -> PillarPage:
    if "\x00" in slug:  # Postgres refuses to compare it
        raise PillarUnknown(slug)
    pillar = PillarPage.objects.live().child_of(site.root_page).filter(slug=slug).first()
    if pillar is None:
        raise PillarUnknown(slug)
    return pillar


def _published(request: HttpRequest, *, under: str, kind: str | None) -> QuerySet:
    """Newest first, by the index on the day of publication; without bodies."""
    kinds = {TYPES[kind]: page_kinds()[TYPES[kind]]} if kind else page_kinds()
    pages = Page.objects.live().filter(path__startswith=under, first_published_at__isnull=False)
    for restricted in surroundings(request).restricted:
        pages = pages.exclude(path__startswith=restricted)
    if kind:
        pages = pages.filter(**{f"{TYPES[kind]}__isnull": False})
    bodies = [
        f"{name}__{field}" for name, model in kinds.items() for field in without_streams(model)
    ]
    return (
        pages.select_related("content_type", *kinds)
        .defer(*bodies)
        .order_by("-first_published_at", "-pk")
    )


def _after(pages: QuerySet, last: tuple[datetime, int]) -> QuerySet:
    """`at or before` is what the index answers; who stands at that very moment is sorted out."""
    at, key = last
    return pages.filter(first_published_at__lte=at).filter(
        Q(first_published_at__lt=at) | Q(pk__lt=key)
    )


def _cards(request: HttpRequest, pages: Sequence[BasePage]) -> list[CardOut]:
    above = {page.path[:-STEP] for page in pages}
    pillars = {each.path: each for each in PillarPage.objects.filter(path__in=above)}
    return [card_of(page, request, pillar=pillars.get(page.path[:-STEP])) for page in pages]


def _cursor(page: Page, *, kind: str | None, pillar: str | None) -> str:
    at = page.first_published_at.isoformat()
    return signing.dumps([at, page.pk, kind, pillar], salt=SALT)


def read_cursor(cursor: str, *, kind: str | None, pillar: str | None) -> tuple[datetime, int]:
    """Raises CursorInvalid, also for the cursor of another list."""
    try:
        document: Any = signing.loads(cursor, salt=SALT)
        at, key, *asked = document
    except (signing.BadSignature, ValueError) as error:
        raise CursorInvalid from error
    if asked != [kind, pillar]:
        raise CursorInvalid
    return datetime.fromisoformat(at), int(key)
