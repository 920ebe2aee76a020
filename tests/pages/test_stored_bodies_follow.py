"""When a block changes its shape, what is stored follows, drafts and old revisions too."""

import json
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.test import Client

from pages.models import ArticlePage, PillarPage, ReusableBlock
from tests.pages.building import make_article, read, words

MIGRATION = import_module("pages.migrations.0004_name_who_is_quoted")
ID = "11111111-1111-4111-8111-111111111111"
OLD = {
    "type": "quotes",
    "value": {"lead_in": "", "quotes": ["Bare.", {"type": "item", "value": "Whole.", "id": ID}]},
    "id": ID,
}
NEW = [{"text": "Bare.", "said_by": ""}, {"text": "Whole.", "said_by": ""}]
TEXT = {"type": "text", "value": "<p>Stays.</p>", "id": ID}


@pytest.fixture(scope="module")
def before() -> ProjectState:
    """The models as they were when the migration runs."""
    return MigrationLoader(None).project_state(("pages", "0003_change"))


def migrate(state: ProjectState) -> None:
    for operation in MIGRATION.Migration("0004", "pages").operations:
        operation.code(state.apps, None)


def quoted(block: dict[str, Any]) -> list[Any]:
    """Its quotations, whether stored bare or as items of a list."""
    return [item.get("value", item) for item in block["value"]["quotes"]]


def raw(instance: Any) -> list[dict[str, Any]]:
    """The JSON as it stands in the database."""
    table, key = instance._meta.db_table, instance._meta.pk.column
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT body FROM "{table}" WHERE "{key}" = %s', [instance.pk])
        body = cursor.fetchone()[0]
    return json.loads(body) if isinstance(body, str) else body


@pytest.fixture
def article(pillar: PillarPage) -> ArticlePage:
    """Published in the old shape, then drafted: two old revisions."""
    article = make_article(pillar, TEXT, OLD)
    article.body = json.dumps([OLD])
    article.save_revision()
    return article


def test_what_is_published_follows(article: ArticlePage, before: ProjectState):
    migrate(before)
    text, quotes = raw(article)
    assert text == TEXT
    assert (quotes["id"], quotes["value"]["lead_in"]) == (ID, "")
    assert quoted(quotes) == NEW


def test_drafts_and_old_revisions_follow(article: ArticlePage, before: ProjectState):
    migrate(before)
    revisions = article.revisions.order_by("pk")
    assert revisions.count() == 2
    for revision in revisions:
        *_, quotes = json.loads(revision.content["body"])
        assert quoted(quotes) == NEW


def test_reusable_blocks_follow(before: ProjectState, db: None):
    block = ReusableBlock.objects.create(key="k", title="K", body=json.dumps([OLD]))
    migrate(before)
    assert quoted(raw(block)[0]) == NEW


def test_it_may_run_twice(article: ArticlePage, before: ProjectState):
    migrate(before)
    once = raw(article)
    migrate(before)
    assert raw(article) == once


def test_an_old_revision_can_be_published_again(
    article: ArticlePage, before: ProjectState, client: Client
):
    migrate(before)
    article.revisions.order_by("pk").first().publish()
    quotes = read(client, article).select(".block-quotes blockquote")
    assert [words(quote) for quote in quotes] == ["“Bare.”", "“Whole.”"]


def test_what_an_older_program_still_writes_is_read(article: ArticlePage, client: Client):
    quotes = read(client, article).select(".block-quotes blockquote")
    assert [words(quote) for quote in quotes] == ["“Bare.”", "“Whole.”"]
