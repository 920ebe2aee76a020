"""What changes is forgotten by the shared cache in front, wherever it shows; nothing is lost."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.test import Client
from wagtail.models import Page, PageViewRestriction, ReferenceIndex, Site

from cms.tasks import purge_front_cache
from pages.models import ArticlePage, CallToAction, Change, HomePage, PillarPage, ReusableBlock
from pages.purging.purge import owed_since, purge_changes
from tests.pages.building import make_article, make_call, make_pillar, publish
from tests.pages.purging.cache import SharedCache, open_cache

pytestmark = pytest.mark.postgres
LISTS = {"/", "/career/"}
BESIDE = "/career/nothing-to-do-with-it/"  # names its neighbours as what to read next


@pytest.fixture
def cache(settings) -> Iterator[SharedCache]:
    """A cache that is told, in front of a site nothing is owed for."""
    with open_cache() as cache:
        settings.WAGTAILFRONTENDCACHE = {
            "front": {"BACKEND": "pages.purging.backend.FrontCache", "LOCATION": cache.url}
        }
        yield cache


@pytest.fixture
def article(pillar: PillarPage, cache: SharedCache) -> ArticlePage:
    article = make_article(pillar)
    make_article(pillar, title="Nothing to do with it")
    settle(cache)
    return article


def settle(cache: SharedCache) -> None:
    ReferenceIndex.objects.all().delete()
    call_command("rebuild_references_index", verbosity=0)
    purge_changes()
    cache.told.clear()


def purged_pages(cache: SharedCache) -> set[str]:
    """The pages whose own addresses were purged, by what is owed now."""
    purge_front_cache()
    return {path for path in cache.purged() if path.endswith("/") and "/api/" not in path}


def test_a_published_article_is_purged_with_what_lists_it_and_the_api_of_both(
    article: ArticlePage, cache: SharedCache
):
    article.title = "Three jobs"
    publish(article)
    purge_front_cache()
    hosts = {host for _, host, _ in cache.told}
    purged = cache.purged()
    assert purged >= {*LISTS, "/career/two-jobs/", "/api/v1/content/"}
    assert "/api/v1/content/by-path?path=/career/two-jobs/" in purged
    assert "/api/v1/content/by-path?path=%2Fcareer%2Ftwo-jobs%2F" in purged
    assert {"/feed.xml", "/career/feed.xml"} <= set(purged)
    assert BESIDE in purged
    assert hosts == {"localhost"}
    assert not Change.objects.owed().exists()


def test_a_draft_purges_nothing(article: ArticlePage, cache: SharedCache):
    article.title = "Not yet"
    article.save_revision()
    purge_front_cache()
    assert cache.told == []


def test_what_is_unpublished_or_deleted_is_purged(article: ArticlePage, cache: SharedCache):
    article.unpublish()
    assert purged_pages(cache) == {*LISTS, BESIDE, "/career/two-jobs/"}
    publish(article)
    settle(cache)
    ArticlePage.objects.get(pk=article.pk).delete()
    assert purged_pages(cache) == {*LISTS, BESIDE, "/career/two-jobs/"}


def test_what_moves_is_purged_where_it_was_and_where_it_is(
    article: ArticlePage, home: HomePage, cache: SharedCache
):
    other = make_pillar(home, "Portfolio")
    settle(cache)
    article.move(other, pos="last-child")
    expected = {*LISTS, BESIDE, "/portfolio/", "/career/two-jobs/", "/portfolio/two-jobs/"}
    assert purged_pages(cache) == expected


def test_the_markdown_twin_goes_with_its_article_also_where_the_article_was(
    article: ArticlePage, home: HomePage, cache: SharedCache
):
    publish(article)
    purge_front_cache()
    assert "/career/two-jobs/index.md" in cache.purged()
    other = make_pillar(home, "Portfolio")
    settle(cache)
    article.move(other, pos="last-child")
    purge_front_cache()
    assert cache.purged() >= {"/career/two-jobs/index.md", "/portfolio/two-jobs/index.md"}


def test_what_embeds_it_is_purged_through_a_call_in_a_reusable_block(
    article: ArticlePage, pillar: PillarPage, cache: SharedCache
):
    call = make_call("read-it", page=article)
    block = ReusableBlock.objects.create(
        key="steps", title="Steps", body=[("call_to_action", call)]
    )
    make_article(pillar, {"type": "reusable", "value": block.pk}, title="Shows the block")
    make_article(pillar, {"type": "call_to_action", "value": call.pk}, title="Shows the call")
    settle(cache)
    both = {"/career/shows-the-block/", "/career/shows-the-call/"}
    CallToAction.objects.update(label="Read on")
    assert purged_pages(cache) == {*LISTS, *both}
    ReusableBlock.objects.update(title="Three steps")
    assert purged_pages(cache) == {*LISTS, "/career/shows-the-block/"}
    article.slug = "three-jobs"
    publish(article)
    assert purged_pages(cache) >= {*both, "/career/three-jobs/", "/career/two-jobs/"}


def test_what_stands_around_every_page_bans_the_whole_host(
    article: ArticlePage, pillar: PillarPage, cache: SharedCache
):
    changes = {
        "the menu": lambda: Page.objects.filter(pk=pillar.pk).update(title="Careers"),
        "the site": lambda: Site.objects.update(site_name="Another"),
        "who may read": lambda: PageViewRestriction.objects.create(
            page=article, restriction_type="login"
        ),
    }
    for name, change in changes.items():
        change()
        purge_front_cache()
        assert cache.told == [("BAN", "localhost", "/")], name
        cache.told.clear()


@pytest.mark.parametrize("failure", ["refuses", "is away"])
def test_what_the_cache_does_not_take_is_owed_and_said_until_it_does(
    article: ArticlePage, cache: SharedCache, settings, client: Client, failure: str
):
    front, answering = settings.WAGTAILFRONTENDCACHE["front"], cache.url
    assert client.get("/readyz").json()["purge_owed_seconds"] == 0
    publish(article)
    cache.status = 405
    if failure == "is away":
        front["LOCATION"] = "http://127.0.0.1:9"
    assert purge_changes() == 0
    assert owed_since() is not None
    assert client.get("/readyz").json()["purge_owed_seconds"] >= 0
    front["LOCATION"], cache.status = answering, 200
    cache.told.clear()
    assert purged_pages(cache) >= {*LISTS, "/career/two-jobs/"}
    assert owed_since() is None


def test_a_cache_that_is_not_well_is_asked_once_and_everything_stays_owed(
    article: ArticlePage, cache: SharedCache
):
    publish(article)
    owed = Change.objects.owed().count()
    cache.status = 503
    purge_changes()
    assert Change.objects.owed().count() == owed > 0
    assert len(cache.told) == 1  # it stops at the first: the cache is not well


def test_another_cache_of_wagtails_is_told_address_by_address(
    article: ArticlePage, cache: SharedCache, settings
):
    settings.WAGTAILFRONTENDCACHE = {"other": {"BACKEND": "tests.pages.purging.test_purge.Plain"}}
    Plain.told.clear()
    Site.objects.update(site_name="Another")
    purge_front_cache()
    assert {"http://localhost/", "http://localhost/career/two-jobs/"} <= set(Plain.told)


def test_without_a_cache_nothing_is_purged_and_nothing_is_owed(
    article: ArticlePage, cache: SharedCache, settings, client: Client
):
    settings.WAGTAILFRONTENDCACHE = {}
    publish(article)
    assert purge_changes() == 0
    assert cache.told == []
    assert client.get("/readyz").json()["purge_owed_seconds"] is None


class Plain:
    """A backend that knows addresses only, as Wagtail's own."""

    told: list[str] = []

    def __init__(self, params: dict[str, str]) -> None:
        pass

    def invalidates_hostname(self, hostname: str) -> bool:
        return True

    def purge_batch(self, urls: list[str]) -> None:
        self.told.extend(urls)
