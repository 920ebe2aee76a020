"""What is scored."""

from wagtail.blocks import (
    BlockGroup,
    CharBlock,
    IntegerBlock,
    ListBlock,
    StreamBlock,
    TextBlock,
)

from assessment.blocks.keyed import KeyedBlock, NotationBlock
from assessment.notation import parse_weights


class BandBlock(KeyedBlock):
    label = CharBlock(help_text="What readers see: “Heavy drag”.")
    at_least = IntegerBlock(
        min_value=0,
        max_value=100,
        label="From",
        help_text="The score at which this band begins. It ends where the next one begins.",
    )
    narrative = TextBlock(
        required=False,
        rows=4,
        help_text="What this score means for the reader, in a few sentences.",
    )
    next_step = TextBlock(
        required=False,
        rows=2,
        label="Next step",
        help_text="What a reader in this band does first, in a sentence or two.",
    )

    class Meta:
        icon = "tag"
        label_format = "{at_least} and up: {label}"
        form_layout = BlockGroup(
            children=["label", "at_least", "narrative", "next_step"], settings=["key"]
        )


class DimensionBlock(KeyedBlock):
    label = CharBlock(help_text="What readers see: “Personal drag”.")
    description = TextBlock(required=False, rows=2, help_text="What is measured, in one sentence.")
    composed_of = NotationBlock(
        parse_weights,
        label="Composed of",
        help_text="Leave this empty, and the points of the answers count. A composite is the "
        "weighted mean of other dimensions, by their keys: personal 2, organizational 1.",
    )
    bands = ListBlock(
        BandBlock(),
        collapsed=True,
        help_text="Ranges of the score, lowest first. The first begins at 0.",
    )

    class Meta:
        icon = "sliders"
        label_format = "{label}"
        description = "One thing that is scored from 0 to 100."
        form_layout = BlockGroup(
            children=["label", "description", "bands"], settings=["composed_of", "key"]
        )


class DimensionsBlock(StreamBlock):
    dimension = DimensionBlock()
