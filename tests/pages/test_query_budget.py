"""What a page costs: cold (nothing remembered in this process), warm (asked again), and a 304."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pages.models import ArticlePage, HomePage, PillarPage
from tests.pages.anatomy import anatomy
from tests.pages.building import make_article

AtMost = Callable[[int], object]


def forget() -> None:
    """As in a process that has just started."""
    for cache in caches.all():
        cache.clear()
    ContentType.objects.clear_cache()
    assert connection.features.supports_json_field  # asked once a connection, not once a page


@contextmanager
def counted() -> Iterator[CaptureQueriesContext]:
    forget()
    with CaptureQueriesContext(connection) as captured:
        yield captured


@pytest.fixture
def article(home: HomePage, pillar: PillarPage) -> ArticlePage:
    return make_article(pillar, *anatomy(home, pillar))


@pytest.mark.postgres
def test_a_whole_article_costs_at_most_five_queries_cold_and_two_warm(
    article: ArticlePage, client: Client, django_assert_max_num_queries: AtMost
):
    url = article.url
    forget()
    with django_assert_max_num_queries(5):
        cold = client.get(url)
    with django_assert_max_num_queries(2):
        warm = client.get(url)
    assert cold.status_code == warm.status_code == 200
    assert cold.content == warm.content


def test_a_campaigns_address_costs_no_more(
    article: ArticlePage, client: Client, django_assert_max_num_queries: AtMost
):
    url = f"{article.url}?utm_source=newsletter"
    forget()
    with django_assert_max_num_queries(5):
        assert client.get(url).status_code == 200


@pytest.mark.postgres
def test_a_304_costs_at_most_two_queries_even_cold(
    article: ArticlePage, client: Client, django_assert_max_num_queries: AtMost
):
    url = article.url
    tag = client.get(url)["ETag"]
    forget()
    with django_assert_max_num_queries(2):
        again = client.get(url, headers={"if-none-match": tag})
    assert again.status_code == 304
    assert again["ETag"] == tag
    assert not again.content


def test_three_times_the_blocks_cost_no_query_more(
    home: HomePage, pillar: PillarPage, client: Client
):
    blocks = anatomy(home, pillar)
    short = make_article(pillar, *blocks, title="Short").url
    long = make_article(pillar, *blocks, *blocks, *blocks, title="Long").url
    with counted() as of_short:
        client.get(short)
    with counted() as of_long:
        client.get(long)
    assert len(of_long) == len(of_short)


def test_every_kind_of_page_stays_within_seven_queries_cold(
    article: ArticlePage, home: HomePage, pillar: PillarPage, client: Client
):
    for url in (home.url, pillar.url, "/leadership-assessment/"):
        with counted() as captured:
            assert client.get(url).status_code == 200
        assert len(captured) <= 7, [query["sql"][:80] for query in captured]
