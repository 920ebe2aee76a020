"""GET content/: cards, newest first, page after page."""

from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from wagtail.models import Page, PageViewRestriction

from pages.models import ArticlePage, HomePage, PillarPage
from tests.pages.building import STANDFIRST, make_article, make_pillar
from tests.pages.delivery.golden import assert_golden
from tests.pages.test_query_budget import AtMost, forget

CARDS = "/api/v1/content/"
START = datetime(2026, 1, 1, tzinfo=UTC)


def bulk(pillar: PillarPage, count: int, *, start: int = 0) -> None:
    """Published articles, by the hundred: as rows, since thousands of drafts would take minutes."""
    kind = ContentType.objects.get_for_model(ArticlePage)
    pages = [
        Page(
            path=f"{pillar.path}{Page._int2str(number + 1).rjust(4, '0')}",
            depth=pillar.depth + 1,
            title=f"Piece {number}",
            draft_title=f"Piece {number}",
            slug=f"piece-{number}",
            url_path=f"{pillar.url_path}piece-{number}/",
            content_type=kind,
            locale=pillar.locale,
            first_published_at=START + timedelta(minutes=number),
        )
        for number in range(start, start + count)
    ]
    Page.objects.bulk_create(pages, batch_size=500)
    keys = Page.objects.filter(slug__startswith="piece-", depth=pillar.depth + 1)
    made = keys.exclude(pk__in=ArticlePage.objects.values("pk")).values_list("pk", flat=True)
    rows = [(key, STANDFIRST, "", "[]", 1) for key in made]
    columns = ("page_ptr_id", "standfirst", "author_name", "body", "reading_minutes")
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO pages_articlepage ({', '.join(columns)}) VALUES (%s, %s, %s, %s, %s)",
            rows,
        )
        cursor.execute("ANALYZE")  # what a database at work does by itself before long
    PillarPage.objects.filter(pk=pillar.pk).update(numchild=start + count)


def all_titles(client: Client, **query: Any) -> list[str]:
    titles, cursor = [], None
    while True:
        asked = query | ({"cursor": cursor} if cursor else {})
        document = client.get(CARDS, asked).json()
        titles += [item["title"] for item in document["items"]]
        if not (cursor := document["next"]):
            return titles


def test_cards_are_as_agreed(pillar: PillarPage, client: Client):
    make_article(pillar, author_name="R. Hale")
    answer = client.get(CARDS, {"type": "pages.ArticlePage"})
    assert answer["Cache-Control"].startswith("public")
    assert_golden("cards", answer.json())


def test_every_card_comes_once_newest_first(pillar: PillarPage, client: Client):
    bulk(pillar, 45)
    expected = [f"Piece {number}" for number in reversed(range(45))]
    assert all_titles(client, type="pages.ArticlePage", limit=20) == expected


def test_cards_of_one_moment_come_once_each(pillar: PillarPage, client: Client):
    bulk(pillar, 7)
    Page.objects.filter(slug__startswith="piece-").update(first_published_at=START)
    titles = all_titles(client, limit=2)
    assert len(titles) == len(set(titles)) == 7


def test_a_piece_published_meanwhile_moves_nothing(pillar: PillarPage, client: Client):
    bulk(pillar, 6)
    first = client.get(CARDS, {"limit": 3}).json()
    make_article(pillar, title="Today")
    second = client.get(CARDS, {"limit": 3, "cursor": first["next"]}).json()
    assert [item["title"] for item in second["items"]] == ["Piece 2", "Piece 1", "Piece 0"]


def test_cards_are_of_one_pillar_or_kind(home: HomePage, pillar: PillarPage, client: Client):
    make_article(pillar, title="Here")
    make_article(make_pillar(home, "Portfolio"), title="There")
    assert all_titles(client, pillar="portfolio", type="pages.ArticlePage") == ["There"]
    assert "Here" not in all_titles(client, type="pages.PillarPage")


def test_what_not_everybody_may_read_and_drafts_are_left_out(
    home: HomePage, pillar: PillarPage, client: Client
):
    make_article(pillar, title="Draft").unpublish()
    hidden = make_pillar(home, "Hidden")
    make_article(hidden, title="Secret")
    make_article(pillar, title="Open")
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    assert all_titles(client, type="pages.ArticlePage") == ["Open"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"colour": "red"}, "colour"),
        ({"type": "auth.User"}, "type"),
        ({"pillar": "nowhere"}, "pillar"),
        ({"limit": 0}, "limit"),
        ({"limit": 101}, "limit"),
        ({"limit": "many"}, "limit"),
        ({"cursor": "made-up"}, "cursor"),
    ],
)
def test_what_is_not_understood_is_refused_by_name(home: HomePage, client: Client, query, field):
    answer = client.get(CARDS, query)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_a_cursor_of_another_list_is_refused(pillar: PillarPage, client: Client):
    bulk(pillar, 3)
    cursor = client.get(CARDS, {"limit": 1}).json()["next"]
    assert client.get(CARDS, {"pillar": "career", "cursor": cursor}).status_code == 422


def cost(client: Client) -> float:
    """Seconds in this process for twenty cards, the quickest of fifteen."""
    times = []
    for _ in range(15):
        forget()
        client.get("/api/v1/navigation")  # what stands around is known; the list is not
        begun = perf_counter()
        assert len(client.get(CARDS, {"pillar": "career", "limit": 20}).json()["items"]) == 20
        times.append(perf_counter() - begun)
    return min(times)


@pytest.mark.postgres
def test_twenty_cards_of_ten_thousand_cost_what_twenty_of_a_hundred_do(
    pillar: PillarPage, client: Client, django_assert_max_num_queries: AtMost
):
    bulk(pillar, 100)
    of_a_hundred = cost(client)
    bulk(pillar, 9_900, start=100)
    forget()
    with django_assert_max_num_queries(5):
        client.get(CARDS, {"pillar": "career", "limit": 20})
    of_ten_thousand = cost(client)
    for _ in range(4):  # whatever else runs on this machine can only add to what it costs
        if of_ten_thousand > 1.2 * of_a_hundred:
            of_ten_thousand = min(of_ten_thousand, cost(client))
    assert of_ten_thousand <= 1.2 * of_a_hundred, (of_ten_thousand, of_a_hundred)
