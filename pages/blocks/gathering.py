"""Looks up at once what a whole page refers to: one query a kind of thing, not one a block."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from django.db.models import Model, QuerySet
from wagtail.blocks import Block, ListBlock, RichTextBlock, StreamBlock, StreamValue, StructBlock
from wagtail.blocks.list_block import ListValue
from wagtail.images.models import Image, Rendition
from wagtail.models import Page

from pages.blocks.assessments import ASSESSMENT, presented
from pages.blocks.choosers import AtHandBlock, ReusableChooserBlock, at_hand
from pages.blocks.notes import tie_notes
from pages.blocks.prose import Prose, expand_together
from pages.renditions.sets import renditions_of
from pages.rows import fetch, keyed

Wanted = dict[type[Model], set[int]]
Found = dict[type[Model], dict[int, Any]]
EMPTY: Mapping[type[Model], Mapping[int, Model]] = MappingProxyType({})
# A link as the editor stores it: <a linktype="page" id="5">, the two in either order.
PAGE_LINK = re.compile(r'<a\b(?=[^>]*\blinktype="page")[^>]*\bid="(\d+)"')


def gather(body: StreamValue) -> Found:
    """Makes the body ready to render: choosers filled, links resolved, in reusable blocks too.

    One query for all it points at, and one more for what its reusable blocks point at besides.
    Returns what it found, by model and key.
    """
    return gather_beside(body)[0]


def gather_beside(body: StreamValue, *beside: QuerySet) -> tuple[Found, list[list[Any]]]:
    """The same, and the rows of these querysets, unordered, in no query more."""
    found, others = look_up(collect([body]), beside=beside)
    inner = [block.body for block in found.get(ReusableChooserBlock().model_class, {}).values()]
    for model, rows in look_up(collect(inner), known=found)[0].items():
        found[model] = found.get(model, {}) | rows
    token = at_hand.set(found)
    try:
        expand_together([text for stream in (body, *inner) for text in texts_in(stream)])
        tie_notes(body, list(texts_in(body)))
    finally:
        at_hand.reset(token)
    return found, others


def look_up(
    wanted: Wanted,
    *,
    known: Mapping[type[Model], Mapping[int, Model]] = EMPTY,
    beside: Sequence[QuerySet] = (),
) -> tuple[Found, list[list[Any]]]:
    """The rows with these keys that are not known yet, of every kind, and those of `beside`, in one
    query; bodies of pages stay where they are."""
    missing = {model: keys - known.get(model, {}).keys() for model, keys in wanted.items()}
    missing = {model: keys for model, keys in missing.items() if keys}
    querysets = [light(model.objects.filter(pk__in=keys)) for model, keys in missing.items()]
    models = list(missing)
    if Image in missing:
        models.append(Rendition)
        querysets.append(renditions_of(missing[Image]))
    rows = fetch(*querysets, *beside)
    found = {model: keyed(some) for model, some in zip(models, rows, strict=False)}
    return {model: found.get(model, {}) for model in {*wanted, *models}}, rows[len(models) :]


def light(rows: QuerySet) -> QuerySet:
    """What drawing these rows needs, and no more."""
    if issubclass(rows.model, Page):
        return rows.defer_streamfields()
    return presented(rows) if rows.model._meta.label == ASSESSMENT else rows


def collect(streams: Iterable[StreamValue]) -> Wanted:
    """The keys that these streams point at, read from the stored values."""
    wanted: Wanted = defaultdict(set)
    for stream in streams:
        for model, key in references(stream.stream_block, list(stream.raw_data)):
            wanted[model].add(key)
    return wanted


def references(block: Block, raw: Any) -> Iterator[tuple[type[Model], int]]:
    """Every (model, key) in the stored value of a block, however deep."""
    match block:
        case AtHandBlock() if raw is not None:
            yield block.model_class, raw
        case RichTextBlock() if raw:
            for key in PAGE_LINK.findall(raw):
                yield Page, int(key)
        case StreamBlock():
            for item in raw:
                if child := block.child_blocks.get(item["type"]):
                    yield from references(child, item["value"])
        case StructBlock() if isinstance(raw, dict):
            for name, child in block.child_blocks.items():
                if name in raw:
                    yield from references(child, raw[name])
        case ListBlock():
            for item in raw:
                yield from references(block.child_block, item_value(item))


def item_value(item: Any) -> Any:
    """A list's item as it is stored today, with its id; or bare, as it once was."""
    return item["value"] if isinstance(item, dict) and item.get("type") == "item" else item


def texts_in(value: Any) -> Iterator[Prose]:
    """Every rich text in a body. Walking there converts the stored values, choosers included."""
    match value:
        case Prose():
            yield value
        case StreamValue():
            for child in value:
                yield from texts_in(child.value)
        case ListValue():
            for child in value:
                yield from texts_in(child)
        case dict():
            for child in value.values():
                yield from texts_in(child)
