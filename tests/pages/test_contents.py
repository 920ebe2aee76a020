"""A long piece begins with its headings, and each leads to where it stands."""

import pytest
from django.test import Client

from pages.models import HomePage, PillarPage
from tests.pages.anatomy import anatomy
from tests.pages.building import make_article, read, words

LONG = "<p>" + "word " * 900 + "</p>"


def text(*headings: str, more: str = LONG) -> dict[str, str]:
    body = "".join(f"<h2>{heading}</h2>{more}" for heading in headings)
    return {"type": "text", "value": body}


def test_a_short_piece_has_none(pillar: PillarPage, client: Client):
    short = make_article(pillar, text("One", "Two", "Three", "Four", more="<p>Few.</p>"))
    assert not read(client, short).select(".contents")
    few = make_article(pillar, text("One", "Two"), title="Few headings")
    assert not read(client, few).select(".contents")


@pytest.mark.postgres
def test_each_entry_leads_to_its_heading(home: HomePage, pillar: PillarPage, client: Client):
    piece = make_article(pillar, text("One &amp; all", "<b>Two</b>", "Two"), *anatomy(home, pillar))
    page = read(client, piece)
    entries = page.select(".contents a")
    assert [words(entry) for entry in entries][:3] == ["One & all", "Two", "Two"]
    assert len(entries) > 6
    for entry in entries:
        target = page.find(id=entry["href"].removeprefix("#"))
        assert words(entry) in words(target)
    ids = [element["id"] for element in page.select("[id]")]
    assert len(ids) == len(set(ids))


def test_a_heading_keeps_its_address_when_others_come_before_it(pillar: PillarPage, client: Client):
    before = make_article(pillar, text("Whose call is it", "A", "B", "C"))
    after = make_article(pillar, text("New", "Whose call is it", "A", "B"), title="Later")
    for page in (before, after):
        assert read(client, page).select('.contents a[href="#on-whose-call-is-it"]')
