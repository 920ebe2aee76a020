"""Pages as documents. What is published and what is a draft go through the same lines."""

from typing import Any
from urllib.parse import urlsplit

from django.db.models import Model
from django.http import HttpRequest
from wagtail.fields import StreamField
from wagtail.models import Page

from pages.blocks.choosers import at_hand
from pages.blocks.gathering import gather
from pages.blocks.prose import Prose, written
from pages.delivery.schemas import (
    AssessmentEntryOut,
    BlockOut,
    CallOut,
    CardOut,
    LinkOut,
    NavigationOut,
    PageOut,
    ReusableOut,
    RichText,
    SeoOut,
)
from pages.models import BasePage, CallToAction, PillarPage, ReusableBlock, SiteSettings
from pages.surroundings import surroundings

HIDDEN_SETTINGS = {"id", "site"}


def link_of(page: Page, request: HttpRequest) -> LinkOut:
    full = page.get_full_url(request) or ""
    return LinkOut(title=page.title, path=urlsplit(full).path, url=full)


def card_of(page: BasePage, request: HttpRequest, *, pillar: Page | None) -> CardOut:
    return CardOut(**_card(page, request, pillar=pillar))


def _card(page: BasePage, request: HttpRequest, *, pillar: Page | None) -> dict[str, Any]:
    return {
        **dict(link_of(page, request)),
        "id": page.pk or 0,  # a draft may not be saved yet
        "type": f"{page._meta.app_label}.{type(page).__name__}",
        "slug": page.slug,
        "standfirst": page.standfirst,
        "first_published_at": page.first_published_at,
        "last_published_at": page.last_published_at,
        "pillar": pillar and link_of(pillar, request),
        "author_name": getattr(page, "author_name", None),
        "reading_minutes": getattr(page, "reading_minutes", None),
    }


def page_of(page: BasePage, request: HttpRequest, *, rich_text: RichText) -> PageOut:
    """The page whole. At most two queries, for what its body points at."""
    above = page.breadcrumbs
    pillar = above[-1] if above and isinstance(above[-1], PillarPage) else None
    introduction = getattr(page, "introduction", None)
    call = getattr(page, "call_to_action", None)
    return PageOut(
        **_card(page, request, pillar=pillar),
        locale=_language(page, request),
        seo=SeoOut(
            title=page.seo_title or page.title,
            description=page.description,
            canonical=page.get_full_url(request) or "",
        ),
        breadcrumbs=[link_of(each, request) for each in above],
        body=body_of(page, request, rich_text=rich_text),
        introduction=_rich_text(introduction, rich_text),
        assessment=_entry_of(page),
        call_to_action=call.card(request) if call and call.is_open else None,
    )


def draft_of(
    draft: BasePage | CallToAction | ReusableBlock, request: HttpRequest, *, rich_text: RichText
) -> PageOut | CallOut | ReusableOut:
    """A draft as what is published would be told."""
    match draft:
        case CallToAction():
            return CallOut(type="pages.CallToAction", **draft.card(request))
        case ReusableBlock():
            body = body_of(draft, request, rich_text=rich_text)
            return ReusableOut(
                type="pages.ReusableBlock", key=draft.key, title=draft.title, body=body
            )
    above = draft.get_ancestors().filter(depth__gt=1).order_by("depth")
    draft.breadcrumbs = list(above.specific(defer=True))
    return page_of(draft, request, rich_text=rich_text)


def body_of(
    page: BasePage | ReusableBlock, request: HttpRequest, *, rich_text: RichText
) -> list[BlockOut]:
    context = {"request": request, "page": page, "rich_text": rich_text}
    shapes: list[dict[str, Any]] = []
    for field in page._meta.fields:
        if isinstance(field, StreamField):
            value = getattr(page, field.name)
            token = at_hand.set(gather(value))
            try:
                shapes += value.stream_block.get_api_representation(value, context=context)
            finally:
                at_hand.reset(token)
    return [BlockOut(**shape) for shape in shapes]


def navigation_of(request: HttpRequest) -> NavigationOut | None:
    """None where no site answers for this host."""
    around = surroundings(request)
    site = around.site_of(request)
    if site is None:
        return None
    return NavigationOut(
        site_name=site.site_name,
        home=link_of(site.root_page, request),
        menu=[link_of(page, request) for page in around.sections(site)],
        settings=settings_of(around.words.get(site.pk) or SiteSettings()),
    )


def settings_of(words: Model) -> dict[str, str]:
    names = [field.name for field in words._meta.fields if field.name not in HIDDEN_SETTINGS]
    return {name: str(getattr(words, name)) for name in names}


def _entry_of(page: BasePage) -> AssessmentEntryOut | None:
    assessment = getattr(page, "assessment", None)
    if assessment is None:
        return None
    return AssessmentEntryOut(
        slug=assessment.slug,
        title=assessment.title,
        minutes=assessment.minutes,
        is_open=page.is_open,
    )


def _rich_text(source: str | None, form: RichText) -> str | None:
    if source is None:
        return None
    return written(Prose(source), form)


def _language(page: Page, request: HttpRequest) -> str:
    """Of the site the page is in: known without asking."""
    paths = surroundings(request).root_paths
    return next(
        (each.language_code for each in paths if page.url_path.startswith(each.root_path)), ""
    )
