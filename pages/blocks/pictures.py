"""A picture in a text: the image, and what it says there to whoever cannot see it."""

import copy
from typing import Any

from django.db.models import Model
from wagtail.images.blocks import ImageBlock, ImageChooserBlock

from pages.blocks.choosers import AtHandBlock
from pages.blocks.schemas import or_null, whole_object


class PictureChooserBlock(AtHandBlock, ImageChooserBlock):
    def bulk_to_python(self, values: list[int | None]) -> list[Model | None]:
        """A copy for each place: what the picture says there is kept on it."""
        return [copy.copy(each) for each in super().bulk_to_python(values)]


class PictureBlock(ImageBlock):
    """Wagtail's image with its own alternative text, told to the API whole."""

    def __init__(self, required: bool = True, **kwargs: Any) -> None:
        super().__init__(required=required, **kwargs)
        chooser = PictureChooserBlock(required=required)
        chooser.set_name("image")
        self.child_blocks["image"] = chooser

    def get_api_representation(self, value: Any, context: dict[str, Any] | None = None) -> Any:
        """Decorative pictures have an empty `alt`."""
        return value and {
            "id": value.pk,
            "alt": value.contextual_alt_text or "",
            "width": value.width,
            "height": value.height,
        }

    def api_schema(self) -> dict[str, Any]:
        whole = {"type": "integer", "minimum": 1}
        return or_null(whole_object(id=whole, alt={"type": "string"}, width=whole, height=whole))

    class Meta:
        label_format = "{alt_text}"
