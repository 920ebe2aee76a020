"""Purges the shared cache of what has changed, from the log of changes: none is forgotten.

A change is owed until the cache has answered. Purged twice is purged once, so nobody holds a
lease, and no transaction is open while the cache is spoken to.
"""

import logging
import time
from collections.abc import Iterable, Iterator
from datetime import timedelta
from functools import cache
from urllib.parse import quote

from django.conf import settings
from django.db.models.functions import Now
from wagtail.contrib.frontend_cache.tasks import purge_urls_from_cache_task
from wagtail.contrib.frontend_cache.utils import get_backends
from wagtail.models import Page, Site
from wagtail.models.sites import SiteRootPath

from pages.models import BasePage, Change
from pages.purging.backend import CacheDidNotPurge
from pages.purging.reach import Reach, reach_of
from pages.routing import page_kinds

logger = logging.getLogger(__name__)

BATCH = 200  # changes looked at together
# What shows any of the pages, beside their own addresses.
LISTS = ("/api/v1/content/", "/api/v1/navigation", "/sitemap.xml", "/llms.txt", "/feed.xml")
BY_PATH = "/api/v1/content/by-path?path="


def is_on() -> bool:
    return bool(settings.WAGTAILFRONTENDCACHE)


def purge_changes(*, seconds: float = 30.0) -> int:
    """Purges what is owed until nothing is, or the time is spent; how many changes were settled.

    What the cache does not take stays owed, and the next call begins with it.
    """
    ends, settled = time.monotonic() + seconds, 0
    while is_on() and time.monotonic() < ends:
        changes = list(Change.objects.owed().order_by("pk")[:BATCH])
        if not changes:
            break
        try:
            _purge(reach_of(changes))
        except CacheDidNotPurge as error:
            logger.error("the shared cache did not purge (%s); it is asked again", error)
            break
        settled += Change.objects.filter(pk__in=[each.pk for each in changes]).update(purged=True)
    return settled


def owed_since() -> timedelta | None:
    """How long the oldest purge has been owed; None where nothing is, or nobody purges."""
    if not is_on():
        return None
    oldest = (
        Change.objects.owed().order_by("pk").annotate(now=Now()).values_list("at", "now").first()
    )
    return oldest and oldest[1] - oldest[0]


def _purge(reach: Reach) -> None:
    """Raises CacheDidNotPurge."""
    roots = Site.get_site_root_paths()
    if not reach.everything:
        purge_urls_from_cache_task.func(sorted(_addresses(reach.paths, roots)))
        return
    backends = get_backends().values()
    for backend in backends:
        if hasattr(backend, "ban"):
            for root in roots:
                backend.ban(root.root_url)
        else:  # another cache than ours: address by address
            every = Page.objects.live().values_list("url_path", flat=True)
            backend.purge_batch(sorted(_addresses(every, roots)))


def _addresses(paths: Iterable[str], roots: list[SiteRootPath]) -> Iterator[str]:
    """Where these pages are read: their own addresses and what stands beside them, and the API."""
    paths = set(paths)
    beside = _beside(paths)
    for root in roots:
        yield from (f"{root.root_url}{address}" for address in LISTS)
        for path in paths:
            if path.startswith(root.root_path):
                own = path.removeprefix(root.root_path.rstrip("/"))
                yield from (f"{root.root_url}{own}{each}" for each in ("", *beside[path]))
                yield from (
                    f"{root.root_url}{BY_PATH}{quote(own, safe=safe)}" for safe in ("/", "")
                )


def _beside(paths: set[str]) -> dict[str, list[str]]:
    """By path, what else a page says it is read at. Of a page that is gone from there nobody can
    ask, so it is whatever any kind of page says."""
    pages = Page.objects.filter(url_path__in=paths).specific(defer=True)
    told = {page.url_path: _besides(page) for page in pages if isinstance(page, BasePage)}
    return dict.fromkeys(paths, _of_any_kind()) | told


def _besides(page: BasePage) -> list[str]:
    return [each.lstrip("/") for each in page.get_cached_paths() if each != "/"]


@cache
def _of_any_kind() -> list[str]:
    return sorted({each for model in page_kinds().values() for each in _besides(model())})
