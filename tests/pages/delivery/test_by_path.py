"""GET content/by-path: one page, whole."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageViewRestriction, Site

from pages.models import ArticlePage, HomePage, OfferPage, PillarPage, SiteSettings
from tests.pages.anatomy import anatomy
from tests.pages.building import STANDFIRST, make_article, make_call, make_pillar
from tests.pages.delivery.golden import assert_golden
from tests.pages.test_query_budget import AtMost, forget

pytestmark = pytest.mark.postgres
BY_PATH = "/api/v1/content/by-path"


@pytest.fixture
def article(home: HomePage, pillar: PillarPage) -> ArticlePage:
    return make_article(pillar, *anatomy(home, pillar), author_name="R. Hale")


def ask(client: Client, path: str, **more: Any) -> HttpResponse:
    return client.get(BY_PATH, {"path": path, **more.pop("query", {})}, **more)


def test_an_article_is_as_agreed(article: ArticlePage, client: Client):
    assert_golden("article", ask(client, "/career/two-jobs/").json())


def test_an_article_in_markdown_is_as_agreed(article: ArticlePage, client: Client):
    answer = ask(client, "/career/two-jobs/", query={"rich_text": "markdown"})
    assert_golden("article_markdown", answer.json())


def test_the_other_kinds_of_pages_are_as_agreed(
    article: ArticlePage, home: HomePage, pillar: PillarPage, client: Client
):
    pillar.introduction = "<p>What you are paid to decide.</p>"
    pillar.save()
    offer = OfferPage(title="Volume 1", standfirst=STANDFIRST, call_to_action=make_call(
        "buy", url="https://example.com/buy"))  # fmt: skip
    home.add_child(instance=offer)
    paths = {
        "home": "/",
        "pillar": "/career/",
        "assessment_page": "/leadership-assessment/",
        "offer": "/volume-1/",
    }
    for name, path in paths.items():
        assert_golden(name, ask(client, path).json())


@pytest.mark.parametrize("rich_text", ["html", "markdown"])
def test_it_costs_at_most_five_queries_cold_and_one_warm(
    article: ArticlePage, client: Client, django_assert_max_num_queries: AtMost, rich_text: str
):
    forget()
    with django_assert_max_num_queries(5):
        cold = ask(client, "/career/two-jobs/", query={"rich_text": rich_text})
    with django_assert_max_num_queries(1):
        warm = ask(client, "/career/two-jobs/", query={"rich_text": rich_text})
    assert cold.content == warm.content


def test_what_has_not_changed_is_not_sent_again(
    article: ArticlePage, client: Client, django_assert_max_num_queries: AtMost
):
    first = ask(client, "/career/two-jobs/")
    assert first["Cache-Control"].startswith("public")
    forget()
    with django_assert_max_num_queries(2):
        again = ask(client, "/career/two-jobs/", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    assert not again.content


def test_another_form_of_text_has_another_tag(article: ArticlePage, client: Client):
    tag = ask(client, "/career/two-jobs/")["ETag"]
    query = {"rich_text": "markdown"}
    assert ask(client, "/career/two-jobs/", query=query)["ETag"] != tag


def test_a_moved_page_answers_where_it_went_and_a_follower_gets_it(
    article: ArticlePage, client: Client, django_capture_on_commit_callbacks
):
    article.slug = "one-job"
    article.save_revision()
    with django_capture_on_commit_callbacks(execute=True):
        ArticlePage.objects.get(pk=article.pk).latest_revision.publish()
    answer = ask(client, "/career/two-jobs/")
    assert answer.status_code == 301
    assert answer.json() == {"moved_to": "/career/one-job/", "permanent": True}
    assert client.get(answer["Location"]).json()["path"] == "/career/one-job/"


def test_a_page_moved_to_another_pillar_answers_where_it_went(
    article: ArticlePage, home: HomePage, client: Client
):
    article.move(make_pillar(home, "Portfolio"), pos="last-child")
    assert ask(client, "/career/two-jobs/").json()["moved_to"] == "/portfolio/two-jobs/"


def test_an_editors_redirect_elsewhere_is_told(home: HomePage, client: Client):
    Redirect.add_redirect("/shop/", "https://shop.example.com/", is_permanent=False)
    answer = ask(client, "/shop/")
    assert answer.status_code == 302
    assert answer["Location"] == answer.json()["moved_to"] == "https://shop.example.com/"


@pytest.mark.parametrize("path", ["/nowhere/", "/career/two-jobs/more/", "//", "/\x00/", "a" * 900])
def test_what_is_not_there_is_not_found(article: ArticlePage, client: Client, path: str):
    if path == "//":
        assert ask(client, path).json()["path"] == "/"
        return
    answer = ask(client, path)
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"


def test_a_draft_is_not_found(article: ArticlePage, client: Client):
    article.unpublish()
    assert ask(client, "/career/two-jobs/").status_code == 404


@pytest.mark.parametrize("kind", ["login", "groups", "password"])
def test_what_not_everybody_may_read_is_not_found(
    article: ArticlePage, pillar: PillarPage, client: Client, kind: str
):
    tag = ask(client, "/career/two-jobs/")["ETag"]
    PageViewRestriction.objects.create(page=pillar, restriction_type=kind, password="sesame")
    answer = ask(client, "/career/two-jobs/", headers={"if-none-match": tag})
    assert answer.status_code == 404
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({}, "path"),
        ({"path": "/", "nope": 1}, "nope"),
        ({"path": "/", "rich_text": "x"}, "rich_text"),
    ],
)
def test_what_is_not_understood_is_refused_by_name(home: HomePage, client: Client, query, field):
    answer = client.get(BY_PATH, query)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_navigation_is_as_agreed_and_changes_with_the_words(
    article: ArticlePage, client: Client, django_assert_max_num_queries: AtMost
):
    SiteSettings.objects.create(site=Site.objects.get(), footer_line="For directors.")
    forget()
    with django_assert_max_num_queries(2):
        answer = client.get("/api/v1/navigation")
    assert_golden("navigation", answer.json())
    SiteSettings.objects.update(footer_line="For managers.")
    assert client.get("/api/v1/navigation")["ETag"] != answer["ETag"]
