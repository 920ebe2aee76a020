"""Looks up at once what a whole page refers to: one query a kind of thing, not one a block."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Model
from wagtail.blocks import Block, ListBlock, StreamBlock, StreamValue, StructBlock
from wagtail.blocks.list_block import ListValue

from pages.blocks.choosers import AtHandBlock, ReusableChooserBlock, at_hand
from pages.blocks.prose import Prose, expand_together

Wanted = dict[type[Model], set[int]]


def gather(body: StreamValue) -> None:
    """Makes the body ready to render: choosers filled, links resolved, in reusable blocks too."""
    wanted = collect([body])
    reusable_model = ReusableChooserBlock().model_class
    reusables = reusable_model.objects.in_bulk(wanted.pop(reusable_model, ()))
    inner = [reusable.body for reusable in reusables.values()]
    for model, keys in collect(inner).items():
        wanted[model] |= keys
    found = {model: model.objects.in_bulk(keys) for model, keys in wanted.items()}
    token = at_hand.set(found | {reusable_model: reusables})
    try:
        expand_together([text for stream in (body, *inner) for text in texts_in(stream)])
    finally:
        at_hand.reset(token)


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
        case StreamBlock():
            for item in raw:
                if child := block.child_blocks.get(item["type"]):
                    yield from references(child, item["value"])
        case StructBlock():
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
