"""How each block is laid out as Markdown: one table, read by what writes and by what reads."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from wagtail.blocks import Block, ChooserBlock, ListBlock, RichTextBlock, StreamBlock, StructBlock

from pages.blocks.gathering import item_value


@dataclass(frozen=True, slots=True)
class Shape:
    """The fields of a block by the place they have on the page; no field has two."""

    heading: str = ""  # ## …
    lines: tuple[str, ...] = ()  # name: …
    prose: str = ""
    titled: str = ""  # a list of ### … with prose
    sides: tuple[str, ...] = ()  # the same, each in a field of its own
    numbered: str = ""  # 1. …
    quoted: str = ""  # > …
    reference: str = ""  # [label](scheme:key)
    references: str = ""  # a list of them
    last: str = ""  # prose, in a fence of its own


SHAPES: Mapping[str, Shape] = MappingProxyType(
    {
        "quotes": Shape(lines=("lead_in",), quoted="quotes"),
        "contrast": Shape(heading="heading", sides=("left", "right")),
        "patterns": Shape(heading="heading", prose="introduction", titled="items"),
        "concept": Shape(heading="name", prose="definition", titled="points"),
        "framework": Shape(heading="name", lines=("source",), prose="introduction", titled="parts"),
        "exercise": Shape(
            heading="title",
            lines=("duration",),
            prose="introduction",
            numbered="steps",
            last="yields",
        ),
        "fork": Shape(heading="heading", prose="introduction", titled="ways"),
        "next_steps": Shape(heading="heading", numbered="items"),
        "notes": Shape(heading="heading", numbered="notes"),
        "related_read": Shape(lines=("lead_in",), reference="page"),
        "assessment": Shape(lines=("lead_in", "label"), reference="assessment"),
        "next_step_row": Shape(heading="heading", references="calls"),
        "embed": Shape(lines=("url", "title", "kind", "note")),
    }
)
BARE = ("call_to_action", "reusable")  # a reference is all they are
ALONE = ("image", "table")  # laid out by functions of their own


def bare(block: Block, raw: Any, *, prose: Callable[[str], str]) -> Any:
    """A stored value without the ids of list items, its rich text as `prose` makes it."""
    match block:
        case RichTextBlock():
            return prose(raw or "")
        case StructBlock() if isinstance(raw, dict) and not isinstance(block, ChooserBlock):
            return {
                name: bare(child, raw.get(name), prose=prose)
                for name, child in block.child_blocks.items()
            }
        case ListBlock():
            return [bare(block.child_block, item_value(item), prose=prose) for item in raw or []]
        case StreamBlock():
            return [
                {"type": each["type"], "id": each.get("id")}
                | {"value": bare(block.child_blocks[each["type"]], each["value"], prose=prose)}
                for each in raw
            ]
    return "" if raw is None and not isinstance(block, ChooserBlock) else raw
