"""Was this piece useful? From the form under an article, without JavaScript."""

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from leads.throttle import limiter
from pages.models import ArticlePage, Feedback, PillarPage
from pages.models.feedback import LONGEST_COMMENT
from tests.pages.building import make_article, read, words


@pytest.fixture(autouse=True)
def nobody_came_before() -> None:
    limiter.storage.reset()


@pytest.fixture
def article(pillar: PillarPage) -> ArticlePage:
    return make_article(pillar, title="Two jobs")


def give(client: Client, article: ArticlePage, useful: str = "yes", **more: str):
    """What a browser sends when the button is pressed, hidden fields included."""
    form = read(client, article).select_one("form.feedback")
    hidden = {each["name"]: each.get("value", "") for each in form.select("input")}
    return client.post(form["action"], hidden | {"useful": useful} | more)


def test_an_answer_is_kept_and_thanked_for(article, client):
    response = give(client, article)
    assert (response.status_code, Feedback.objects.get().useful) == (302, True)
    thanks = read(client, response["Location"])
    assert thanks.h1.get_text() == "Thank you"
    assert thanks.select_one(f"a[href='{article.url}'].arrow")


def test_a_sentence_can_follow(article, client):
    thanks = read(client, give(client, article, "no")["Location"])
    form = thanks.select_one("main form")
    assert "What was missing?" in words(form)
    hidden = {each["name"]: each.get("value", "") for each in form.select("input")}
    client.post(form["action"], hidden | {"comment": "An example from a bank."})
    kept = Feedback.objects.get()
    assert (kept.useful, kept.comment) == (False, "An example from a bank.")


def test_a_reader_counts_once_and_the_last_word_counts(article, client):
    give(client, article, "yes", comment="For my Monday.")
    give(client, article, "no")
    kept = Feedback.objects.get()
    assert (kept.useful, kept.comment) == (False, "For my Monday.")


def test_without_cookies_a_reader_counts_once_a_day(article):
    give(Client(), article)
    give(Client(), article)
    give(Client(headers={"user-agent": "Another browser"}), article)
    assert Feedback.objects.count() == 2


def test_the_same_reader_has_another_name_under_each_article(article, pillar, client):
    give(client, article)
    give(client, make_article(pillar, title="Another piece"))
    assert len(set(Feedback.objects.values_list("reader", flat=True))) == 2


def test_who_only_reads_gets_no_cookie(article, client):
    read(client, article)
    assert not client.cookies
    give(client, article)
    assert client.cookies["reader"]["httponly"]


def test_what_fills_the_trap_is_kept_and_not_counted(article, client):
    assert give(client, article, website="https://spam.example/").status_code == 302
    assert Feedback.objects.count() == 1
    assert not Feedback.objects.counted().exists()


def test_too_long_a_sentence_is_given_back(article, client):
    response = give(client, article, comment="x" * (LONGEST_COMMENT + 1))
    assert response.status_code == 422
    text = response.content.decode()
    assert "Write at most 1000 characters." in text
    assert "x" * (LONGEST_COMMENT + 1) in text
    assert not Feedback.objects.exists()


def test_neither_yes_nor_no_is_asked_for_again(article, client):
    response = give(client, article, "perhaps")
    assert response.status_code == 422
    assert "choose Yes or No" in response.content.decode()


@pytest.mark.parametrize("path", ["/nowhere/", "", "\x00", "/", "/career/"])
def test_only_published_articles_are_answered(article, client, path):
    response = client.post("/feedback/", {"path": path, "useful": "yes"})
    assert response.status_code == 422
    assert not Feedback.objects.exists()


def test_an_article_that_is_not_public_takes_no_feedback(article, client):
    PageViewRestriction.objects.create(page=article, restriction_type="login")
    response = client.post("/feedback/", {"path": article.url, "useful": "yes"})
    assert response.status_code == 422


def test_the_form_of_another_site_is_not_taken(article, client):
    sent = {"path": article.url, "useful": "yes"}
    response = client.post("/feedback/", sent, headers={"sec-fetch-site": "cross-site"})
    assert response.status_code == 422
    assert not Feedback.objects.exists()


def test_the_thanks_lead_nowhere_but_to_an_article(article, client):
    page = read(client, "/feedback/thanks/?path=https://elsewhere.example/")
    assert not page.select("a[href*=elsewhere]")


def test_who_comes_too_often_is_told_when_to_come_again(article, client, monkeypatch):
    monkeypatch.setattr("cms.throttling.FEEDBACK_RATE", "1/minute")
    give(client, article)
    response = give(client, article)
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0


def test_giving_feedback_takes_few_queries(article, client, django_assert_max_num_queries):
    give(client, article)
    with django_assert_max_num_queries(5):
        client.post("/feedback/", {"path": article.url, "useful": "yes"})


@pytest.mark.postgres
@pytest.mark.django_db
def test_months_are_counted(article, client):
    give(client, article, "yes")
    give(Client(headers={"user-agent": "Another browser"}), article, "no")
    (month,) = Feedback.objects.counted().by_month()
    assert (month["yes"], month["no"]) == (1, 1)
