from datetime import UTC, datetime

from django.test import Client

from pages.models import HomePage, PillarPage
from tests.pages.building import make_article, make_pillar, read, words


def titles(page) -> list[str]:
    return [words(title) for title in page.select(".row-title")]


def test_a_pillar_lists_its_articles_newest_first(
    home: HomePage, pillar: PillarPage, client: Client
):
    for day, title in ((3, "Middle"), (9, "Newest"), (1, "Oldest")):
        published = datetime(2026, 2, day, tzinfo=UTC)
        make_article(pillar, title=title, first_published_at=published)
    make_article(make_pillar(home, "Portfolio"), title="Elsewhere")
    assert titles(read(client, pillar)) == ["Newest", "Middle", "Oldest"]


def test_a_draft_is_listed_nowhere(home: HomePage, pillar: PillarPage, client: Client):
    make_article(pillar, title="Draft").unpublish()
    assert titles(read(client, pillar)) == []
    assert "Nothing is published here yet." in words(read(client, pillar))
    assert titles(read(client, home)) == []


def test_the_front_page_names_the_newest_articles_and_the_pillars(
    home: HomePage, pillar: PillarPage, client: Client
):
    make_article(pillar, title="Two jobs")
    page = read(client, home)
    assert titles(page) == ["Two jobs"]
    assert [words(name) for name in page.select(".listing .row h2")] == ["Career"]
