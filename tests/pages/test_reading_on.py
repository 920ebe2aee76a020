"""What to read next in the same pillar; what a piece leads to by itself is not said twice."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from pages.models import ArticlePage, HomePage, PillarPage
from tests.pages.building import TEXT, make_article, make_pillar, read, words


def written(pillar: PillarPage, *titles: str) -> list[ArticlePage]:
    """One a day, the last one today."""
    articles = [make_article(pillar, title=title) for title in titles]
    for age, article in enumerate(reversed(articles)):
        at = timezone.now() - timedelta(days=age)
        ArticlePage.objects.filter(pk=article.pk).update(first_published_at=at)
    return [ArticlePage.objects.get(pk=article.pk) for article in articles]


def next_of(client: Client, article: ArticlePage) -> list[str]:
    return [words(link) for link in read(client, article).select(".read-on h3 a")]


@pytest.mark.postgres
def test_the_ones_before_and_after_and_the_newest(home: HomePage, pillar: PillarPage, client):
    articles = written(pillar, *"ABCDEFG")
    make_article(make_pillar(home, "Portfolio"), title="Elsewhere")
    assert next_of(client, articles[1]) == ["G", "C", "A"]
    assert next_of(client, articles[0]) == ["G", "F", "B"]
    assert next_of(client, articles[6]) == ["F", "E", "D"]


def test_a_piece_that_is_alone_has_nothing_below_it(pillar: PillarPage, client):
    assert not read(client, make_article(pillar)).select(".read-on")


def test_what_the_piece_leads_to_by_itself_is_not_said_again(pillar: PillarPage, client):
    written(pillar, "A", "B")
    first = ArticlePage.objects.get(title="A")
    related = {"type": "related_read", "value": {"page": first.pk, "line": ""}}
    piece = make_article(pillar, TEXT, related, title="C")
    assert next_of(client, piece) == ["B"]


def test_drafts_and_what_is_not_for_all_are_left_out(pillar: PillarPage, client):
    draft, private, piece = written(pillar, "Draft", "Private", "Piece")
    draft.unpublish()
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    assert next_of(client, piece) == []
