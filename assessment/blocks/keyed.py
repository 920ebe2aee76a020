"""What many blocks share: a key, and a line of points."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import Truncator, slugify
from wagtail.blocks import CharBlock, StructBlock, StructValue

from assessment.domain.parts import LONGEST_KEY
from assessment.notation import NotationInvalid


class NotationBlock(CharBlock):
    """Points in one line. Half a line is fine in a draft: the editor saves while one types."""

    def __init__(
        self, parse: Callable[[str], object], *, label: str = "Points", **kwargs: Any
    ) -> None:
        super().__init__(required=False, label=label, **kwargs)
        self.parse = parse

    def clean(self, value: str) -> str:
        cleaned = super().clean(value)
        if not self.is_deferred_validation:
            try:
                self.parse(cleaned)
            except NotationInvalid as invalid:
                raise ValidationError(str(invalid)) from None
        return cleaned


class KeyedBlock(StructBlock):
    """A part with a key: the name by which rules and stored answers know it."""

    key = CharBlock(
        required=False,
        max_length=LONGEST_KEY,
        help_text="The name that routing rules and stored answers use. Left empty, it is made from "
        "the wording. Once published, leave it as it is, whatever the wording becomes.",
    )
    key_from = "label"

    def clean(self, value: StructValue) -> StructValue:
        key = value.get("key") or key_of(value.get(self.key_from) or "")
        return super().clean(self.normalize(dict(value) | {"key": key}))


def key_of(wording: str) -> str:
    """A short key made of the first few words."""
    words = Truncator(wording.replace("_", " ")).words(6, truncate="")
    return slugify(words)[:LONGEST_KEY].rstrip("-")
