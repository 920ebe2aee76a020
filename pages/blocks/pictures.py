"""A picture in a text: the image, and what it says there to whoever cannot see it."""

import copy
from typing import Any

from django.db.models import Model
from wagtail.images.blocks import ImageBlock, ImageChooserBlock
from wagtail.images.models import Rendition

from pages.blocks.choosers import AtHandBlock, at_hand, request_of
from pages.blocks.schemas import or_null, whole_object
from pages.renditions.sets import PictureSet, hand_over, picture_set


class PictureChooserBlock(AtHandBlock, ImageChooserBlock):
    def bulk_to_python(self, values: list[int | None]) -> list[Model | None]:
        """A copy for each place: what the picture says there is kept on it."""
        images = [copy.copy(each) for each in super().bulk_to_python(values)]
        if (known := at_hand.get()) is not None:
            hand_over(images, known.get(Rendition, {}).values())
        return images


class PictureBlock(ImageBlock):
    """Wagtail's image with its own alternative text, told to the API whole."""

    def __init__(self, required: bool = True, **kwargs: Any) -> None:
        super().__init__(required=required, **kwargs)
        chooser = PictureChooserBlock(required=required)
        chooser.set_name("image")
        self.child_blocks["image"] = chooser

    def get_api_representation(self, value: Any, context: dict[str, Any] | None = None) -> Any:
        """Decorative pictures have an empty `alt`. `url` is for every client; `sources` are the
        same picture in each format, the smallest first, and empty while none is ready."""
        return value and _told(value, request_of(context))

    def api_schema(self) -> dict[str, Any]:
        whole, text = {"type": "integer", "minimum": 1}, {"type": "string"}
        size = {"url": text, "width": whole, "height": whole}
        files = {"type": "array", "items": whole_object(**size)}
        sources = {"type": "array", "items": whole_object(type=text, files=files)}
        return or_null(whole_object(id=whole, alt=text, **size, sizes=text, sources=sources))

    class Meta:
        label_format = "{alt_text}"


def _told(picture: Any, request: Any) -> dict[str, Any]:
    shown = picture_set(picture)
    return {
        "id": picture.pk,
        "alt": picture.contextual_alt_text or "",
        **_size(shown, request),
        "sizes": shown.sizes,
        "sources": [
            {"type": source.type, "files": [_size(each, request) for each in source.files]}
            for source in shown.sources
        ],
    }


def _size(file: PictureSet | Rendition, request: Any) -> dict[str, Any]:
    url = request.build_absolute_uri(file.url) if request else file.url
    return {"url": url, "width": file.width, "height": file.height}
