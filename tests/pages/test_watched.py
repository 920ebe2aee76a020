"""Nothing that a page can show changes unnoticed: every model it points at is watched."""

from collections.abc import Iterator

from django.db.models import Model
from wagtail.blocks import Block, ChooserBlock
from wagtail.models import Page

from pages.checks import stream_fields, within
from pages.models import BasePage
from pages.routing import page_kinds
from pages.watching import watched


def pointed_at() -> Iterator[type[Model]]:
    """By a chooser in any body, or by a foreign key a page is shown with."""
    blocks: list[Block] = [part for field in stream_fields() for part in within(field.stream_block)]
    yield from (block.model_class for block in blocks if isinstance(block, ChooserBlock))
    for model in page_kinds().values():
        yield from (
            model._meta.get_field(name.split("__")[0]).related_model for name in model.shown_with
        )


def test_every_model_a_page_can_point_at_is_watched():
    models = set(pointed_at())
    assert len(models) >= 3
    assert models <= set(watched())


def test_every_kind_of_page_is_watched():
    assert {Page, *page_kinds().values()} <= set(watched())
    assert all(issubclass(kind, BasePage) for kind in page_kinds().values())
