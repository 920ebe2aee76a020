"""One page by its path: there, moved, or neither. What not everybody may read is not there."""

from urllib.parse import quote, urlsplit

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from wagtail.contrib.redirects.middleware import get_redirect
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from pages.caching import PRIVATE
from pages.delivery.schemas import MovedOut, RichText
from pages.delivery.serializers import page_of
from pages.models import BasePage
from pages.routing import find
from pages.surroundings import surroundings


def show(request: HttpRequest, path: str, *, rich_text: RichText) -> HttpResponse:
    """Raises Http404."""
    if "\x00" in path:  # Postgres refuses to compare it
        raise Http404
    page = find(request, path) or _as_wagtail_finds(request, path)
    if page is not None:
        document = page_of(page, request, rich_text=rich_text)
        return HttpResponse(document.model_dump_json(), content_type="application/json")
    if moved := _moved(request, path):
        return _elsewhere(moved, rich_text=rich_text)
    raise Http404


def _as_wagtail_finds(request: HttpRequest, path: str) -> BasePage | None:
    """An alias, or what a page routes by itself; never what not everybody may read."""
    found = Page.route_for_request(request, path)
    if found is None or found.args or found.kwargs:
        return None
    page = found.page
    if not isinstance(page, BasePage) or surroundings(request).is_restricted(page):
        return None
    return page


def _moved(request: HttpRequest, path: str) -> MovedOut | None:
    """Where an editor, or Wagtail when a page got another path, says it is now."""
    redirect = get_redirect(request, Redirect.normalise_path(path, decode_unicode=False))
    if redirect is None or redirect.link is None:
        return None
    target = redirect.link
    if redirect.redirect_page_id:
        if not redirect.redirect_page.live:
            return None
        target = urlsplit(target).path
    return MovedOut(moved_to=target, permanent=redirect.is_permanent)


def _elsewhere(moved: MovedOut, *, rich_text: RichText) -> HttpResponse:
    """A client that follows gets the page; one that does not reads where it went."""
    location = moved.moved_to
    if location.startswith("/"):
        location = f"{reverse('api-v1:by_path')}?path={quote(location)}&rich_text={rich_text}"
    return JsonResponse(
        moved.model_dump(),
        status=301 if moved.permanent else 302,
        headers={"Location": location, "Cache-Control": PRIVATE},
    )
