"""What an assessment is written with: dimensions with their bands, and questions of every kind.

A block is named as its part of the rubric's document, so that what the rubric finds wrong has an
address here. A question's block type is its kind.
"""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import Truncator, slugify
from wagtail.blocks import (
    BlockGroup,
    BooleanBlock,
    CharBlock,
    IntegerBlock,
    ListBlock,
    StreamBlock,
    StructBlock,
    StructValue,
    TextBlock,
)

from assessment.domain.parts import LONGEST_KEY, LONGEST_TEXT_ANSWER
from assessment.notation import NotationInvalid, parse_points, parse_slopes

SCORED = "Scored questions"
UNSCORED = "Not scored"


class NotationBlock(CharBlock):
    """Points in one line. Half a line is fine in a draft: the editor saves while one types."""

    def __init__(self, parse: Callable[[str], object], **kwargs: Any) -> None:
        super().__init__(required=False, label="Points", **kwargs)
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

    class Meta:
        icon = "tag"
        label_format = "{at_least} and up: {label}"
        form_layout = BlockGroup(children=["label", "at_least", "narrative"], settings=["key"])


class DimensionBlock(KeyedBlock):
    label = CharBlock(help_text="What readers see: “Personal drag”.")
    description = TextBlock(required=False, rows=2, help_text="What is measured, in one sentence.")
    bands = ListBlock(
        BandBlock(),
        collapsed=True,
        help_text="Ranges of the score, lowest first. The first begins at 0.",
    )

    class Meta:
        icon = "sliders"
        label_format = "{label}"
        description = "One thing that is scored from 0 to 100."
        form_layout = BlockGroup(children=["label", "description", "bands"], settings=["key"])


class DimensionsBlock(StreamBlock):
    dimension = DimensionBlock()


class ChoiceBlock(KeyedBlock):
    label = CharBlock(label="Answer")
    points = NotationBlock(
        parse_points,
        help_text="Dimension and points, by the dimension's key: personal 3, organizational -1. "
        "What is not named gets 0.",
    )

    class Meta:
        icon = "radio-empty"
        label_format = "{label} ({points})"
        form_layout = BlockGroup(children=["label", "points"], settings=["key"])


class QuestionBlock(KeyedBlock):
    """What every question has. Each kind below adds its own."""

    text = CharBlock(label="Question")
    help_text = CharBlock(required=False, label="Help", help_text="A hint below the question.")
    required = BooleanBlock(
        required=False,
        default=True,
        label="Must be answered",
        help_text="A question that may be skipped does not count in the score when it is.",
    )
    key_from = "text"

    class Meta:
        group = SCORED
        label_format = "{text}"


def layout(*own: str) -> BlockGroup:
    return BlockGroup(children=["text", *own], settings=["help_text", "required", "key"])


class SingleBlock(QuestionBlock):
    choices = ListBlock(ChoiceBlock(), collapsed=True, label="Answers")

    class Meta:
        label = "Single choice"
        icon = "radio-full"
        description = "Answers of which the reader picks one."
        form_layout = layout("choices")


class MultipleBlock(QuestionBlock):
    choices = ListBlock(ChoiceBlock(), collapsed=True, label="Answers")

    class Meta:
        label = "Multiple choice"
        icon = "tasks"
        description = (
            "Answers of which the reader ticks any number. The points of all ticked add up."
        )
        form_layout = layout("choices")


class ScaleBlock(QuestionBlock):
    minimum = IntegerBlock(default=1, label="From")
    maximum = IntegerBlock(default=5, label="To")
    low_label = CharBlock(required=False, label="Words at the low end")
    high_label = CharBlock(required=False, label="Words at the high end")
    slopes = NotationBlock(
        parse_slopes,
        help_text="Points at the low end and at the high end: personal 0 to 8. "
        "To score the other way round: personal 8 to 0.",
    )

    class Meta:
        label = "Scale"
        icon = "dots-horizontal"
        description = "Steps between two ends, such as 1 to 5."
        form_layout = layout("minimum", "low_label", "maximum", "high_label", "slopes")


class NumberBlock(QuestionBlock):
    minimum = IntegerBlock(default=0, label="Least")
    maximum = IntegerBlock(label="Most")
    unit = CharBlock(required=False, help_text="What is counted: hours a week.")
    slopes = NotationBlock(
        parse_slopes,
        help_text="Points at the least and at the most: personal 0 to 8, or personal 8 to 0.",
    )

    class Meta:
        label = "Number"
        icon = "decimal"
        description = "A number with a unit, within a range."
        form_layout = layout("minimum", "maximum", "unit", "slopes")


class TextQuestionBlock(QuestionBlock):
    required = BooleanBlock(required=False, default=False, label="Must be answered")
    max_length = IntegerBlock(
        default=2_000, min_value=1, max_value=LONGEST_TEXT_ANSWER, label="Longest answer"
    )

    class Meta:
        label = "In the reader's words"
        icon = "pilcrow"
        group = UNSCORED
        description = "A free answer. It is shown to the advisor and never scored."
        form_layout = BlockGroup(
            children=["text"], settings=["help_text", "required", "max_length", "key"]
        )


class SectionBlock(StructBlock):
    title = CharBlock(
        required=False, help_text="A heading over the questions below, up to the next section."
    )

    class Meta:
        icon = "title"
        group = UNSCORED
        label_format = "{title}"
        description = (
            "A heading over the questions that follow. An empty one ends the section above."
        )


class QuestionsBlock(StreamBlock):
    section = SectionBlock()
    single = SingleBlock()
    multiple = MultipleBlock()
    scale = ScaleBlock()
    number = NumberBlock()
    text = TextQuestionBlock()
