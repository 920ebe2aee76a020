"""A StreamField whose blocks stay out of migrations."""

from typing import Any

from wagtail.fields import StreamField


class LeanStreamField(StreamField):
    """To a migration this is a plain StreamField without blocks, so changing blocks makes none.

    A migration that reads the content must read it as JSON: the field of a historical model knows
    no blocks and would drop what it does not know.
    """

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, _, _, kwargs = super().deconstruct()
        return name, "wagtail.fields.StreamField", [[]], kwargs | {"block_lookup": {}}
