"""From a path to its page in one query, ancestors included; what is special is left to Wagtail."""

from collections.abc import Sequence
from functools import cache

from django.apps import apps
from django.conf import settings
from django.http import HttpRequest
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from pages.models.base import BasePage
from pages.surroundings import surroundings

DEEPEST = 20  # levels; a longer path is nobody's, and no reason to ask for much


def find(request: HttpRequest, path: str) -> BasePage | None:
    """The published page at this path, its breadcrumbs filled in.

    None where Wagtail has to look itself, or there is nothing: a draft, an alias, a page that
    routes by itself, a page of another kind, translations, and all that not everybody may read.
    """
    around = surroundings(request)
    site = request._wagtail_site  # type: ignore[attr-defined]
    if site is None or getattr(settings, "WAGTAIL_I18N_ENABLED", False):
        return None
    steps = [step for step in path.split("/") if step]
    if len(steps) > DEEPEST:
        return None
    line = lineage(site.root_page.url_path, steps)
    if len(line) != len(steps) + 1 or not all(map(is_plain, line)):
        return None
    page = line[-1]
    if not page.live or page.alias_of_id or around.is_restricted(page):
        return None
    page.breadcrumbs = line[:-1]
    page._cached_parent_obj = line[-2] if len(line) > 1 else site.root_page
    request._wagtail_route_for_request = RouteResult(page)  # type: ignore[attr-defined]
    return page


def lineage(root: str, steps: Sequence[str]) -> list[BasePage]:
    """The pages from the site's root to this path, as what they are. One query, by an index.

    Holes are left out, so that a shorter list says that not every step is one of our pages.
    """
    paths = [root + "".join(f"{step}/" for step in steps[:end]) for end in range(len(steps) + 1)]
    kinds = page_kinds()
    related = [name for name, model in kinds.items()]
    related += [f"{name}__{each}" for name, model in kinds.items() for each in model.shown_with]
    pages = Page.objects.filter(url_path__in=paths).select_related("content_type", *related)
    found = {page.url_path: as_itself(page, kinds) for page in pages}
    return [found[path] for path in paths if found.get(path)]


def as_itself(page: Page, kinds: dict[str, type[BasePage]]) -> BasePage | None:
    kind = page.content_type
    own = getattr(page, kind.model, None) if kind.model in kinds else None
    if own is None or kind.app_label != "pages":
        return None
    own.content_type = kind
    return own


def is_plain(page: BasePage) -> bool:
    """Whether Wagtail would find its children by their slugs alone, and serve it as it is."""
    return type(page).route is Page.route


@cache
def page_kinds() -> dict[str, type[BasePage]]:
    """Our kinds of pages, by the name under which a page has its own row."""
    models = apps.get_app_config("pages").get_models()
    return {model._meta.model_name: model for model in models if issubclass(model, BasePage)}
