"""What is asked."""

from wagtail.blocks import (
    BlockGroup,
    BooleanBlock,
    CharBlock,
    IntegerBlock,
    ListBlock,
    StreamBlock,
    StructBlock,
)

from assessment.blocks.keyed import KeyedBlock, NotationBlock
from assessment.blocks.requirements import RequirementBlock
from assessment.domain.parts import LARGEST_TOTAL, LARGEST_WEIGHT, LONGEST_TEXT_ANSWER
from assessment.notation import parse_points, parse_slopes

SCORED = "Scored questions"
UNSCORED = "Not scored"


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
    show_if = ListBlock(
        RequirementBlock(),
        default=[],
        collapsed=True,
        label="Only asked if",
        help_text="Every condition must hold. With none, everybody is asked.",
    )
    key_from = "text"

    class Meta:
        group = SCORED
        label_format = "{text}"


class ScoredBlock(QuestionBlock):
    weight = IntegerBlock(
        default=1,
        min_value=1,
        max_value=LARGEST_WEIGHT,
        help_text="How many times its points count.",
    )


class ChoosingBlock(ScoredBlock):
    choices = ListBlock(ChoiceBlock(), collapsed=True, label="Answers")
    shuffled = BooleanBlock(
        required=False,
        label="Answers in random order",
        help_text="Each reader sees them in an order of their own.",
    )


def layout(*own: str, settings: tuple[str, ...] = ("weight",)) -> BlockGroup:
    return BlockGroup(
        children=["text", *own],
        settings=["help_text", "required", "show_if", *settings, "key"],
    )


class SingleBlock(ChoosingBlock):
    class Meta:
        label = "Single choice"
        icon = "radio-full"
        description = "Answers of which the reader picks one."
        form_layout = layout("choices", settings=("shuffled", "weight"))


class MultipleBlock(ChoosingBlock):
    class Meta:
        label = "Multiple choice"
        icon = "tasks"
        description = (
            "Answers of which the reader ticks any number. The points of all ticked add up."
        )
        form_layout = layout("choices", settings=("shuffled", "weight"))


class SplitBlock(ChoosingBlock):
    total = IntegerBlock(
        min_value=1, max_value=LARGEST_TOTAL, help_text="What the parts must add up to: 40."
    )
    unit = CharBlock(required=False, help_text="What is shared out: hours a week.")

    class Meta:
        label = "Split of a total"
        icon = "table"
        description = (
            "A total shared out among categories, such as the hours of a week. Each category gives "
            "its points by its share."
        )
        form_layout = layout("total", "unit", "choices", settings=("shuffled", "weight"))


class ScaleBlock(ScoredBlock):
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


class NumberBlock(ScoredBlock):
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
        form_layout = layout(settings=("max_length",))


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
    split = SplitBlock()
    text = TextQuestionBlock()
