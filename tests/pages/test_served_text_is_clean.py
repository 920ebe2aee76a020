"""Stored text may come from anywhere; what is served holds only what editors can write."""

import pytest
from django.test import Client

from pages.blocks.prose import Prose, ProseBlock, cleaned
from pages.models import PillarPage
from tests.pages.building import make_article, read

HOSTILE = [
    "<script>alert(1)</script>",
    '<p onclick="alert(1)">Text</p>',
    '<a href="javascript:alert(1)">Link</a>',
    '<a href="java&#x0A;script:alert(1)">Link</a>',
    "<style>body{display:none}</style>",
    '<img src=x onerror="alert(1)">',
    "<iframe src=//example.com></iframe>",
    '<p style="position:fixed">Text</p>',
    "<!--|--><p>Text</p>",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_runs_or_restyles_is_served(pillar: PillarPage, client: Client, text: str):
    body = read(client, make_article(pillar, {"type": "text", "value": text})).select_one(".body")
    for word in ("script", "alert", "onerror", "onclick", "style", "iframe", "img", "display"):
        assert word not in str(body)


def test_what_editors_can_write_is_kept():
    text = (
        '<h2>A</h2><p><b>b</b> <i>i</i> <a href="https://example.com">c</a></p><ol><li>d</li></ol>'
    )
    assert cleaned(text) == text


def test_a_comment_in_one_text_cannot_shift_the_others(pillar: PillarPage, client: Client):
    page = read(
        client,
        make_article(
            pillar,
            {"type": "text", "value": "<p>one<!--|-->two</p>"},
            {"type": "text", "value": "<p>three</p>"},
        ),
    )
    assert [text.get_text() for text in page.select(".prose")] == ["onetwo", "three"]


def test_the_api_gives_clean_html():
    given = ProseBlock().get_api_representation(Prose("<p>Yes</p><script>no()</script>"))
    assert given == "<p>Yes</p>"
