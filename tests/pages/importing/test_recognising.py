"""The anatomy of an article, recognised in what a writer brings; unsure ones said line by line."""

import io

import docx
import pytest
from wagtail.models import Site

from pages.importing.bringing_in import import_article, read_article
from pages.importing.found import Found
from pages.models import ArticlePage, HomePage, PillarPage
from tests.pages.building import make_article, make_image
from tests.pages.importing import samples


def read(text: str | bytes) -> Found:
    content = text.encode() if isinstance(text, str) else text
    return read_article(content, site=Site.objects.first())


def kinds(found: Found) -> list[str]:
    return [part["type"] for part in found.parts]


def doubts(found: Found) -> dict[int, list[str]]:
    by_line: dict[int, list[str]] = {}
    for line, why in found.unsure:
        by_line.setdefault(line, []).append(why)
    return by_line


def test_markdown_becomes_the_anatomy(home: HomePage, pillar: PillarPage):
    known = make_article(pillar, title="Two jobs")
    found = read(samples.MARKDOWN)
    assert found.title == "Two jobs, and credit for neither"
    assert found.standfirst == "A week fills with management. Find the calls that stay open."
    assert kinds(found) == [
        *("text", "quotes", "patterns", "contrast", "text", "table", "text", "next_steps")
    ]
    text, quotes, patterns, contrast, concept, table, rest, steps = [
        part["value"] for part in found.parts
    ]
    assert f'<a linktype="page" id="{known.pk}">the other piece</a>' in text
    assert '<a href="https://research.org/study">' in text
    assert quotes["quotes"] == [
        {"text": "My boss tells me to use my judgement.", "said_by": "A programme director"},
        {"text": "It comes back to be discussed.", "said_by": ""},
    ]
    assert patterns["introduction"] == "<p>They feed each other.</p>"
    assert [each["title"] for each in patterns["items"]] == ["The boss defers", "The team waits"]
    assert contrast["right"] == {"title": "Leadership", "text": "<p>The call gets made.</p>"}
    assert concept == "<h2>Concept: Decision Debt</h2><p>A postponed decision compounds.</p>"
    assert [column["type"] for column in table["table"]["columns"]] == ["text", "number"]
    assert "<script" not in rest
    assert "onclick" not in rest
    assert "javascript" not in rest
    assert "<b>bold</b> words and a bad link" in rest
    assert steps["items"][1] == "<p>Take it, <b>this week</b>.</p>"


def test_every_doubt_names_its_line(home: HomePage, pillar: PillarPage):
    make_article(pillar, title="Two jobs")
    said = doubts(read(samples.MARKDOWN))
    lines = samples.MARKDOWN.split("\n")
    for start, word in (
        ("It is Tuesday", "looks dead: http://localhost:8000/x"),
        ("It is Tuesday", "looks dead: /nowhere/"),
        ("## Three patterns", "Patterns"),
        ("## Management versus", "Contrast"),
        ("## Concept", "laid out as none"),
        ("| Hours", "no caption"),
        ("![A grid", "not among the images"),
        ("#### Small", "level 4"),
        ("<script", "A script was left out."),
        ("Some <b", "address is not allowed"),
    ):
        line = next(n for n, text in enumerate(lines, start=1) if text.startswith(start))
        assert any(word in why for why in said[line]), (start, said.get(line))
    assert not any("research.org" in why for whys in said.values() for why in whys)


def test_html_is_read_for_what_it_says(home: HomePage):
    found = read(samples.HTML)
    assert (found.title, found.search_title) == ("Two jobs", "Two jobs | Site")
    assert found.standfirst == "A week fills with status."
    assert kinds(found) == ["text", "quotes", "next_steps"]
    assert found.parts[0]["value"] == (
        "<p>By six you have kept nine things moving.</p><p>loose words</p>"
        "<ul><li>One<ul><li>Deep</li></ul></li></ul>"
    )
    assert found.parts[1]["value"]["quotes"] == [
        {"text": "It comes back.", "said_by": "A director"}
    ]
    assert found.parts[2]["value"]["items"] == [
        "<p>Name one.</p><p>In writing.</p>",
        "<p>Take it.</p>",
    ]


def test_plain_text_stays_as_typed(home: HomePage):
    found = read(samples.TEXT)
    assert found.title == "Two jobs"
    assert found.standfirst == "A week fills with status. Somebody has to decide."
    assert found.parts[0]["value"] == (
        "<p>It is Tuesday. If a &lt; b and *this* stays as typed, &lt;so does this&gt;.</p>"
    )
    assert found.parts[1]["value"]["heading"] == "What to do next"


def test_a_word_file_is_read_by_its_styles(home: HomePage):
    document = docx.Document()
    document.add_paragraph("Two jobs", style="Title")
    document.add_paragraph("A week fills with status.", style="Subtitle")
    document.add_paragraph("By six you have kept nine things moving.")
    document.add_paragraph("It comes back.", style="Quote")
    document.add_heading("Next steps", level=1)
    document.add_paragraph("Name one.", style="List Number")
    document.add_paragraph("Take it.", style="List Number")
    file = io.BytesIO()
    document.save(file)
    found = read(file.getvalue())
    assert (found.title, found.standfirst) == ("Two jobs", "A week fills with status.")
    assert kinds(found) == ["text", "quotes", "next_steps"]


def test_a_picture_of_the_library_is_found_by_its_file_or_its_title(home: HomePage):
    image = make_image()
    name = image.file.name.rsplit("/", 1)[-1]
    found = read(f"# T\n\n![A week](https://old.example/img/{name})\n\n![week.png](gone.png)\n")
    assert kinds(found) == ["image", "image"]
    assert found.parts[0]["value"]["image"] == {
        "image": image.pk,
        "alt_text": "A week",
        "decorative": False,
    }


def test_labelled_sections_become_their_blocks(home: HomePage):
    found = read(
        "# T\n\nOne.\n\nTwo.\n\n## Framework: ED\n\n### Expose\n\nOne.\n\n### Designate\n\nTwo.\n\n"
        "## Exercise: The hour log\n\nFind out.\n\n1. Log.\n2. Add.\n\nThen you know.\n\n"
        "## Concept: Debt\n\nIt compounds.\n\n## Notes\n\n1. Counted.\n"
    )
    assert kinds(found) == ["text", "framework", "exercise", "concept", "notes"]
    assert found.parts[2]["value"]["yields"] == "<p>Then you know.</p>"


def test_a_fence_that_is_no_block_is_kept_as_text(home: HomePage):
    found = read(
        "# T\n\n::: contrast\nOnly a sentence.\n:::\n\n::: related_read\n[x](/gone/)\n:::\n"
    )
    assert kinds(found) == ["text"]
    assert "Only a sentence." in found.parts[0]["value"]
    assert [doubt.line for doubt in found.unsure if "kept as text" in doubt.why] == [3, 7]


@pytest.mark.postgres
def test_what_is_made_is_a_draft_that_can_be_read_and_published(home: HomePage, pillar: PillarPage):
    imported = import_article(read(samples.MARKDOWN), pillar=pillar)
    page = ArticlePage.objects.get(pk=imported.page.pk)
    assert not page.live
    assert page.has_unpublished_changes
    draft = page.get_latest_revision_as_object()
    assert draft.body[0].block_type == "text"
    draft.save_revision().publish()
    assert ArticlePage.objects.get(pk=page.pk).reading_minutes >= 1
