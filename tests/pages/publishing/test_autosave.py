"""What is typed is kept by itself; nobody overwrites what somebody else wrote meanwhile."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from pages.models import ArticlePage, Change, PillarPage
from tests.pages.building import make_article, read, words
from tests.pages.people import browser_of
from tests.pages.publishing.editing import TO_JSON, admin, edit, form_of, newest

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(pillar: PillarPage) -> ArticlePage:
    return make_article(pillar)


@pytest.fixture
def edith(db: None) -> Client:
    return browser_of("edith", "Editors")


def typed(browser: Client, article: ArticlePage, title: str, **fields: Any) -> HttpResponse:
    """What the editor sends half a second after the last key."""
    return edit(browser, article, form_of(title, **fields), headers=TO_JSON)


def test_the_editor_saves_by_itself(edith: Client, article: ArticlePage):
    editor = admin(edith, "wagtailadmin_pages:edit", article.pk)
    assert editor.select_one("[data-controller~='w-autosave']")


def test_what_is_typed_is_one_version_however_long_somebody_types(
    edith: Client, article: ArticlePage, client: Client
):
    before = article.revisions.count()
    first = typed(edith, article, "Three jobs").json()
    assert first["success"]
    again = typed(edith, article, "Four jobs", overwrite_revision_id=first["revision_id"]).json()
    assert again["revision_id"] == first["revision_id"]
    assert article.revisions.count() == before + 1
    assert newest(article).title == "Four jobs"
    assert words(read(client, article).h1) == "Two jobs"


def test_half_a_draft_is_kept_although_it_could_not_be_published(
    edith: Client, article: ArticlePage
):
    kept = typed(edith, article, "Three jobs", standfirst="")
    assert kept.json()["success"]
    refused = edit(
        edith, article, form_of("Three jobs", standfirst="", **{"action-publish": "Publish"})
    )
    assert refused.status_code == 200
    assert ArticlePage.objects.get(pk=article.pk).title == "Two jobs"


def test_nothing_of_somebody_else_is_overwritten(edith: Client, article: ArticlePage):
    loaded = article.latest_revision
    seen = {
        "loaded_revision_id": loaded.pk,
        "loaded_revision_created_at": loaded.created_at.isoformat(),
    }
    typed(browser_of("mona", "Moderators"), article, "Monas words")
    late = typed(edith, article, "Ediths words", **seen)
    assert late.json()["error_code"] == "invalid_revision"
    assert newest(article).title == "Monas words"


def test_typing_begins_no_edition_and_purges_nothing(edith: Client, article: ArticlePage):
    before = Change.objects.count()
    for title in ("Three jobs", "Four jobs"):
        assert typed(edith, article, title).json()["success"]
    assert Change.objects.count() == before


@pytest.mark.parametrize(("name", "group"), [("ada", "Advisors"), ("otto", "Operators")])
def test_advisors_and_operators_save_nothing(article: ArticlePage, name: str, group: str):
    before = article.revisions.count()
    typed(browser_of(name, group), article, "Three jobs")
    assert article.revisions.count() == before
