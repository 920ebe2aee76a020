"""Who may do what with a page, group by group."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from pages.models import ArticlePage, PillarPage
from tests.pages.building import make_article
from tests.pages.people import browser_of, make_writers
from tests.pages.publishing.editing import edit, form_of, newest

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(pillar: PillarPage) -> ArticlePage:
    return make_article(pillar)


def title_shown(article: ArticlePage) -> str:
    return ArticlePage.objects.get(pk=article.pk).title


@pytest.mark.parametrize("group", ["Editors", "Moderators"])
def test_editors_and_moderators_publish(article: ArticlePage, group: str):
    answer = edit(browser_of("edith", group), article, form_of("Three jobs", **PUBLISH))
    assert answer.status_code == 302
    assert title_shown(article) == "Three jobs"


def test_writers_draft_and_do_not_publish(article: ArticlePage):
    make_writers()
    edit(browser_of("vera", "Writers"), article, form_of("Three jobs", **PUBLISH))
    assert title_shown(article) == "Two jobs"
    assert newest(article).title == "Three jobs"


PUBLISH = {"action-publish": "Publish"}
CLOSED = (
    "edit", "history", "usage", "delete", "unpublish", "move", "copy", "workflow_history",
    "view_draft", "set_privacy",
)  # fmt: skip


@pytest.mark.parametrize(("name", "group"), [("ada", "Advisors"), ("otto", "Operators")])
def test_advisors_and_operators_neither_see_nor_change_a_page(
    article: ArticlePage, name: str, group: str
):
    browser = browser_of(name, group)
    for view in CLOSED:
        answer = browser.get(reverse(f"wagtailadmin_pages:{view}", args=[article.pk]))
        assert answer.status_code in (302, 403), view
    before = article.revisions.count()
    for action in ({}, PUBLISH, {"action-submit": "Submit"}):
        edit(browser, article, form_of("Three jobs", **action))
    assert article.revisions.count() == before
    assert title_shown(article) == "Two jobs"


def test_nobody_who_is_not_logged_in_gets_in(article: ArticlePage):
    for view in CLOSED:
        address = reverse(f"wagtailadmin_pages:{view}", args=[article.pk])
        answer = Client().get(address)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/staff/login/")


LOCK: Callable[[ArticlePage], str] = lambda page: reverse(  # noqa: E731
    "wagtailadmin_pages:lock", args=[page.pk]
)


def test_what_a_moderator_locks_no_editor_changes(article: ArticlePage):
    moderator, edith = browser_of("mona", "Moderators"), browser_of("edith", "Editors")
    assert edith.post(LOCK(article)).status_code in (302, 403)
    assert not ArticlePage.objects.get(pk=article.pk).locked
    moderator.post(LOCK(article))
    edit(edith, article, form_of("Three jobs", **PUBLISH))
    assert title_shown(article) == "Two jobs"
