"""JSON Schemas of what the API says of each block, made from the blocks themselves.

A block whose representation is its own says so in a method `api_schema`.
"""

from typing import Any

from wagtail.blocks import (
    Block,
    BooleanBlock,
    CharBlock,
    ChoiceBlock,
    ListBlock,
    RichTextBlock,
    StreamBlock,
    StructBlock,
    TextBlock,
    URLBlock,
)

DIALECT = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]


class NoSchema(TypeError):
    """This block does not say what shape the API gives it."""


def whole_object(**properties: Any) -> Schema:
    """An object that has these properties, all of them and no others."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def or_null(schema: Schema) -> Schema:
    """Null stands where what was chosen is not there any more."""
    return {"anyOf": [schema, {"type": "null"}]}


def schema_of(block: Block) -> Schema:
    """The shape of the block's API representation. Raises NoSchema."""
    if hasattr(block, "api_schema"):
        return block.api_schema()
    match block:
        case StructBlock():
            parts = {name: schema_of(child) for name, child in block.child_blocks.items()}
            return whole_object(**parts)
        case ListBlock():
            return {"type": "array", "items": schema_of(block.child_block)}
        case RichTextBlock():
            return {"type": "string", "contentMediaType": "text/html"}
        case ChoiceBlock():
            return {"enum": [value for value, _ in block.field.choices]}
        case URLBlock():
            return {"type": "string", "format": "uri"}
        case CharBlock() | TextBlock() if block.required:
            return {"type": "string"}
        case CharBlock() | TextBlock():
            return {"type": ["string", "null"]}  # null where a writer left it out
        case BooleanBlock():
            return {"type": "boolean"}
    raise NoSchema(f"{type(block).__name__} has no JSON Schema: give it a method `api_schema`.")


def part_schema(name: str, block: Block) -> Schema:
    """A block as a part of a body: its type, its value, its id."""
    part = whole_object(
        type={"const": name}, value=schema_of(block), id={"type": ["string", "null"]}
    )
    return {"title": str(block.label), "description": str(block.get_description())} | part


def document_of(body: StreamBlock, *, address: str, shared: Schema) -> Schema:
    """The schema of a body: an array of parts, one definition for each block by its name.

    `shared` are definitions that blocks refer to; `part` is any block.
    """
    blocks = {name: part_schema(name, block) for name, block in body.child_blocks.items()}
    part = {"oneOf": [{"$ref": f"#/$defs/{name}"} for name in blocks]}
    return {
        "$schema": DIALECT,
        "$id": address,
        "title": "The body of a page",
        "description": "The parts of a page, in their order. Rich text is HTML unless the request "
        "asks for another format; [1] in it stands for the first note of the page.",
        "type": "array",
        "items": {"$ref": "#/$defs/part"},
        "$defs": blocks | {"part": part} | shared,
    }
