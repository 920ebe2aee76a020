"""What an editor should look at before an article is published. Nothing here forbids anything."""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from bs4 import BeautifulSoup
from django.template.loader import render_to_string
from wagtail.models import Site

from pages.blocks.gathering import gather
from pages.checking.links import dead_links
from pages.checking.readability import Readability, readability
from pages.models import ArticlePage

NEXT_STEPS = {
    "assessment",
    "call_to_action",
    "fork",
    "next_step_row",
    "next_steps",
    "reusable",
}
HARD = 60  # LIX; above it even those who must read it put it off
LONGEST = 3_000  # words: about thirteen minutes
HEADINGS = ["h2", "h3", "h4", "h5", "h6"]


class Finding(NamedTuple):
    """`kind` names the check; `sentence` says what is wrong and what to do."""

    kind: str
    sentence: str


class Examination(NamedTuple):
    findings: tuple[Finding, ...]
    readability: Readability


def examine(article: ArticlePage, *, site: Site | None) -> Examination:
    """The draft as it stands in `article`, saved or not."""
    gather(article.body)
    html = render_to_string("partials/body.html", {"body": article.body, "page": article})
    seen = BeautifulSoup(html, "html.parser")
    read = readability(seen.get_text("\n"))
    findings = (
        *_description(article),
        *_headings(seen),
        *_pictures(seen),
        *_links(article, site=site),
        *_next_step(article),
        *_length(read),
    )
    return Examination(findings, read)


def _description(article: ArticlePage) -> Iterator[Finding]:
    if not article.search_description:
        yield Finding(
            "description",
            "There is no description for search engines, so the standfirst stands in for it. "
            "Write one on the tab Promote.",
        )


def _headings(seen: BeautifulSoup) -> Iterator[Finding]:
    """The title is level 1, and no heading may skip a level below the one before it."""
    found = [(int(each.name[1]), each.get_text(" ", strip=True)) for each in seen(HEADINGS)]
    for (above, _), (level, words) in pairwise([(1, ""), *found]):
        if level > above + 1:
            yield Finding(
                "heading-order",
                f"The heading “{words}” is two levels below the one before it. Make it a level "
                f"{above + 1} heading, or put one above it.",
            )
        if not words:
            yield Finding("heading-order", "A heading is empty. Fill it in or remove it.")


def _pictures(seen: BeautifulSoup) -> Iterator[Finding]:
    for picture in seen("img"):
        if not picture.get("alt") and picture.get("role") != "presentation":
            yield Finding(
                "alt",
                "A picture has no text that stands in for it. Describe it, or mark it as "
                "decorative.",
            )


def _links(article: ArticlePage, *, site: Site | None) -> Iterator[Finding]:
    for link in dead_links(article.body, site=site):
        yield Finding("dead-link", f"The link “{link.label}” is dead. {link.why}")


def _next_step(article: ArticlePage) -> Iterator[Finding]:
    if not any(block.block_type in NEXT_STEPS for block in article.body):
        yield Finding(
            "next-step",
            "The article ends without a next step. Add a call to action, or a list of what to do.",
        )


def _length(read: Readability) -> Iterator[Finding]:
    if read.lix >= HARD:
        yield Finding(
            "reading-ease",
            f"The text is very hard to read (LIX {read.lix}). Shorten sentences and choose shorter "
            "words.",
        )
    if read.words > LONGEST:
        yield Finding(
            "length",
            f"The article has {read.words} words; few readers finish more than {LONGEST}. "
            "Split it.",
        )
