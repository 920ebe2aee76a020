from typing import Any

import pytest
from wagtail.blocks import CharBlock, PageChooserBlock, RichTextBlock, StreamBlock, StructBlock

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


@pytest.mark.parametrize("part", [PageChooserBlock(), RichTextBlock()])
def test_a_part_that_tells_the_api_only_a_number_or_raw_text_is_found(part: Any):
    assert faults_of(StructBlock([("part", part)], **WHOLE)) == [
        "The block “tried” (StructBlock) lacks: API representation."
    ]


def test_a_block_of_ours_without_its_preview_fails_the_build(monkeypatch: pytest.MonkeyPatch):
    written = QuotesBlock._meta_class.__bases__[0]  # the Meta as it stands in the source
    monkeypatch.delattr(written, "preview_value")
    (error,) = blocks_are_complete()
    assert error.msg == "The block “quotes” (QuotesBlock) lacks: preview value."
    assert error.is_serious()


def test_no_block_is_nested_more_than_two_levels_deep():
    def depth(block: Any) -> int:
        children = list(getattr(block, "child_blocks", {}).values())
        children += [block.child_block] if hasattr(block, "child_block") else []
        deeper = max((depth(child) for child in children), default=0)
        return deeper + isinstance(block, StructBlock)

    assert max(depth(block) for block in BodyBlock().child_blocks.values()) == 2


def test_no_reusable_block_can_hold_another():
    assert set(BodyBlock().child_blocks) - set(ReusableBodyBlock().child_blocks) == {"reusable"}
