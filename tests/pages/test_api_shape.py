"""What other programs get of a body: text as HTML, what is pointed at by title and address."""

from typing import Any

import pytest

from pages.models import ArticlePage, HomePage, PillarPage
from tests.pages.anatomy import anatomy
from tests.pages.building import make_article


@pytest.fixture
def body(home: HomePage, pillar: PillarPage) -> dict[str, Any]:
    article = make_article(pillar, *anatomy(home, pillar))
    shape = article.body.stream_block.get_api_representation(article.body)
    return {block["type"]: block["value"] for block in shape}


TAKE_IT = {
    "key": "take-it",
    "label": "Take it",
    "supporting_line": "Five minutes.",
    "style": "primary",
    "url": "/leadership-assessment/",
    "trial": None,
}


def test_running_text_is_html_with_its_links_resolved(body):
    assert body["text"] == (
        '<p>It is Tuesday. See <a href="/career/the-decision-nobody-owns/">this</a>.[1]</p>'
    )


def test_rich_text_inside_a_block_is_html_too(body):
    assert body["contrast"]["left"] == {
        "title": "Management",
        "text": "<p>Management, in a sentence.</p>",
    }


def test_a_call_is_given_whole_wherever_it_stands(body):
    assert body["call_to_action"] == TAKE_IT
    assert body["fork"]["ways"][0]["call_to_action"] == TAKE_IT
    assert body["next_step_row"]["calls"][0] == TAKE_IT


def test_a_related_read_is_given_by_title_address_and_standfirst(body):
    page = body["related_read"]["page"]
    assert page.pop("id")
    assert page == {
        "title": "The decision nobody owns",
        "url": "/career/the-decision-nobody-owns/",
        "standfirst": "A week fills with status. Somebody has to decide.",
    }


def test_a_reusable_block_is_given_with_its_body(body):
    assert body["reusable"]["title"] == "Operational next steps"
    assert [block["type"] for block in body["reusable"]["body"]] == ["text", "call_to_action"]


def test_standfirst_and_body_can_be_written_through_the_api():
    writable = {field.name for field in ArticlePage.api_fields if field.writable}
    assert {"standfirst", "body"} <= writable
