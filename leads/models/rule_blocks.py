"""What routing rules are written with.

A comparison is a block of its own kind, so that every list offers only what fits. Comparisons join
into rules and groups, at most two levels deep; `leads.models.rule_freezing` makes rules of them.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from wagtail.blocks import (
    BlockGroup,
    CharBlock,
    ChoiceBlock,
    FloatBlock,
    IntegerBlock,
    ListBlock,
    StreamBlock,
    StructBlock,
    StructValue,
    TextBlock,
)
from wagtail.snippets.blocks import SnippetChooserBlock

from assessment.blocks import KeyedBlock
from leads.models.rule_options import (
    CHOICE_OPERATORS,
    FIELD_OPERATORS,
    FIELDS,
    GROUPED,
    JOINED,
    NUMBER_OPERATORS,
    SCORE_OPERATORS,
    WORDS_OPERATORS,
    choices_on_offer,
    dimensions_on_offer,
    numbers_on_offer,
    texts_on_offer,
)


class Comparison(StructValue):
    """`document` is what `leads.domain.conditions.from_document` reads.

    `places` names the field to which a path of that document belongs, where the two differ.
    """

    places: ClassVar[Mapping[str, str]] = {}

    def document(self) -> dict[str, Any]:
        raise NotImplementedError

    def compared(self) -> dict[str, Any]:
        return {"operator": self["operator"], "value": self["value"]}


class Score(Comparison):
    places = {"/score": "dimension"}

    def document(self) -> dict[str, Any]:
        return {"score": self["dimension"], **self.compared()}


class Difference(Comparison):
    places = {
        "/difference": "subtrahend",
        "/difference/0": "minuend",
        "/difference/1": "subtrahend",
    }

    def document(self) -> dict[str, Any]:
        return {"difference": [self["minuend"], self["subtrahend"]], **self.compared()}


class Choice(Comparison):
    places = {"/answer": "choices", "/value": "choices"}

    def document(self) -> dict[str, Any]:
        """Of one question; where the operator takes a single choice, `choices` holds one."""
        named = [str(each).partition("/") for each in self["choices"]]
        keys: Any = [key for _, _, key in named]
        if self["operator"] != "is_any_of":
            keys = "".join(keys[:1])
        return {
            "answer": named[0][0] if named else "",
            "operator": self["operator"],
            "value": keys,
        }

    def sentence(self) -> str:
        """What is wrong with the choices, taken together; "" when nothing is."""
        if len({str(each).partition("/")[0] for each in self["choices"]}) > 1:
            return "These are answers to different questions. Use a condition for each question."
        if len(self["choices"]) > 1 and self["operator"] != "is_any_of":
            return "Choose one answer, or compare with “is one of”."
        return ""


class Answer(Comparison):
    """A number or words."""

    places = {"/answer": "question"}

    def document(self) -> dict[str, Any]:
        return {"answer": self["question"], **self.compared()}


class Field(Comparison):
    places: ClassVar[Mapping[str, str]] = {}

    def document(self) -> dict[str, Any]:
        return {"field": self["field"], "operator": self["operator"], "value": self["value"] or ""}


class OfferBlock(ChoiceBlock):
    """A list of what is published and what is drafted. Reading stored rules asks nobody what is on
    offer."""

    def normalize_choice(self, value: Any) -> Any:
        return value


class ScoreBlock(StructBlock):
    dimension = OfferBlock(choices=dimensions_on_offer)
    operator = ChoiceBlock(choices=SCORE_OPERATORS, default="at_least", label="Comparison")
    value = IntegerBlock(min_value=0, max_value=100, label="Points", help_text="From 0 to 100.")

    class Meta:
        icon = "sliders"
        label = "Score"
        label_format = "{dimension} {operator} {value}"
        description = "A score is at least, at most, above or below a number of points."
        value_class = Score


class DifferenceBlock(StructBlock):
    minuend = OfferBlock(choices=dimensions_on_offer, label="Score")
    subtrahend = OfferBlock(choices=dimensions_on_offer, label="minus this score")
    operator = ChoiceBlock(choices=SCORE_OPERATORS, default="at_least", label="Comparison")
    value = IntegerBlock(
        min_value=-100, max_value=100, label="Points", help_text="From −100 to 100."
    )

    class Meta:
        icon = "resubmit"
        label = "Difference of two scores"
        label_format = "{minuend} − {subtrahend} {operator} {value}"
        description = "One score is a number of points above or below another."
        value_class = Difference


class ChoicesBlock(StructBlock):
    operator = ChoiceBlock(
        choices=CHOICE_OPERATORS,
        default="is",
        label="The answer",
        help_text="Where readers may tick several, “includes” asks that this one is among them.",
    )
    choices = ListBlock(OfferBlock(choices=choices_on_offer, label="Answer"), label="Answers")

    class Meta:
        icon = "radio-full"
        label = "Answer picked"
        label_format = "The answer {operator} {choices}"
        description = "What the reader picked in a single or multiple choice question."
        value_class = Choice


class NumberBlock(StructBlock):
    question = OfferBlock(choices=numbers_on_offer)
    operator = ChoiceBlock(choices=NUMBER_OPERATORS, default="at_least", label="Comparison")
    value = FloatBlock(label="Number")

    class Meta:
        icon = "decimal"
        label = "Number given"
        label_format = "{question} {operator} {value}"
        description = "The answer to a scale or a number question."
        value_class = Answer


class WordsBlock(StructBlock):
    question = OfferBlock(choices=texts_on_offer)
    operator = ChoiceBlock(choices=WORDS_OPERATORS, default="contains", label="Comparison")
    value = CharBlock(max_length=200, label="Words", help_text="Capitals make no difference.")

    class Meta:
        icon = "pilcrow"
        label = "Words written"
        label_format = "{question} {operator} {value}"
        description = "What the reader wrote in their own words."
        value_class = Answer


class FieldBlock(StructBlock):
    field = ChoiceBlock(choices=FIELDS, label="About the reader")
    operator = ChoiceBlock(choices=FIELD_OPERATORS, default="is", label="Comparison")
    value = CharBlock(
        required=False,
        max_length=200,
        label="Words",
        help_text="Capitals make no difference. Leave it empty for “is given” and “is not given”.",
    )

    class Meta:
        icon = "user"
        label = "Contact or campaign"
        label_format = "{field} {operator} {value}"
        description = "Company, role, address, or the page and campaign the reader came from."
        value_class = Field


class ComparisonsBlock(StreamBlock):
    score = ScoreBlock()
    difference = DifferenceBlock()
    choice = ChoicesBlock()
    number = NumberBlock()
    words = WordsBlock()
    field = FieldBlock()


class GroupBlock(StructBlock):
    match = ChoiceBlock(choices=GROUPED, default="any", label="Holds when")
    conditions = ComparisonsBlock()

    class Meta:
        icon = "folder-open-1"
        label = "Group"
        label_format = "{match}"
        description = "Several comparisons that count as one: any of them, all, or none."


class ConditionsBlock(ComparisonsBlock):
    group = GroupBlock()


class RuleBlock(KeyedBlock):
    label = CharBlock(max_length=120, help_text="For you and the advisor: “Programme recovery”.")
    lane = SnippetChooserBlock("leads.Lane", help_text="Where the lead goes when the rule holds.")
    reason = TextBlock(
        rows=2, help_text="Why this lane, told to the reader and the advisor in one sentence."
    )
    match = ChoiceBlock(choices=JOINED, default="all", label="The rule holds when")
    conditions = ConditionsBlock()

    class Meta:
        icon = "redirect"
        label_format = "{label}: {lane}"
        description = "Conditions, and the lane of the leads for which they hold."
        form_layout = BlockGroup(
            children=["label", "lane", "reason", "match", "conditions"], settings=["key"]
        )


class RulesBlock(StreamBlock):
    rule = RuleBlock()

    class Meta:
        collapsed = True
