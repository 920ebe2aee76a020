"""A picture as a page shows it: every size and format that is ready, and one for all browsers."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from wagtail.images.models import Rendition

from pages.renditions.presets import EVERY_SPEC, FIGURE, FORMATS, Preset


@dataclass(frozen=True, slots=True)
class Source:
    """One format, its sizes from the smallest."""

    type: str
    files: tuple[Rendition, ...]

    @property
    def srcset(self) -> str:
        return ", ".join(f"{each.url} {each.width}w" for each in self.files)


@dataclass(frozen=True, slots=True)
class PictureSet:
    """`sources` are empty where none is ready; then `url` is the picture as it was uploaded."""

    url: str
    width: int
    height: int
    sizes: str
    sources: tuple[Source, ...] = ()


def renditions_of(images: Iterable[int]) -> "QuerySet[Rendition]":
    return Rendition.objects.filter(image_id__in=images, filter_spec__in=EVERY_SPEC)


def hand_over(images: Iterable[Any], renditions: Iterable[Rendition]) -> None:
    """Tells each image its renditions, so that it need not ask."""
    of_image: dict[int, list[Rendition]] = defaultdict(list)
    for rendition in renditions:
        of_image[rendition.image_id].append(rendition)
    for image in images:
        if image is not None:
            image.renditions_at_hand = of_image[image.pk]


def picture_set(image: Any, preset: Preset = FIGURE) -> PictureSet:
    """Makes nothing: what is not ready yet is not shown."""
    ready = getattr(image, "renditions_at_hand", None)
    if ready is None:
        ready = list(renditions_of([image.pk]))
    if preset.mark not in {each.filter_spec for each in ready}:
        return PictureSet(image.file.url, image.width, image.height, preset.sizes)
    sources = tuple(_sources(ready))
    best = sources[-1].files[-1]
    return PictureSet(best.url, best.width, best.height, preset.sizes, sources)


def _sources(ready: Iterable[Rendition]) -> Iterable[Source]:
    in_order = sorted(ready, key=lambda each: each.width)
    for form in FORMATS:
        files = [each for each in in_order if each.filter_spec.endswith(f"format-{form}")]
        if files:
            yield Source(f"image/{form}", tuple(files))
