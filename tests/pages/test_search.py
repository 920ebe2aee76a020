"""Readers search the site: what everybody may read, whatever they type."""

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import PageViewRestriction

from pages.models import HomePage, PillarPage
from tests.pages.building import make_article, words

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def soup(response: object) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def found(client: Client, question: str, **more: object) -> list[str]:
    call_command("update_index", verbosity=0)  # a worker does it, after commit
    page = soup(client.get("/search/", {"q": question, **more}))
    return [words(link) for link in page.select(".rows h3 a")]


def body(words: str) -> dict[str, str]:
    return {"type": "text", "value": f"<p>{words}</p>"}


@pytest.fixture
def articles(pillar: PillarPage) -> None:
    make_article(pillar, body("The decision that nobody owns."), title="Two jobs")
    make_article(pillar, body("An hour for each call."), title="The hour log")
    make_article(pillar, body("The decision, again."), title="Unseen").unpublish()
    private = make_article(pillar, body("A decision for few."), title="Private")
    PageViewRestriction.objects.create(page=private, restriction_type="login")


def test_words_of_the_text_and_of_the_title_are_found(articles, client: Client):
    assert found(client, "decision") == ["Two jobs"]
    assert found(client, "hour log") == ["The hour log"]
    assert found(client, "decision hour") == []  # every word has to stand on the page


def test_nothing_found_says_what_to_do(articles, client: Client):
    page = soup(client.get("/search/", {"q": "zebra"}))
    assert "Nothing on “zebra”" in words(page.main)
    assert page.select(".elsewhere a")


def test_without_a_question_it_is_a_form_and_it_works_without_a_script(home, client: Client):
    page = soup(client.get("/search/"))
    form = page.select_one("main form[role=search]")
    assert form["action"] == "/search/"
    assert page.select_one(f"label[for={form.input['id']}]")
    assert not page.select("main h2")


def test_results_come_page_by_page_at_a_fixed_price(
    pillar: PillarPage, client: Client, django_assert_max_num_queries
):
    for number in range(12):
        make_article(pillar, body("The decision."), title=f"Piece {number}")
    first = found(client, "decision")
    with django_assert_max_num_queries(9):
        client.get("/search/", {"q": "decision"})
    second = found(client, "decision", page=2)
    assert (len(first), len(second)) == (10, 2)
    assert not set(first) & set(second)
    assert len(found(client, "decision", page="nonsense")) == 10


def test_it_is_kept_nowhere_and_indexed_by_nobody(home, client: Client):
    response = client.get("/search/", {"q": "decision"})
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Robots-Tag"] == "noindex"


def test_what_was_asked_is_shown_as_text(home: HomePage, client: Client):
    response = client.get("/search/", {"q": "<script>alert(1)</script>"})
    assert b"<script>alert" not in response.content


@pytest.fixture
def patient(monkeypatch):
    monkeypatch.setattr("cms.throttling.SEARCH_RATE", "9999/minute")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    st.one_of(
        st.text(max_size=300),
        st.sampled_from(
            ["\x00", '"', "'", "*", "NOT", "a AND", "NEAR(", ":", "\ud800", "x" * 5000]
        ),
    )
)
def test_whatever_is_typed_is_answered_with_a_page(
    home: HomePage, client: Client, patient: None, question: str
):
    typed = question.encode(errors="surrogatepass")
    assert client.get("/search/", {"q": typed}).status_code == 200


def test_who_asks_very_often_is_told_to_wait(home: HomePage, client: Client, monkeypatch):
    monkeypatch.setattr("cms.throttling.SEARCH_RATE", "2/minute")
    statuses = [client.get("/search/?q=x", REMOTE_ADDR="192.0.2.9").status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    assert client.get("/search/", REMOTE_ADDR="192.0.2.9").status_code == 200  # the empty form
