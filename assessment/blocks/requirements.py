"""Under which earlier answers a question is asked."""

from typing import Any

from wagtail.blocks import CharBlock, ChoiceBlock, IntegerBlock, StructBlock, StructValue

from assessment.blocks.keyed import key_of
from assessment.domain.parts import LONGEST_KEY
from assessment.domain.rubric import RequirementOperator
from assessment.notation import format_keys, parse_keys

OPERATORS = [
    (RequirementOperator.IS_ANY_OF.value, "is any of these answers"),
    (RequirementOperator.IS_NONE_OF.value, "is none of these answers"),
    (RequirementOperator.AT_LEAST.value, "is at least this number"),
    (RequirementOperator.AT_MOST.value, "is at most this number"),
]


class OfferedBlock(CharBlock):
    """A line for keys. The browser offers those in the datalist of this id; the server checks."""

    def __init__(self, *, offer: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.field.widget.attrs |= {"list": offer, "autocomplete": "off"}


class RequirementBlock(StructBlock):
    """Names are written as keys, or as the wording from which the keys were made."""

    question = OfferedBlock(
        offer="question-keys",
        label="The answer to",
        help_text="The key of an earlier question, or its wording if the key was made from that. "
        "Press the arrow down to choose one.",
    )
    operator = ChoiceBlock(
        choices=OPERATORS, default=RequirementOperator.IS_ANY_OF.value, label="Comparison"
    )
    keys = OfferedBlock(
        offer="answer-keys",
        required=False,
        label="Answers",
        help_text="Keys of its answers, or their wording, with commas between: none, a-few. "
        "After a comma the next is offered.",
    )
    value = IntegerBlock(
        required=False, label="Number", help_text="To compare a scale or a number with."
    )

    class Meta:
        icon = "view"
        label = "Condition"
        label_format = "{question} {operator} {keys} {value}"

    def clean(self, value: StructValue) -> StructValue:
        named = {
            "question": key_of(value["question"] or "")[:LONGEST_KEY],
            "keys": format_keys(tuple(key_of(each) for each in parse_keys(value["keys"] or ""))),
        }
        return super().clean(self.normalize(dict(value) | named))
