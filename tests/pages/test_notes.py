import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from pages.blocks.notes import linked
from pages.models import ArticlePage, PillarPage
from tests.pages.building import make_article, read, words

NOTES = {"type": "notes", "value": {"heading": "Notes", "notes": ["<p>One.</p>", "<p>Two.</p>"]}}


def text(html: str) -> dict[str, str]:
    return {"type": "text", "value": html}


def test_a_mark_leads_to_its_note_and_the_note_back(pillar: PillarPage, client: Client):
    page = read(client, make_article(pillar, text("<p>So it is.[2]</p>"), NOTES))
    mark = page.select_one(".block-text sup a")
    note = page.select_one(mark["href"])
    assert (words(mark), words(note)) == ("2", "Two. ↩")
    assert note.select_one(".note-back")["href"] == f"#{mark['id']}"


def test_a_note_without_a_mark_leads_nowhere(pillar: PillarPage, client: Client):
    page = read(client, make_article(pillar, text("<p>So it is.[2]</p>"), NOTES))
    assert not page.select_one("#note-1 .note-back")


def test_marks_are_found_in_every_text_of_the_page(pillar: PillarPage, client: Client):
    concept = {"name": "Debt", "definition": "<p>It compounds.[1]</p>", "points": []}
    page = read(client, make_article(pillar, {"type": "concept", "value": concept}, NOTES))
    assert page.select_one(".block-concept a.note-mark")["href"] == "#note-1"


def test_only_the_first_mark_of_a_note_is_where_it_leads_back(pillar: PillarPage, client: Client):
    page = read(client, make_article(pillar, text("<p>A.[1]</p>"), text("<p>B.[1]</p>"), NOTES))
    first, second = page.select("a.note-mark")
    assert (first["id"], second.get("id")) == ("mark-1", None)


def test_without_notes_brackets_stay_as_they_are_typed(pillar: PillarPage, client: Client):
    assert "it is.[1]" in words(
        read(client, make_article(pillar, text("<p>So it is.[1]</p>"))).main
    )


@pytest.mark.parametrize(
    "html",
    [
        "<p>[3]</p>",
        "<p>[0]</p>",
        "<p>[sic]</p>",
        '<p><a href="/a[1]/">see [1]</a></p>',
        "<p>[ 1]</p>",
    ],
)
def test_what_is_no_mark_of_a_note_stays_as_it_is(html: str):
    assert linked(html, notes=2, cited=set()) == html


def test_after_a_link_marks_are_marks_again():
    html = linked('<p><a href="/">[1]</a>[1]</p>', notes=1, cited=set())
    assert html.count("note-mark") == 1


def test_a_page_has_its_notes_in_one_place(db: None):
    body = ArticlePage._meta.get_field("body").stream_block
    twice = body.to_python([NOTES | {"id": "a"}, NOTES | {"id": "b"}])
    with pytest.raises(ValidationError):
        body.clean(twice)
