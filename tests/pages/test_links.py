from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from pages.models import ArticlePage, HomePage, PillarPage
from tests.pages.anatomy import anatomy
from tests.pages.building import (
    make_article,
    make_assessment,
    make_assessment_page,
    make_call,
    read,
    words,
)


@pytest.fixture
def article(home: HomePage, pillar: PillarPage) -> ArticlePage:
    return make_article(pillar, *anatomy(home, pillar))


def origin(link) -> dict[str, list[str]]:
    return parse_qs(urlsplit(link["href"]).query)


def test_a_link_to_a_page_becomes_its_address(article: ArticlePage, client: Client):
    link = read(client, article).select_one(".block-text a")
    assert link["href"] == "/career/the-decision-nobody-owns/"


def test_a_link_to_what_is_not_published_becomes_plain_text(article: ArticlePage, client: Client):
    ArticlePage.objects.get(slug="the-decision-nobody-owns").unpublish()
    page = read(client, article)
    assert not page.select(".block-text a[href^='/']")
    assert "See this." in words(page.select_one(".block-text"))


def test_a_link_to_no_page_at_all_becomes_plain_text(pillar: PillarPage, client: Client):
    text = '<p>See <a linktype="page" id="9999">a</a>, <a linktype="page" id="x">b</a>.</p>'
    page = read(client, make_article(pillar, {"type": "text", "value": text}))
    assert not page.select(".block-text a[href]")


def test_a_page_may_begin_with_what_has_an_order_of_its_own(
    home: HomePage, pillar: PillarPage, client: Client
):
    blocks = anatomy(home, pillar)
    page = read(client, make_article(pillar, *reversed(blocks)))
    drawn = [block["data-block"] for block in page.select(".body > .block")]
    assert drawn == [block["id"] for block in reversed(blocks)]


@pytest.mark.parametrize(
    ("selector", "block"),
    [
        (".block-fork .way a", "block-7"),
        (".block > .call a", "block-9"),
        (".block-next_step_row a", "block-11"),
        (".block-reusable a", "block-12"),
    ],
)
def test_a_call_to_the_assessment_says_from_which_page_and_block(
    article: ArticlePage, client: Client, selector: str, block: str
):
    link = read(client, article).select_one(selector)
    assert urlsplit(link["href"]).path == "/leadership-assessment/"
    assert origin(link) == {"from": ["/career/two-jobs/"], "block": [block]}


def test_a_call_to_anything_else_keeps_its_address_as_it_is(article: ArticlePage, client: Client):
    assert read(client, article).select(".block-fork .way a")[1]["href"] == (
        "https://example.com/book"
    )


def test_a_call_to_bare_questions_says_where_from_too(pillar: PillarPage, client: Client):
    call = make_call("take", assessment=make_assessment())
    article = make_article(pillar, {"type": "call_to_action", "value": call.pk, "id": "the-block"})
    link = read(client, article).select_one(".call a")
    assert urlsplit(link["href"]).path == "/assessments/compass/"
    assert origin(link) == {"from": ["/career/two-jobs/"], "block": ["the-block"]}


def test_the_questions_are_told_what_the_reader_brought(home: HomePage, client: Client):
    brought = "?from=/career/two-jobs/&block=b1&utm_source=newsletter&email=rosa@example.com"
    link = read(client, make_assessment_page(home).url + brought).select_one(".begin a")
    assert urlsplit(link["href"]).path == "/assessments/compass/"
    assert origin(link) == {
        "from": ["/career/two-jobs/"],
        "block": ["b1"],
        "utm_source": ["newsletter"],
    }


def test_a_reader_who_brought_nothing_comes_from_the_assessment_page(
    home: HomePage, client: Client
):
    link = read(client, make_assessment_page(home)).select_one(".begin a")
    assert origin(link) == {"from": ["/leadership-assessment/"]}


def test_what_is_brought_is_cut_short(home: HomePage, client: Client):
    link = read(client, make_assessment_page(home).url + "?block=" + "b" * 5_000).select_one(
        ".begin a"
    )
    assert len(origin(link)["block"][0]) == 200


def test_an_assessment_that_is_not_open_offers_no_way_in(home: HomePage, client: Client):
    page = make_assessment_page(home)
    page.assessment.unpublish()
    shown = read(client, page)
    assert not shown.select(".begin a")
    assert "not open yet" in words(shown)
