"""What other programs may write for a body: the list of its blocks, or Markdown."""

from typing import Annotated, Any

from django.db.models import Field
from pydantic import AfterValidator
from wagtail.api.v3.schemas.generators import create_generator, patch_generator
from wagtail.api.v3.schemas.generators.write import InputSchemaGenerator, RichTextInputSchema

from assessment.fields import LeanStreamField

RUNNING_TEXT = "text"  # the block that Markdown becomes


def accept_markdown() -> None:
    """Teaches Wagtail's v3 API; before it builds its schemas, which it does at its first import."""
    for generator in (create_generator, patch_generator):
        generator.register_field_schema(LeanStreamField, body_schema)


def body_schema(_: InputSchemaGenerator, field: Field) -> tuple[Any, Any]:
    """(annotation, default): as for any StreamField, and Markdown where there is running text."""
    if RUNNING_TEXT not in field.stream_block.child_blocks:
        return list[Any], []
    return Annotated[list[Any] | RichTextInputSchema, AfterValidator(as_blocks)], []


def as_blocks(body: list[Any] | RichTextInputSchema) -> list[Any]:
    """One block of running text; what it may not hold is left out, and the answer warns of it."""
    if isinstance(body, list):
        return body
    return [{"type": RUNNING_TEXT, "value": body.model_dump(include={"format", "content"})}]
