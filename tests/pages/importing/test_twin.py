"""The Markdown twin of an article over HTTP."""

from collections.abc import Callable

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from pages.models import ArticlePage, HomePage, PillarPage
from pages.snippets import CallToAction
from tests.pages.anatomy import anatomy
from tests.pages.building import make_article, make_call, read

AtMost = Callable[[int], object]


@pytest.fixture
def article(home: HomePage, pillar: PillarPage) -> ArticlePage:
    return make_article(pillar, *anatomy(home, pillar), author_name="Edith Marsh")


def test_it_says_what_readers_see(article: ArticlePage, client: Client):
    answer = client.get(f"{article.url}index.md")
    text = answer.content.decode()
    assert answer["Content-Type"] == "text/markdown; charset=utf-8"
    assert text.startswith(
        "# Two jobs\n\n*A week fills with status. Somebody has to decide.*\n\nEdith"
    )
    for part in (
        "It is Tuesday. See [this](/career/the-decision-nobody-owns/).[1]",
        "> I use my judgement.\n>\n> — A director",
        "## Hour log",
        "1. Log.\n2. Add.",
        "### Theirs\n\nTheirs, in a sentence.\n\n[Read the book](https://example.com/book)",
        "[The decision nobody owns](/career/the-decision-nobody-owns/)",
        "[Take it](/leadership-assessment/)\n\nFive minutes.",
        "These take an hour.",
        "[Block friday](/leadership-assessment/)",
        "| Management | 31 |",
        "![A grid.](/media/",
        "[Who owns it?](https://www.example.com/talk)",
        "[The Compass](/assessments/compass/",
        "1. Counted by hand.",
    ):
        assert part in text
    for never in (":::", "call:", "image:", "names_rows", "linktype", "block-"):
        assert never not in text


def test_what_is_not_published_is_not_told(article: ArticlePage, client: Client):
    ArticlePage.objects.get(slug="the-decision-nobody-owns").unpublish()
    CallToAction.objects.filter(key="take-it").update(live=False)
    text = client.get(f"{article.url}index.md").content.decode()
    assert "the-decision-nobody-owns" not in text
    assert "See this." in text
    assert "[Take it" not in text


def test_it_is_kept_and_revalidated_as_the_page_is(article: ArticlePage, client: Client):
    address = f"{article.url}index.md"
    answer = client.get(address)
    assert answer["Cache-Control"] == client.get(article.url)["Cache-Control"]
    assert answer["Link"] == f'<http://testserver{article.url}>; rel="canonical"'
    again = client.get(address, headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304
    article.title = "Three jobs"
    article.save_revision().publish()
    assert client.get(address)["ETag"] != answer["ETag"]
    assert client.post(address).status_code == 405


@pytest.mark.postgres
def test_it_costs_at_most_five_queries_cold_and_two_warm(
    article: ArticlePage, client: Client, django_assert_max_num_queries: AtMost
):
    address = f"{article.url}index.md"
    for cache in caches.all():
        cache.clear()
    with django_assert_max_num_queries(5):
        assert client.get(address).status_code == 200
    with django_assert_max_num_queries(2):
        assert client.get(address).status_code == 200


def test_the_page_names_its_twin(article: ArticlePage, client: Client):
    link = read(client, article).find("link", rel="alternate", type="text/markdown")
    assert link["href"] == "/career/two-jobs/index.md"
    assert "/index.md" in article.get_cached_paths()


def test_only_published_articles_that_everybody_may_read_have_one(
    article: ArticlePage, home: HomePage, pillar: PillarPage, client: Client
):
    for address in ("/career/index.md", "/index.md", "/career/none/index.md"):
        assert client.get(address).status_code == 404
    PageViewRestriction.objects.create(page=pillar, restriction_type="login")
    assert client.get(f"{article.url}index.md").status_code == 404


def test_an_expired_call_is_left_out_of_a_fork_and_its_words_stay(
    home: HomePage, pillar: PillarPage, client: Client
):
    one, other = (
        make_call("one", url="https://example.org/1"),
        make_call("other", url="https://x.org/"),
    )
    way = {"title": "Yours", "text": "<p>Words.</p>"}
    ways = [way | {"call_to_action": one.pk}, way | {"call_to_action": other.pk}]
    value = {"heading": "Whose?", "introduction": "", "ways": ways}
    article = make_article(pillar, {"type": "fork", "value": value})
    CallToAction.objects.filter(pk=one.pk).update(live=False, expire_at=timezone.now())
    text = client.get(f"{article.url}index.md").content.decode()
    assert text.count("Words.") == 2
    assert "example.org/1" not in text
