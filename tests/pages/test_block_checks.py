from typing import Any

import pytest
from wagtail.blocks import (
    CharBlock,
    DateBlock,
    ListBlock,
    PageChooserBlock,
    RichTextBlock,
    StreamBlock,
    StructBlock,
)

from pages.blocks.body import BodyBlock, ReusableBodyBlock
from pages.blocks.parts import QuotesBlock
from pages.checks import blocks_are_complete, errors_of

WHOLE = {
    "icon": "form",
    "label": "Whole",
    "group": "The argument",
    "description": "Says what it is.",
    "template": "blocks/text.html",
    "preview_template": "blocks/preview.html",
    "preview_value": {"line": "A line"},
    "label_format": "{line}",
}


def faults_of(block: Any) -> list[str]:
    return [error.msg for error in errors_of([StreamBlock([("tried", block)])])]


def test_our_own_blocks_lack_nothing():
    assert blocks_are_complete() == []


def test_a_whole_block_lacks_nothing():
    assert faults_of(StructBlock([("line", CharBlock())], **WHOLE)) == []


@pytest.mark.parametrize(
    ("left_out", "named"),
    [
        ("icon", "icon"),
        ("label", "label"),
        ("group", "group"),
        ("description", "description"),
        ("template", "template"),
        ("preview_template", "preview template"),
        ("preview_value", "preview value"),
        ("label_format", "label format"),
    ],
)
def test_a_block_that_lacks_something_is_named(left_out: str, named: str):
    options = {name: value for name, value in WHOLE.items() if name != left_out}
    assert faults_of(StructBlock([("line", CharBlock())], **options)) == [
        f"The block “tried” (StructBlock) lacks: {named}."
    ]


def test_an_icon_that_does_not_exist_is_no_icon():
    block = StructBlock([("line", CharBlock())], **(WHOLE | {"icon": "unheard-of"}))
    assert faults_of(block) == ["The block “tried” (StructBlock) lacks: icon."]


@pytest.mark.parametrize(
    ("part", "named"),
    [
        (PageChooserBlock(), "API representation, JSON Schema"),
        (RichTextBlock(), "API representation"),
        (DateBlock(), "JSON Schema"),
    ],
)
def test_a_part_of_which_the_api_does_not_say_what_it_gives_is_found(part: Any, named: str):
    assert faults_of(StructBlock([("part", part)], **WHOLE)) == [
        f"The block “tried” (StructBlock) lacks: {named}."
    ]


def test_a_block_of_ours_without_its_preview_fails_the_build(monkeypatch: pytest.MonkeyPatch):
    written = QuotesBlock._meta_class.__bases__[0]  # the Meta as it stands in the source
    monkeypatch.delattr(written, "preview_value")
    (error,) = blocks_are_complete()
    assert error.msg == "The block “quotes” (QuotesBlock) lacks: preview value."
    assert error.is_serious()


def nested(levels: int) -> StructBlock:
    part: Any = StructBlock([("line", CharBlock())], **WHOLE)
    for _ in range(levels - 1):
        part = StructBlock([("parts", ListBlock(part))], **WHOLE)
    return part


def test_two_levels_of_parts_are_accepted():
    assert faults_of(nested(2)) == []


def test_three_levels_of_parts_are_too_many():
    assert faults_of(nested(3)) == ["The block “tried” (StructBlock) is nested 3 levels deep."]


def test_no_reusable_block_can_hold_another_nor_the_notes_of_a_page():
    only_in_pages = set(BodyBlock().child_blocks) - set(ReusableBodyBlock().child_blocks)
    assert only_in_pages == {"reusable", "notes"}
