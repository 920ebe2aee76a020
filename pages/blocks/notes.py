"""Notes at the end of a text, and their marks in it: a writer types [1], a reader gets a link."""

import re
from collections.abc import Iterable

from django.utils.html import format_html
from wagtail.blocks import CharBlock, ListBlock, StreamValue, StructBlock, StructValue

from pages.blocks.prose import Prose, ProseBlock

TAG_OR_MARK = re.compile(r"(<[^>]*>)|\[(\d{1,3})\]")


class NotesValue(StructValue):
    cited: frozenset[int] = frozenset()  # the notes that a mark in the text leads to

    @property
    def numbered(self) -> list[tuple[int, Prose, bool]]:
        """Each note with its number, and whether there is a mark to go back to."""
        notes = enumerate(self["notes"], start=1)
        return [(number, note, number in self.cited) for number, note in notes]


class NotesBlock(StructBlock):
    heading = CharBlock(max_length=120, default="Notes")
    notes = ListBlock(
        ProseBlock(label="Note"),
        min_num=1,
        help_text="In their order. Write [1] in the text where the first belongs.",
    )

    class Meta:
        icon = "superscript"
        label = "Notes"
        label_format = "Notes: {heading}"
        group = "Beside the text"
        description = "Numbered notes and sources. [1] in a text leads to the first, and back."
        template = "blocks/notes.html"
        preview_template = "blocks/preview.html"
        value_class = NotesValue
        preview_value = {
            "heading": "Notes",
            "notes": ["<p>Counted over one week, by eleven directors.</p>"],
        }


def tie_notes(body: StreamValue, texts: Iterable[Prose]) -> None:
    """Makes each mark in these texts that has a note a link to it. Other brackets stay as typed."""
    notes = next((part.value for part in body if part.block_type == "notes"), None)
    if notes is None:
        return
    cited: set[int] = set()
    for text in texts:
        if text.expanded is not None:
            text.expanded = linked(text.expanded, notes=len(notes["notes"]), cited=cited)
    notes.cited = frozenset(cited)


def linked(html: str, *, notes: int, cited: set[int]) -> str:
    """The HTML with its marks of 1 to `notes` as links; what is marked is added to `cited`.

    The first mark of a note has an id, so that its note can lead back. A mark inside a link stays
    text: a link cannot hold another.
    """
    inside_a_link = False

    def replace(found: re.Match[str]) -> str:
        nonlocal inside_a_link
        tag, number = found[1], int(found[2] or 0)
        if tag:
            inside_a_link = tag.startswith("<a ") or (inside_a_link and tag != "</a>")
            return found[0]
        if inside_a_link or not 1 <= number <= notes:
            return found[0]
        is_first = number not in cited
        cited.add(number)
        return mark(number, is_first=is_first)

    return TAG_OR_MARK.sub(replace, html)


def mark(number: int, *, is_first: bool) -> str:
    name = format_html(' id="mark-{}"', number) if is_first else ""
    return format_html(
        '<sup><a{} class="note-mark" href="#note-{}" aria-label="Note {}">{}</a></sup>',
        name,
        number,
        number,
        number,
    )
