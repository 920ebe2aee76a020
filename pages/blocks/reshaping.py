"""How stored bodies follow a change of a block: pages, reusable blocks, and all their revisions.

Blocks stay out of our migrations (see assessment.fields), so what a migration changes is the stored
JSON. `pages/migrations/0004_name_who_is_quoted.py` is the example to follow.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.utils.deconstruct import deconstructible
from wagtail.blocks.migrations.migrate_operation import MigrateStreamData
from wagtail.blocks.migrations.operations import BaseBlockOperation

BODIES = ("ArticlePage", "AssessmentPage", "HomePage", "OfferPage", "ReusableBlock")


@deconstructible
class Reshape(BaseBlockOperation):
    """Gives the stored value of every block of this name the shape that `change` returns.

    `change` meets values of today's shape too, in a body that was edited since, and must return
    them as they are.
    """

    def __init__(self, name: str, change: Callable[[Any], Any]) -> None:
        super().__init__()
        self.name, self.change = name, change

    def apply(self, block_value: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [
            part | {"value": self.change(part["value"])} if part["type"] == self.name else part
            for part in block_value
        ]

    @property
    def operation_name_fragment(self) -> str:
        return f"reshape_{self.name}"


def reshape_bodies(name: str, change: Callable[[Any], Any]) -> Iterator[MigrateStreamData]:
    """The operations of a migration that changes this block wherever it is stored."""
    for model in BODIES:
        yield MigrateStreamData(
            app_name="pages",
            model_name=model,
            field_name="body",
            operations_and_block_paths=[(Reshape(name, change), "")],
        )
