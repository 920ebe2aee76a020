"""The table of contents of a long piece: its headings, each with an address of its own."""

import re
from dataclasses import dataclass
from html import unescape
from typing import Final

from django.utils.html import strip_tags
from django.utils.text import slugify
from wagtail.blocks import StreamValue

from pages.blocks.prose import Prose

FEWEST: Final = 4  # headings; a shorter list tells less than the piece itself
SHORTEST: Final = 4  # minutes; what is read that soon needs no map
HEADING: Final = re.compile(r"<h2>(.*?)</h2>", re.DOTALL)
NAMED_BY: Final = ("heading", "name", "title")  # where a block's own heading stands


@dataclass(frozen=True, slots=True)
class Heading:
    text: str
    anchor: str


def contents_of(body: StreamValue) -> list[Heading]:
    """Every second-level heading in the order of the page. Running text is given its anchors, so
    its links must have been resolved before (`pages.blocks.gathering.gather`)."""
    found: list[Heading] = []
    taken: set[str] = set()
    for block in body:
        if isinstance(block.value, Prose):
            found += _anchored(block.value, taken)
        elif text := _heading(block.value):
            found.append(Heading(text, block.id or ""))
    return [each for each in found if each.text and each.anchor]


def is_worth_it(headings: list[Heading], minutes: int) -> bool:
    return len(headings) >= FEWEST and minutes >= SHORTEST


def _heading(value: object) -> str:
    if not isinstance(value, dict):
        return ""
    return next((str(value[name]) for name in NAMED_BY if value.get(name)), "")


def _anchored(text: Prose, taken: set[str]) -> list[Heading]:
    """The headings in the text, which is changed: each gets the id that its entry leads to."""
    found: list[Heading] = []

    def anchor(match: re.Match[str]) -> str:
        words = " ".join(unescape(strip_tags(match[1])).split())
        found.append(Heading(words, _free(slugify(words), taken)))
        return f'<h2 id="{found[-1].anchor}">{match[1]}</h2>'

    text.expanded = HEADING.sub(anchor, str(text.__html__()))
    return found


def _free(wanted: str, taken: set[str]) -> str:
    """The heading's own words, so that a link to it outlives the reordering of the page. A number
    where two headings say the same; never an id that the frame of a page has."""
    base = f"on-{wanted or 'this'}"
    name, number = base, 2
    while name in taken:
        name, number = f"{base}-{number}", number + 1
    taken.add(name)
    return name
