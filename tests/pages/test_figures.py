"""Pictures, tables, cards that lead elsewhere, and an assessment presented in a text."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.test import Client
from wagtail.blocks.struct_block import StructBlockValidationError

from pages.blocks.figures import CellsBlock, ImageBlock
from pages.models import ArticlePage, AssessmentPage, HomePage, PillarPage
from tests.pages.anatomy import TABLE, anatomy
from tests.pages.building import make_article, make_image, read, words


@pytest.fixture
def article(home: HomePage, pillar: PillarPage) -> ArticlePage:
    return make_article(pillar, *anatomy(home, pillar))


@pytest.fixture
def page(article: ArticlePage, client: Client) -> BeautifulSoup:
    return read(client, article)


def picture(**said: Any) -> dict[str, Any]:
    image = {"image": make_image().pk, "alt_text": "", "decorative": False} | said
    return {"type": "image", "value": {"image": image, "caption": ""}}


def test_a_picture_says_what_its_place_in_the_text_says_of_it(page: BeautifulSoup):
    image = page.select_one(".block-image figure img")
    assert image["alt"] == "A grid."
    assert words(page.select_one(".block-image figcaption")) == "One week."


def test_a_picture_takes_its_room_before_it_arrives(page: BeautifulSoup):
    image = page.select_one(".block-image img")
    assert int(image["width"]) / int(image["height"]) == 64 / 36


def test_the_same_picture_can_say_something_else_in_another_place(
    pillar: PillarPage, client: Client
):
    first = picture(alt_text="A grid of hours.")
    second = {"type": "image", "value": {"image": {**first["value"]["image"], "alt_text": "Two."}}}
    images = read(client, make_article(pillar, first, second)).select(".block-image img")
    assert [image["alt"] for image in images] == ["A grid of hours.", "Two."]


def test_a_decorative_picture_says_nothing(pillar: PillarPage, client: Client):
    image = read(client, make_article(pillar, picture(decorative=True))).select_one("figure img")
    assert image["alt"] == ""


def test_a_picture_that_says_nothing_and_is_not_decorative_is_refused(db: None):
    block = ImageBlock()
    with pytest.raises(StructBlockValidationError):
        block.clean(block.to_python(picture()["value"]))


def test_a_picture_that_was_deleted_leaves_no_gap(article: ArticlePage, client: Client):
    article.body[13].value["image"].delete()
    assert read(client, article).select_one(".block-image") is None


def test_a_table_has_a_caption_and_names_its_columns_and_rows(page: BeautifulSoup):
    table = page.select_one(".block-table table")
    assert words(table.caption) == "One week"
    assert [words(cell) for cell in table.select("thead th[scope=col]")] == ["Spent on", "Hours"]
    assert [words(cell) for cell in table.select("tbody th[scope=row]")] == [
        "Management",
        "Leadership",
    ]
    assert [words(cell) for cell in table.select("td.number")] == ["31", "8"]


def test_a_table_whose_first_column_names_nothing_has_only_cells(
    pillar: PillarPage, client: Client
):
    table = {"type": "table", "value": {"table": TABLE, "names_rows": False, "source": ""}}
    assert not read(client, make_article(pillar, table)).select("tbody th")


def test_a_wide_table_can_be_scrolled_by_keyboard(page: BeautifulSoup):
    frame = page.select_one(".block-table [role=region]")
    assert (frame["tabindex"], frame["aria-label"]) == ("0", "One week")


def test_a_table_without_a_caption_is_refused():
    block = CellsBlock()
    with pytest.raises(ValidationError, match="Say in a few words what the table shows"):
        block.clean(block.to_python(TABLE | {"caption": " "}))


def test_words_in_a_table_are_found_by_search(article: ArticlePage):
    found = article.body.stream_block.get_searchable_content(article.body)
    assert {"One week", "Spent on", "Management", "31"} <= set(found)


def test_what_stands_on_another_site_is_a_link_and_nothing_is_loaded_from_there(
    page: BeautifulSoup,
):
    card = page.select_one(".block-embed")
    assert card.a["href"] == "https://www.example.com/talk"
    assert "Opens example.com, another site." in words(card)
    assert not page.select("iframe, [src*='example.com']")


def test_an_assessment_is_presented_with_what_it_measures(page: BeautifulSoup):
    entry = page.select_one(".block-assessment")
    assert words(entry) == (
        "Assessment, 1 minute Try it. The Compass It measures "
        "personal drag, organizational drag. Begin"
    )


def test_it_begins_at_the_questions_and_says_from_which_page_and_block(page: BeautifulSoup):
    address = urlsplit(page.select_one(".block-assessment a")["href"])
    assert address.path == "/assessments/compass/"
    assert parse_qs(address.query) == {"from": ["/career/two-jobs/"], "block": ["block-16"]}


def test_an_assessment_that_is_not_open_leaves_no_gap(article: ArticlePage, client: Client):
    AssessmentPage.objects.get().assessment.unpublish()
    assert read(client, article).select_one(".block-assessment") is None
