"""Every part of an article, as the reader gets it."""

from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from pages.models import ArticlePage, HomePage, PillarPage
from tests.pages.anatomy import anatomy
from tests.pages.building import make_article, read, words


@pytest.fixture
def article(home: HomePage, pillar: PillarPage) -> ArticlePage:
    published = datetime(2026, 2, 10, 8, tzinfo=UTC)
    return make_article(
        pillar,
        *anatomy(home, pillar),
        author_name="Edith Varga",
        first_published_at=published,
    )


@pytest.fixture
def page(article: ArticlePage, client: Client) -> BeautifulSoup:
    return read(client, article)


def block(page: BeautifulSoup, name: str) -> BeautifulSoup:
    return page.select_one(f".block-{name}")


def test_the_pillars_name_stands_above_the_title(page):
    heading = page.select_one("article > header")
    assert words(heading).startswith("Career Two jobs A week fills with status.")
    assert heading.select_one(".pillar-name a")["href"] == "/career/"


def test_author_dates_and_minutes_are_named(page):
    byline = words(page.select_one(".byline"))
    assert byline.startswith("Edith Varga 10 February 2026 Updated")
    assert byline.endswith("1 minute")


def test_an_article_published_once_is_not_called_updated(pillar, client):
    article = make_article(pillar, title="New")
    assert "Updated" not in words(read(client, article).select_one(".byline"))


def test_quotations_stand_in_quotation_marks_once(page):
    quotes = [words(quote) for quote in block(page, "quotes").select("blockquote")]
    assert quotes == ["“I use my judgement.”", "“It comes back.”"]


def test_whoever_is_quoted_can_be_named(page):
    assert [words(name) for name in block(page, "quotes").select("figcaption")] == ["A director"]


def test_a_contrast_has_two_sides_of_one_shape(page):
    sides = block(page, "contrast").select(".contrast-side")
    assert [words(side.h3) for side in sides] == ["Management", "Leadership"]


def test_patterns_have_a_heading_and_names(page):
    patterns = block(page, "patterns")
    assert (words(patterns.h2), words(patterns.h3)) == ("Stuck", "The boss defers")


def test_a_concept_is_marked_as_the_term_it_defines(page):
    assert words(block(page, "concept").select_one("h2 > dfn")) == "Decision Debt"


def test_the_parts_of_an_acronym_carry_its_letters(page):
    signs = block(page, "framework").select(".part-sign")
    assert [words(sign) for sign in signs] == ["E", "D"]


def test_the_parts_of_a_framework_with_another_name_are_counted(pillar, client):
    parts = [{"title": "Look", "text": "<p>a</p>"}, {"title": "Say", "text": "<p>b</p>"}]
    body = {"type": "framework", "value": {"name": "Volume", "parts": parts}}
    page = read(client, make_article(pillar, body, title="Volume"))
    assert [words(sign) for sign in page.select(".part-sign")] == ["1", "2"]


def test_the_steps_of_an_exercise_are_an_ordered_list(page):
    exercise = block(page, "exercise")
    assert "One week" in words(exercise)
    assert [words(step) for step in exercise.select("ol > li")] == ["Log.", "Add."]


def test_a_fork_has_two_ways_each_with_its_call(page):
    ways = block(page, "fork").select(".way")
    assert [words(way.h3) for way in ways] == ["Yours", "Theirs"]
    assert [words(way.a) for way in ways] == ["Take it", "Read the book"]


def test_a_related_read_shows_the_targets_own_standfirst(page):
    related = block(page, "related_read")
    assert words(related.a) == "The decision nobody owns"
    assert "A week fills with status." in words(related)


def test_a_call_shows_its_line_and_its_label(page):
    assert words(block(page, "call_to_action")) == "Five minutes. Take it"


def test_next_steps_are_an_ordered_list(page):
    steps = block(page, "next_steps").select("ol > li")
    assert [words(step) for step in steps] == ["Name one.", "Take it."]


def test_a_next_step_row_has_two_calls(page):
    calls = block(page, "next_step_row").select(".next-call a")
    assert [words(call) for call in calls] == ["Take it", "Read the book"]


def test_a_reusable_block_is_shown_with_its_title_and_its_calls(page):
    reusable = block(page, "reusable")
    assert words(reusable) == "Operational next steps These take an hour. Block friday"


def test_a_draft_of_a_reusable_block_is_shown_nowhere(article, client):
    from_editor = article.body[12].value
    from_editor.unpublish()
    assert "These take an hour." not in words(read(client, article))


def test_every_block_can_be_linked_to(page):
    anchors = [part["id"] for part in page.select("[data-block]")]
    assert anchors == [part["data-block"] for part in page.select("[data-block]")]
    assert len(anchors) == len(set(anchors)) == 18


def test_a_call_to_what_is_not_published_is_left_out(article, client):
    article.body[9].value.page.specific.unpublish()
    page = read(client, article)
    assert "Take it" not in words(block(page, "fork"))
    assert block(page, "call_to_action") is None


def test_a_related_read_that_is_not_published_is_left_out(article, client):
    article.body[8].value["page"].unpublish()
    assert block(read(client, article), "related_read") is None
