"""What editors see before they publish, without a word of it being stored."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from wagtail.models import PreviewableMixin

from pages.models import ArticlePage, HomePage, PillarPage, ReusableBlock
from tests.pages.anatomy import anatomy
from tests.pages.building import make_article, make_call, words

BODY = ArticlePage._meta.get_field("body").stream_block


@pytest.fixture
def edith(db: None, client: Client) -> Client:
    """Edith's browser."""
    client.force_login(User.objects.create_superuser("edith", password="decide-by-friday"))
    return client


@pytest.mark.parametrize("name", BODY.child_blocks)
def test_every_block_can_be_seen_before_it_is_picked(edith: Client, name: str):
    block = BODY.child_blocks[name]
    response = edith.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})
    shown = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 200
    assert len(words(shown.select_one(f".block-{name}"))) > 20
    assert shown.select_one("link[href$='css/blocks.css']")


def preview_of(made: PreviewableMixin) -> BeautifulSoup:
    response: Any = made.make_preview_request(preview_mode=made.default_preview_mode)
    assert response.status_code == 200
    if hasattr(response, "render"):
        response.render()
    return BeautifulSoup(response.content, "html.parser")


def test_a_draft_of_an_article_is_seen_as_its_readers_would(home: HomePage, pillar: PillarPage):
    article = make_article(pillar, *anatomy(home, pillar))
    article.title = "Not published yet"
    assert words(preview_of(article).h1) == "Not published yet"


def test_a_call_is_seen_as_it_stands_in_a_text(home: HomePage):
    call = make_call("read-it", page=home)
    assert words(preview_of(call).select_one(".call")) == "Read it"


def test_a_reusable_block_is_seen_before_it_is_published(db: None):
    block = ReusableBlock(key="steps", title="Steps", body=[("text", "<p>Block Friday.</p>")])
    block.live = False
    assert words(preview_of(block).main) == "Steps Block Friday."
