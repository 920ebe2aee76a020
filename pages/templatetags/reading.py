"""What the head of a page tells programs: its picture, what it is, its feed, its languages."""

from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template import Context
from django.utils.safestring import SafeString
from wagtail.models import Page, Site

from pages import structured
from pages.models import ArticlePage, PillarPage
from pages.open_graph import card_address

register = template.Library()


@register.simple_tag(takes_context=True)
def picture_of(context: Context, page: Any) -> str:
    """The whole address of the page's own picture; "" where it has none."""
    site = Site.find_for_request(context.get("request"))
    if site is None or not isinstance(page, ArticlePage) or not page.live:
        return ""
    return f"{site.root_url}{card_address(page, site)}"


@register.simple_tag(takes_context=True)
def described(context: Context, page: Any) -> SafeString | str:
    """schema.org, for the element it stands in; "" for the home page, which is nobody's child."""
    request: HttpRequest | None = context.get("request")
    site = Site.find_for_request(request)
    if site is None or not page.breadcrumbs:
        return ""
    line = [*page.breadcrumbs, page]
    addresses = [each.get_full_url(request) or "" for each in line]
    things = [structured.breadcrumbs(line, addresses)]
    if isinstance(page, ArticlePage):
        publisher = site.site_name or settings.WAGTAIL_SITE_NAME
        image = picture_of(context, page)
        things.append(
            structured.article(page, address=addresses[-1], publisher=publisher, image=image)
        )
    return structured.as_json(things)


@register.simple_tag
def feed_slug(page: Any) -> str:
    """Of the pillar whose feed a reader of this page may want; "" is the whole site's."""
    if isinstance(page, PillarPage):
        return str(page.slug)
    pillar = getattr(page, "pillar", None)
    return str(pillar.slug) if pillar else ""


@register.simple_tag(takes_context=True)
def languages(context: Context, page: Page) -> list[tuple[str, str]]:
    """(code, address) of the page in each language it is published in, itself included, wherever
    it has an address. Empty, and without a query, where the site speaks one language."""
    if not getattr(settings, "WAGTAIL_I18N_ENABLED", False):
        return []
    request = context.get("request")
    versions = page.get_translations(inclusive=True).live().public().select_related("locale")
    found = [(each.locale.language_code, each.get_full_url(request)) for each in versions]
    return [(code, address) for code, address in found if address]
