"""Every sentence of what was brought stands in the article."""

import re

import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pages.importing.found import Found
from pages.importing.recognising import recognise
from pages.importing.references import References
from pages.importing.sniffing import Source

WORDS = st.text(st.sampled_from("abcdeéß<>&*_`#[]()!|~:-—“”'\"1.,/\\=+"), min_size=1, max_size=7)
PLAIN = st.integers(0, 10_000).map(lambda number: f"w{number}")


def numbered(texts: list[str]) -> list[str]:
    return [f"Sentence {number} says {text}." for number, text in enumerate(texts)]


SENTENCES = st.lists(st.lists(PLAIN, min_size=1, max_size=6).map(" ".join), min_size=1, max_size=14)
SHAPES = (
    "{0}",
    "{0}",
    "# {0}",
    "## {0}",
    "### {0}",
    "##### {0}",
    "> {0}",
    "> {0}\n> — Somebody",
    "> - {0}",
    "- {0}",
    "1. {0}",
    "1. {0}\n\n   - below",
    "## Next steps\n\n1. {0}",
    "## Patterns: {0}",
    "## Contrast: x\n\n### {0}\n\nText.\n\n### Other\n\nText.",
    "## Framework: F\n\n### {0}\n\nText.",
    "## Exercise: E\n\n{0}\n\n1. Do.",
    "## Concept: C\n\n{0}",
    "## Notes\n\n1. {0}",
    "| a | b |\n|---|---|\n| {0} | 3 |",
    "![{0}](gone.png)",
    "Beside ![{0}](gone.png) words",
    "**{0}**",
    "[{0}](/nowhere/)",
    "[{0}](javascript:x)",
    "`{0}`",
    "    {0}",
    "```\n{0}\n```",
    "<div><p>{0}</p>",
    "<unknown>{0}</unknown>",
    "<details><summary>{0}</summary></details>",
    "::: quotes\n> {0}\n:::",
    "::: contrast\n{0}\n:::",
    "::: exercise\n## {0}\n\n1. Do.\n:::",
    "::: nothing\n{0}\n:::",
    "::: quotes\n{0}",
    "<!-- text -->\n\n{0}",
)


def said(found: Found) -> str:
    """All that a reader could read, in one line."""
    return " ".join([found.title, found.standfirst, *_strings(found.parts)])


def _strings(value: object) -> list[str]:
    match value:
        case str():
            text = BeautifulSoup(value, "html.parser").get_text(" ") if "<" in value else value
            return [re.sub(r"\s+", " ", text)]
        case dict():
            return [each for part in value.values() for each in _strings(part)]
        case list():
            return [each for part in value for each in _strings(part)]
    return []


def read(text: str, kind: str) -> Found:
    return recognise(Source(kind, text), names=References(None))


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(SENTENCES.map(numbered), st.data())
def test_no_sentence_of_a_markdown_text_is_lost(sentences: list[str], data: st.DataObject):
    shapes = [data.draw(st.sampled_from(SHAPES)) for _ in sentences]
    text = "\n\n".join(shape.format(each) for shape, each in zip(shapes, sentences, strict=True))
    told = said(read(text, "markdown"))
    for sentence in sentences:
        assert sentence in told


TAGS = (
    *("p", "h1", "h2", "h4", "div", "section", "blockquote", "pre", "td", "li", "ul", "table"),
    *("span", "b", "em", "a", "figure", "figcaption", "caption", "footer", "code", "center", "th"),
    *("tr", "ol", "dl", "dt", "dd", "custom-tag", "article", "strong", "cite"),
)


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(SENTENCES.map(numbered), st.data())
def test_no_sentence_of_an_html_text_is_lost_however_broken(
    sentences: list[str], data: st.DataObject
):
    text = ""
    for sentence in sentences:
        opened = data.draw(st.lists(st.sampled_from(TAGS), max_size=4))
        closed = data.draw(st.booleans())
        text += "".join(f"<{tag}>" for tag in opened) + sentence
        text += "".join(f"</{tag}>" for tag in reversed(opened)) if closed else ""
    told = said(read(text, "html"))
    for sentence in sentences:
        assert sentence in told


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(st.lists(st.lists(WORDS, min_size=1, max_size=5).map(" ".join), min_size=1, max_size=8))
def test_plain_text_keeps_every_character(lines: list[str]):
    told = re.sub(r"\W", "", said_raw(read("\n\n".join(lines), "text")))
    for line in lines:
        assert re.sub(r"\W", "", re.sub(r"^\s*\d{1,3}[.)] +", "", line)) in told


def said_raw(found: Found) -> str:
    texts = [found.title, found.standfirst]
    for part in found.parts:
        texts += _raw(part["value"])
    return " ".join(texts)


def _raw(value: object) -> list[str]:
    match value:
        case str():
            return [BeautifulSoup(value, "html.parser").get_text(" ")]
        case dict():
            return [each for part in value.values() for each in _raw(part)]
        case list():
            return [each for part in value for each in _raw(part)]
    return []
