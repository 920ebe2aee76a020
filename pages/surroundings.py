"""What stands around every page: the sites, their menus and words, and what is not for all."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache, caches
from django.db.models import F
from django.db.models.functions import Length, Substr
from django.http import HttpRequest
from django.http.request import split_domain_port
from wagtail.models import Locale, Page, PageViewRestriction, Site
from wagtail.models.sites import (
    SITE_ROOT_PATHS_CACHE_KEY,
    SITE_ROOT_PATHS_CACHE_VERSION,
    SiteRootPath,
)

from pages.models.changes import edition
from pages.models.site_settings import SiteSettings
from pages.rows import fetch, keyed

STEP = 4  # characters of a tree path, one level
KEPT_AS = "surroundings"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Read once an edition and process; true for as long as the edition is."""

    edition: str
    sites: tuple[Site, ...]
    root_paths: tuple[SiteRootPath, ...]
    menu: tuple[Page, ...]  # of every site, in the order of the tree
    words: dict[int, SiteSettings]  # by site
    restricted: frozenset[str]  # tree paths under which not everybody may read

    def site_of(self, request: HttpRequest) -> Site | None:
        """The site this request is for, chosen as Wagtail chooses."""
        hostname = split_domain_port(request._get_raw_host())[0]
        return choose_site(self.sites, hostname=hostname, port=int(request.get_port()))

    def sections(self, site: Site) -> list[Page]:
        """The pages in a site's menu."""
        return [page for page in self.menu if page.path[:-STEP] == site.root_page.path]

    def is_restricted(self, page: Page) -> bool:
        return any(
            page.path[:end] in self.restricted for end in range(STEP, len(page.path) + 1, STEP)
        )


def surroundings(request: HttpRequest | None = None) -> Surroundings:
    """What stands around this request's page. One query, or two when something has changed.

    The request is told its site and the paths of all sites, so that nobody looks them up again.
    """
    if known := getattr(request, "_surroundings", None):
        return known
    current = edition()
    found: Surroundings | None = caches["pages"].get(KEPT_AS)
    if found is None or found.edition != current:
        found = read(current)
        caches["pages"].set(KEPT_AS, found, timeout=None)
    if request is not None:
        tell(request, found)
    return found


def tell(request: Any, around: Surroundings) -> None:
    request._surroundings = around
    request._wagtail_cached_site_root_paths = list(around.root_paths)
    if not hasattr(request, "_wagtail_site"):
        request._wagtail_site = around.site_of(request)


def read(current: str) -> Surroundings:
    """One query. The edition was named before it: what is read is as new or newer, never older."""
    sites, roots, locales, menu, words, restrictions, kinds = fetch(
        Site.objects.all(),
        _bare(_roots()),
        Locale.objects.all(),
        _bare(_in_menus()),
        SiteSettings.objects.all(),
        PageViewRestriction.objects.select_related("page"),
        ContentType.objects.filter(app_label="pages"),
    )
    for kind in kinds:  # which class a page is of: asked on every page that links to another
        ContentType.objects._add_to_cache("default", kind)
    root_of, language_of = keyed(roots), {locale.pk: locale.language_code for locale in locales}
    for site in sites:
        site.root_page = root_of[site.root_page_id]
    root_paths = _root_paths(sites, roots, language_of)
    # Wagtail keeps these in its own cache for an hour, and only the process that saved a site
    # forgets them: so each process is told anew with each edition.
    cache.set(
        SITE_ROOT_PATHS_CACHE_KEY, list(root_paths), None, version=SITE_ROOT_PATHS_CACHE_VERSION
    )
    return Surroundings(
        edition=current,
        sites=tuple(sites),
        root_paths=root_paths,
        menu=tuple(sorted(menu, key=lambda page: page.path)),
        words={each.site_id: each for each in words},
        restricted=frozenset(each.page.path for each in restrictions),
    )


def _roots() -> Any:
    """The home page of every site, in every language."""
    keys = Site.objects.order_by().values("root_page__translation_key")
    return Page.objects.filter(translation_key__in=keys).order_by("pk")


def _in_menus() -> Any:
    parent = Substr("path", 1, Length("path") - STEP)
    roots = Site.objects.order_by().values("root_page__path")
    depths = Site.objects.order_by().annotate(below=F("root_page__depth") + 1).values("below")
    pages = Page.objects.live().in_menu().filter(depth__in=depths)
    return pages.alias(parent=parent).filter(parent__in=roots)


def _bare(pages: Any) -> Any:
    """What a link to a page needs."""
    return pages.only(
        "path",
        "depth",
        "title",
        "slug",
        "url_path",
        "live",
        "locale",
        "content_type",
        "translation_key",
    )


def _root_paths(
    sites: list[Site], roots: list[Page], language_of: dict[int, str]
) -> tuple[SiteRootPath, ...]:
    """Wagtail's own list, in Wagtail's own order: the most specific path first."""
    ordered = sorted(sites, key=lambda site: (not site.is_default_site, site.hostname))
    ordered.sort(key=lambda site: site.root_page.url_path, reverse=True)
    return tuple(
        SiteRootPath(site.pk, root.url_path, site.root_url, language_of[root.locale_id])
        for site in ordered
        for root in _versions(site.root_page, roots)
    )


def _versions(home: Page, roots: list[Page]) -> list[Page]:
    """A home page in every language, or alone where the site speaks one."""
    if not getattr(settings, "WAGTAIL_I18N_ENABLED", False):
        return [home]
    return [root for root in roots if root.translation_key == home.translation_key]


def choose_site(sites: tuple[Site, ...], *, hostname: str, port: int) -> Site | None:
    """As `wagtail.models.sites.get_site_for_hostname`: host and port, the default site of that
    host, the only site of that host, the default site."""
    same_host = [site for site in sites if site.hostname == hostname]
    for site in same_host:
        if site.port == port:
            return site
    default = next((site for site in sites if site.is_default_site), None)
    if default in same_host or len(same_host) != 1:
        return default
    return same_host[0]
