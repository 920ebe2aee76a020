"""What templates ask for: the frame of a page, where a call leads, rich text."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template import Context
from django.urls import reverse
from django.utils.safestring import mark_safe
from wagtail.models import Page, Site

from pages.blocks.prose import Prose
from pages.models import AssessmentPage, CallToAction, SiteSettings
from pages.surroundings import surroundings

register = template.Library()

# What a reader brought along and the questions keep: where from, and by which campaign.
CARRIED = ("from", "block", "utm_source", "utm_medium", "utm_campaign")
LONGEST_CARRIED = 200
QUOTATION_MARKS = "\"'“”‘’«»"


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around every page."""

    site_name: str
    home_url: str = "/"
    sections: tuple[Section, ...] = ()
    words: SiteSettings | None = None


@register.simple_tag(takes_context=True)
def frame(context: Context) -> Frame:
    """The menu and the words at the foot. Without a site, a bare frame."""
    request = context.get("request")
    around = surroundings(request) if request else None
    site = Site.find_for_request(request)
    if around is None or site is None:
        return Frame(site_name=settings.WAGTAIL_SITE_NAME)
    page = context.get("page")
    path = getattr(page, "path", None) or ""
    return Frame(
        site_name=site.site_name or settings.WAGTAIL_SITE_NAME,
        home_url=site.root_page.get_url(request) or "/",
        sections=tuple(
            Section(
                title=section.title,
                url=section.get_url(request),
                is_current=path.startswith(section.path),
            )
            for section in around.sections(site)
        ),
        words=around.words.get(site.pk),
    )


@register.simple_tag(takes_context=True)
def call_address(context: Context, call: CallToAction) -> str:
    """Where a call leads. On the way to an assessment it says from which page and block."""
    address = call.address(context.get("request"))
    return with_origin(context, address) if call.leads_to_assessment else address


@register.simple_tag(takes_context=True)
def with_origin(context: Context, address: str) -> str:
    """The address; a submission that follows will say from which page and block it came."""
    page = context.get("page")
    if not isinstance(page, Page):
        return address
    block = f"{context.get('id') or ''}{context.get('block_mark', '')}"
    origin = {"from": path_of(page, context.get("request")), "block": block}
    return f"{address}?{urlencode({name: value for name, value in origin.items() if value})}"


@register.simple_block_tag
def drawn(content: str) -> str:
    """What stands inside, trimmed; empty where a block has nothing to show, such as an expired
    call, so that the page can leave out its frame as well. `{% drawn as html %}`."""
    return mark_safe(content.strip())  # noqa: S308 - a template rendered it


@register.simple_tag(takes_context=True)
def begin_address(context: Context, page: AssessmentPage) -> str:
    """The questions, with what the reader brought along; without it, this page is where from."""
    request = context.get("request")
    brought = request.GET if request else {}
    carried = {name: brought[name][:LONGEST_CARRIED] for name in CARRIED if brought.get(name)}
    origin = {"from": path_of(page, request)} | carried
    address = reverse("take-assessment", kwargs={"slug": page.assessment.slug})
    return f"{address}?{urlencode(origin)}"


def path_of(page: Page, request: HttpRequest | None) -> str:
    return urlsplit(page.get_url(request) or "").path


@register.filter
def prose(source: str) -> Prose:
    """Rich text from a field, cleaned and with its links resolved."""
    return Prose(source)


@register.filter
def unquoted(text: Any) -> str:
    """The text without marks around it: the page sets its own."""
    return str(text).strip().strip(QUOTATION_MARKS)
