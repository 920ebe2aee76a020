from collections.abc import Callable

from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pages.models import ArticlePage, HomePage, PillarPage
from tests.pages.anatomy import anatomy
from tests.pages.building import make_article, read


def queries_of(client: Client, article: ArticlePage) -> int:
    with CaptureQueriesContext(connection) as captured:
        read(client, article)
    return len(captured)


def test_a_whole_article_costs_at_most_fifteen_queries(
    home: HomePage,
    pillar: PillarPage,
    client: Client,
    django_assert_max_num_queries: Callable[[int], object],
):
    article = make_article(pillar, *anatomy(home, pillar))
    cache.clear()
    with django_assert_max_num_queries(15):
        read(client, article)


def test_three_times_the_blocks_cost_no_query_more(
    home: HomePage, pillar: PillarPage, client: Client
):
    blocks = anatomy(home, pillar)
    short = make_article(pillar, *blocks, title="Short")
    long = make_article(pillar, *blocks, *blocks, *blocks, title="Long")
    read(client, short)
    assert queries_of(client, long) == queries_of(client, short)
