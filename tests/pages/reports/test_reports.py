"""What editors can look up about their articles."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone
from wagtail.test.utils.form_data import (
    inline_formset,
    nested_form_data,
    rich_text,
    streamfield,
)

from pages.models import ArticlePage, Feedback
from tests.pages.building import TEXT, make_article, read, words


@pytest.fixture
def edith(client: Client) -> Client:
    return logged_in(client, "edith", group="Editors")


def logged_in(client: Client, name: str, *, group: str) -> Client:
    user = get_user_model().objects.create_user(name, password="not needed here")
    user.groups.add(Group.objects.get(name=group))
    client.force_login(user)
    return client


def answers(article: ArticlePage, *, yes: int = 0, no: int = 0, comment: str = "") -> None:
    for n in range(yes + no):
        kept = Feedback(article=article, reader=str(n), useful=n < yes, comment=comment)
        Feedback.keep(kept, now=timezone.now())


def titles(page) -> list[str]:
    return [words(cell) for cell in page.select("td.title .title-wrapper, td.title a")]


def test_articles_stand_by_usefulness_and_one_yes_is_not_the_best(pillar, edith):
    for title, yes, no in (
        ("Forty of fifty", 40, 10),
        ("One of one", 1, 0),
        ("None of five", 0, 5),
    ):
        answers(make_article(pillar, TEXT, title=title), yes=yes, no=no)
    text = words(read(edith, "/admin/reports/usefulness/").main)
    places = [text.index(title) for title in ("Forty of fifty", "One of one", "None of five")]
    assert places == sorted(places)
    assert "40 of 50 (80 %)" in text


def test_what_looks_automated_is_not_in_the_report(pillar, edith):
    article = make_article(pillar, TEXT)
    answers(article, yes=1)
    Feedback.objects.update(flag="trap filled")
    assert "no answers yet" in words(read(edith, "/admin/reports/usefulness/").main)


def test_an_article_shows_its_answers_by_month_and_its_sentences(pillar, edith):
    article = make_article(pillar, TEXT)
    answers(article, yes=2, no=1, comment="<b>An example</b> from a bank.")
    page = read(edith, f"/admin/reports/usefulness/{article.pk}/")
    assert "2 of 3" in words(page.main)
    assert "<b>An example</b> from a bank." in words(page.main)
    assert not page.select("blockquote b")


def test_a_year_without_being_published_again_is_stale(pillar, edith):
    old = make_article(pillar, TEXT, title="Old piece")
    make_article(pillar, TEXT, title="New piece")
    two_years = timezone.now() - timedelta(days=730)
    ArticlePage.objects.filter(pk=old.pk).update(last_published_at=two_years)
    text = words(read(edith, "/admin/reports/stale/").main)
    assert "Old piece" in text
    assert "New piece" not in text
    assert "Old piece" in words(read(edith, "/admin/reports/stale/?months=24").main)


def test_broken_links_are_listed_by_article(pillar, edith):
    make_article(
        pillar, {"type": "text", "value": '<p><a href="/nowhere/">a page</a></p>'}, title="Broken"
    )
    make_article(pillar, TEXT, title="Whole")
    text = words(read(edith, "/admin/reports/broken-links/").main)
    assert "Broken" in text
    assert "“a page”: There is nothing at /nowhere/." in text
    assert "Whole" not in text


def test_publishing_tells_what_was_found(pillar, edith):
    article = make_article(pillar, TEXT)
    sent = nested_form_data(
        {
            "title": article.title,
            "slug": article.slug,
            "standfirst": article.standfirst,
            "body": streamfield([("text", rich_text("<p>By six.</p>"))]),
            "comments": inline_formset([]),
            "action-publish": "publish",
        }
    )
    response = edith.post(f"/admin/pages/{article.pk}/edit/", sent, follow=True)
    assert "The article ends without a next step" in response.content.decode()


REPORTS = ["usefulness", "stale", "broken-links"]


@pytest.mark.parametrize("report", REPORTS)
def test_an_advisor_reads_none_of_them(pillar, client, report):
    article = make_article(pillar, TEXT)
    advisor = logged_in(client, "ada", group="Advisors")
    assert advisor.get(f"/admin/reports/{report}/").status_code in (302, 403)
    assert advisor.get(f"/admin/reports/usefulness/{article.pk}/").status_code in (302, 403)


@pytest.mark.parametrize(
    ("report", "most"), [("usefulness", 20), ("stale", 20), ("broken-links", 24)]
)
def test_a_report_costs_as_much_for_ten_articles_as_for_one(
    pillar, edith, report, most, django_assert_max_num_queries
):
    for n in range(10):
        make_article(pillar, TEXT, title=f"Piece {n}")
    with django_assert_max_num_queries(most):
        read(edith, f"/admin/reports/{report}/")
