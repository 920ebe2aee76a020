"""Makes the sizes and formats of every picture, in the background, from what is not there yet.

Nobody has to say that a picture was uploaded or its file replaced: what is missing says so.
"""

import logging
import time
from pathlib import Path
from tempfile import SpooledTemporaryFile

from django.core.files import File
from django.db.models import Exists, OuterRef, Q, QuerySet
from wagtail.images.models import IMAGE_FORMAT_EXTENSIONS, Filter, Image, Rendition

from pages.models import RefusedPicture
from pages.renditions.presets import FIGURE, UNSIZED

logger = logging.getLogger(__name__)

IN_MEMORY = 2_500_000  # bytes; a larger one goes through a file
STEM = 30  # characters of the original's name


def make_renditions(*, seconds: float = 30.0) -> int:
    """Until every picture has its set, or the time is spent; how many pictures were finished."""
    ends, finished = time.monotonic() + seconds, 0
    while time.monotonic() < ends and (image := unfinished().first()):
        try:
            finish(image)
        except Exception as error:  # whatever a file makes a decoder say, the others must go on
            refuse(image, error)
        else:
            finished += 1
    return finished


def unfinished() -> "QuerySet[Image]":
    """Newest first: the one an editor is waiting for."""
    mark = Rendition.objects.filter(image=OuterRef("pk"), filter_spec=FIGURE.mark)
    refused = RefusedPicture.objects.filter(
        image=OuterRef("pk"), file_hash=OuterRef("file_hash"), file_name=OuterRef("file")
    )
    unsized = Q()
    for ending in UNSIZED:
        unsized |= Q(file__iendswith=ending)
    images = Image.objects.exclude(unsized).exclude(Exists(mark)).exclude(Exists(refused))
    return images.order_by("-pk")


def finish(image: Image) -> None:
    """Twice is once: what is there is not made again, and the table holds each but one time."""
    ready = set(image.renditions.values_list("filter_spec", flat=True))
    for spec in FIGURE.specs(image.width):
        if spec not in ready:
            _make(image, spec)


def _make(image: Image, spec: str) -> None:
    """As Wagtail does, but the file in memory is closed, also when it cannot be made."""
    wanted = Filter(spec=spec)
    with SpooledTemporaryFile(max_size=IN_MEMORY) as output:
        made = wanted.run(image, output)
        name = f"{Path(image.file.name).stem[:STEM]}.{spec.replace('|', '.')}"
        file = File(made.f, name=name + IMAGE_FORMAT_EXTENSIONS[made.format_name])
        image.renditions.get_or_create(
            filter_spec=spec,
            focal_point_key=wanted.get_cache_key(image),
            defaults={"file": file},
        )


def refuse(image: Image, error: Exception) -> None:
    """It is shown as it was uploaded, and not tried again until it has another file."""
    logger.error("no sizes of picture %s: %s", image.pk, type(error).__name__)
    values = {
        "file_hash": image.file_hash,
        "file_name": image.file.name,
        "why": type(error).__name__[:80],
    }
    RefusedPicture.objects.update_or_create(image=image, defaults=values)
