"""System checks: every block that editors can pick says what it is and shows what it does."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, register
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from wagtail.blocks import Block, ChooserBlock, ListBlock, RichTextBlock, StreamBlock, StructBlock
from wagtail.contrib.typed_table_block.blocks import BaseTypedTableBlock
from wagtail.fields import StreamField

from pages.blocks.prose import ProseBlock
from pages.blocks.schemas import NoSchema, schema_of

HINT = (
    "Every block has an icon, label, group, description, preview, template, API representation "
    "and a JSON Schema of it."
)
DEEPEST = 2  # levels of parts within parts; a third is more than an editor can find their way in


@register()
def blocks_are_complete(**_: Any) -> list[CheckMessage]:
    """Errors for each block that lacks something (pages.E001) or is nested deep (pages.E002)."""
    return list(errors_of(field.stream_block for field in stream_fields()))


def stream_fields() -> Iterator[StreamField]:
    for model in apps.get_app_config("pages").get_models():
        for field in model._meta.get_fields():
            if isinstance(field, StreamField):
                yield field


def errors_of(streams: Iterable[StreamBlock]) -> Iterator[CheckMessage]:
    """What is wrong with the blocks of these streams, each named once however often it is used."""
    blocks = {
        (name, type(block)): block
        for stream in streams
        for name, block in stream.child_blocks.items()
    }
    for (name, block_type), block in blocks.items():
        if lacking := sorted(lacks(block)):
            yield Error(
                f"The block “{name}” ({block_type.__name__}) lacks: {', '.join(lacking)}.",
                hint=HINT,
                id="pages.E001",
            )
        if depth(block) > DEEPEST:
            yield Error(
                f"The block “{name}” ({block_type.__name__}) is nested {depth(block)} levels deep.",
                hint=f"At most {DEEPEST} levels: make a part of its own of what is inside.",
                id="pages.E002",
            )


def depth(block: Block) -> int:
    """Levels of parts: 1 for a block of plain fields. A list adds none, its items do."""
    parts = list(getattr(block, "child_blocks", {}).values())
    if isinstance(block, ListBlock):
        parts = [block.child_block]
    deeper = max(map(depth, parts), default=0)
    return deeper + isinstance(block, StructBlock | StreamBlock | BaseTypedTableBlock)


def lacks(block: Block) -> Iterator[str]:
    """What is missing in a block that stands in the picker."""
    meta = block.meta
    if not exists(f"wagtailadmin/icons/{meta.icon}.svg") or meta.icon == "placeholder":
        yield "icon"
    if not meta.label:
        yield "label"
    if not meta.group:
        yield "group"
    if not block.get_description():
        yield "description"
    if not exists(getattr(meta, "template", None)):
        yield "template"
    if not exists(getattr(meta, "preview_template", None)):
        yield "preview template"
    if not hasattr(meta, "preview_value"):
        yield "preview value"
    yield from {fault for part in within(block) for fault in lacks_in_detail(part)}
    try:
        schema_of(block)
    except NoSchema:
        yield "JSON Schema"


def lacks_in_detail(block: Block) -> Iterator[str]:
    """What is missing in a block wherever it stands."""
    if isinstance(block, StructBlock) and not block.meta.label_format:
        yield "label format"
    if isinstance(block, RichTextBlock) and not isinstance(block, ProseBlock):
        yield "API representation"
    if isinstance(block, ChooserBlock) and (
        type(block).get_api_representation is Block.get_api_representation
    ):
        yield "API representation"


def within(block: Block) -> Iterator[Block]:
    """The block and all it is made of, as far as it does not speak for its parts itself."""
    yield block
    if hasattr(block, "api_schema"):
        return
    if isinstance(block, ListBlock):
        yield from within(block.child_block)
    for child in getattr(block, "child_blocks", {}).values():
        yield from within(child)


def exists(template: str | None) -> bool:
    try:
        return bool(template and get_template(template))
    except TemplateDoesNotExist:
        return False
