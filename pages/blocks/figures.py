"""What an article shows beside its text: a picture, a table, a card that leads elsewhere."""

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from wagtail.blocks import (
    BooleanBlock,
    CharBlock,
    ChoiceBlock,
    StructBlock,
    StructValue,
    TextBlock,
    URLBlock,
)
from wagtail.contrib.typed_table_block.blocks import TypedTable, TypedTableBlock
from wagtail.images import get_image_model

from pages.blocks.pictures import PictureBlock
from pages.blocks.schemas import whole_object

FIGURES = "Beside the text"
NO_CAPTION = "Say in a few words what the table shows. It stands above the table."


class ImageBlock(StructBlock):
    image = PictureBlock()
    caption = CharBlock(required=False, max_length=250, help_text="Stands below the picture.")

    class Meta:
        icon = "image"
        label = "Image"
        label_format = "Image: {caption}"
        group = FIGURES
        description = "A picture with what it says to whoever cannot see it, or marked decorative."
        template = "blocks/image.html"
        preview_template = "blocks/preview.html"
        preview_value = staticmethod(
            lambda: {"image": sample_picture(), "caption": "A week, logged hour by hour."}
        )


def sample_picture() -> Any:
    """A picture for previews; it is in no database, and has no file."""
    picture = get_image_model()(title="A week", width=1200, height=675)
    picture.contextual_alt_text = "Forty hours as a grid; eight of them are marked."
    picture.decorative = False
    return picture


class CellsBlock(TypedTableBlock):
    """Columns of words or of numbers; numbers are set to the right."""

    text = TextBlock(required=False, rows=2, label="Words")
    number = CharBlock(required=False, max_length=40, label="Numbers")

    def clean(self, value: TypedTable) -> TypedTable:
        if not self.is_deferred_validation and not value.caption.strip():
            raise ValidationError(NO_CAPTION)
        return super().clean(value)

    def api_schema(self) -> dict[str, Any]:
        heading = {
            "type": {"enum": list(self.child_blocks)},
            "heading": {"type": "string"},
        }
        cells = {"values": {"type": "array", "items": {"type": ["string", "null"]}}}
        return whole_object(
            columns={"type": "array", "items": whole_object(**heading)},
            rows={"type": "array", "items": whole_object(**cells)},
            caption={"type": "string"},
        )


class TableBlock(StructBlock):
    table = CellsBlock()
    names_rows = BooleanBlock(required=False, default=True, label="The first column names the rows")
    source = CharBlock(required=False, max_length=250, help_text="Where the figures come from.")

    class Meta:
        icon = "table"
        label = "Table"
        label_format = "Table: {source}"
        group = FIGURES
        description = "Figures or short texts in rows and columns, with a caption."
        template = "blocks/table.html"
        preview_template = "blocks/preview.html"
        preview_value = {
            "table": {
                "columns": [
                    {"type": "text", "heading": "Hours spent on"},
                    {"type": "number", "heading": "In the log"},
                ],
                "rows": [{"values": ["Management", "31"]}, {"values": ["Leadership", "8"]}],
                "caption": "One director’s week",
            },
            "names_rows": True,
            "source": "",
        }


class EmbedValue(StructValue):
    @property
    def host(self) -> str:
        """The site it leads to, as a reader would say it."""
        return (urlsplit(self["url"] or "").hostname or "").removeprefix("www.")


class EmbedBlock(StructBlock):
    """A card, not a player: another site's frame would tell that site who reads here, and our
    content security policy lets none in. Nothing is asked of that site until the reader goes there.
    """

    url = URLBlock(label="Address")
    title = CharBlock(max_length=160, help_text="What it is called there.")
    kind = ChoiceBlock(
        choices=[
            ("video", "Video"),
            ("audio", "Audio"),
            ("document", "Document"),
            ("page", "Page"),
        ],
        default="video",
    )
    note = CharBlock(
        required=False, max_length=200, help_text="What to expect: “Twelve minutes, with slides”."
    )

    class Meta:
        icon = "media"
        label = "Recording or document elsewhere"
        label_format = "Elsewhere: {title}"
        group = FIGURES
        description = "A card that leads to a video, a recording or a document on another site."
        template = "blocks/embed.html"
        preview_template = "blocks/preview.html"
        value_class = EmbedValue
        preview_value = {
            "url": "https://example.com/talk",
            "title": "Who owns the call?",
            "kind": "video",
            "note": "Twelve minutes.",
        }
