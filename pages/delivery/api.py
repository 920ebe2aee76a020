"""What a front end of one's own reads. Mounted at /api/v1/."""

from collections.abc import Callable
from typing import Annotated, Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from ninja.errors import ValidationError
from pydantic import Field

from pages.caching import answer
from pages.delivery.by_path import show
from pages.delivery.cards import TYPES, CursorInvalid, PillarUnknown, list_cards
from pages.delivery.schemas import (
    CallOut,
    CardsOut,
    MovedOut,
    NavigationOut,
    PageOut,
    ReusableOut,
    RichText,
)
from pages.delivery.serializers import draft_of, navigation_of
from pages.previewing import NoSuchPreview, origin_of, read_preview, unshared
from pages.surroundings import surroundings

LONGEST_PATH = 2_000
LONGEST_TOKEN = 500
MOST_CARDS = 100
REFUSED = {404: None, 422: None}

router = Router()


class ByPath(Schema):
    path: str = Field(max_length=LONGEST_PATH, description="/career/two-jobs/")
    rich_text: RichText = Field("html", description="The form of rich text, links resolved.")


class Cards(Schema):
    type: str | None = Field(None, description=f"One of {', '.join(sorted(TYPES))}.")
    pillar: str | None = Field(None, max_length=255, description="A pillar's slug: career.")
    limit: int = Field(20, ge=1, le=MOST_CARDS)
    cursor: str | None = Field(None, max_length=1_000, description="`next` of the list before.")


class Draft(Schema):
    token: str = Field(max_length=LONGEST_TOKEN)
    content_type: str | None = Field(None, max_length=200, description="pages.articlepage")
    rich_text: RichText = Field("html", description="The form of rich text, links resolved.")


@router.get(
    "/content/by-path",
    url_name="by_path",
    response={200: PageOut, 301: MovedOut, 302: MovedOut, 304: None, **REFUSED},
    summary="One page, whole",
)
def by_path(request: HttpRequest, asked: Annotated[ByPath, Query()]) -> HttpResponse:
    """A page that has moved answers where it went, with the address to follow."""
    refuse_unknown(request, ByPath)
    return public(request, lambda: show(request, asked.path, rich_text=asked.rich_text))


@router.get("/content/", response={200: CardsOut, 304: None, 422: None}, summary="Cards of pages")
def cards(request: HttpRequest, asked: Annotated[Cards, Query()]) -> HttpResponse:
    """Newest first. Follow `next` until it is null."""
    refuse_unknown(request, Cards)
    if asked.type is not None and asked.type not in TYPES:
        raise refused("type", f"This must be one of: {', '.join(sorted(TYPES))}.")
    return public(request, lambda: _json(_cards(request, asked)))


def _cards(request: HttpRequest, asked: Cards) -> CardsOut:
    try:
        return list_cards(
            request,
            kind=asked.type,
            pillar=asked.pillar,
            limit=asked.limit,
            cursor=asked.cursor,
        )
    except PillarUnknown as error:
        raise refused("pillar", "There is no pillar of this name.") from error
    except CursorInvalid as error:
        raise refused("cursor", "This is no cursor of this list. Begin without one.") from error


@router.get(
    "/navigation", response={200: NavigationOut, 304: None, **REFUSED}, summary="Menu and settings"
)
def navigation(request: HttpRequest) -> HttpResponse:
    refuse_unknown(request)
    return public(request, lambda: _json(navigation_of(request)))


@router.get(
    "/preview",
    response={200: PageOut | CallOut | ReusableOut, **REFUSED},
    summary="A draft, as the editor sees it",
)
def preview(request: HttpRequest, asked: Annotated[Draft, Query()]) -> HttpResponse:
    """The editor sends a front end this token; it ends after an hour. A token that is wrong, over
    or revoked is not found."""
    refuse_unknown(request, Draft)
    surroundings(request)
    try:
        draft = read_preview(asked.token, content_type=asked.content_type)
    except NoSuchPreview as error:
        raise Http404 from error
    response = unshared(_json(draft_of(draft, request, rich_text=asked.rich_text)))
    if origin := origin_of(settings.PREVIEW_URL):
        response["Access-Control-Allow-Origin"] = origin
    return response


def public(request: HttpRequest, make: Callable[[], HttpResponse]) -> HttpResponse:
    """What everybody may read and keep. Raises Http404 where no site answers for this host."""
    around = surroundings(request)
    site = around.site_of(request)
    if site is None:
        raise Http404
    return answer(request, edition=around.edition, site=site.pk, make=make, keep=True)


def refuse_unknown(request: HttpRequest, known: type[Schema] | None = None) -> None:
    """A filter that nobody reads would be believed to filter."""
    names = set(known.model_fields) if known else set()
    if unknown := sorted(request.GET.keys() - names):
        raise ValidationError([{"type": "extra_forbidden", "loc": ("query", n)} for n in unknown])


def refused(name: str, sentence: str) -> ValidationError:
    return ValidationError([{"type": "refused", "loc": ("query", name), "msg": sentence}])


def _json(document: Any) -> HttpResponse:
    return HttpResponse(document.model_dump_json(), content_type="application/json")
