"""What is asked: one question of any kind, and the conditions under which it is asked at all.

Paths in these faults are relative to the question: `/choices/1/key`. What a question says of others
is checked where all of them are known, in `coherence`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from assessment.domain.documents import Fault
from assessment.domain.parts import (
    LARGEST_NUMBER,
    LARGEST_TOTAL,
    LONGEST_TEXT_ANSWER,
    MOST_SCALE_STEPS,
    Choice,
    Slope,
    blank_faults,
    each,
    key_faults,
    repeated,
    weight_faults,
)


class QuestionKind(StrEnum):
    SINGLE = "single"
    MULTIPLE = "multiple"
    SCALE = "scale"
    NUMBER = "number"
    SPLIT = "split"
    TEXT = "text"


OFFERING: Final = (QuestionKind.SINGLE, QuestionKind.MULTIPLE, QuestionKind.SPLIT)
RANGED: Final = (QuestionKind.SCALE, QuestionKind.NUMBER)


class RequirementOperator(StrEnum):
    """How an earlier answer is compared.

    `is_any_of` and `is_none_of` ask for choice keys; of a multiple choice, whether any of them, or
    none, is ticked. `at_least` and `at_most` ask for a whole number.
    """

    IS_ANY_OF = "is_any_of"
    IS_NONE_OF = "is_none_of"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


CHOOSING: Final = (RequirementOperator.IS_ANY_OF, RequirementOperator.IS_NONE_OF)


@dataclass(frozen=True, slots=True)
class Requirement:
    """What the answer to an earlier question must be. Never holds where there is no answer."""

    question: str
    operator: RequirementOperator
    keys: tuple[str, ...] = ()
    value: int | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "keys", tuple(sorted(self.keys)))  # their order means nothing


@dataclass(frozen=True, slots=True)
class Question:
    """One thing asked.

    Single and multiple have `choices`; scale and number have `minimum`, `maximum` and `slopes`;
    split has `choices`, among which a `total` is shared out; text has `max_length`. `section` is
    the heading above; neighbours with an equal one share it. `weight` multiplies all points. It is
    asked where everything in `show_if` holds; `shuffled` choices come in a random order.
    """

    key: str
    kind: QuestionKind
    text: str
    help_text: str = ""
    section: str = ""
    required: bool = True
    choices: tuple[Choice, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    low_label: str = ""
    high_label: str = ""
    unit: str = ""
    slopes: tuple[Slope, ...] = ()
    max_length: int = 2_000
    total: int | None = None
    weight: int = 1
    shuffled: bool = False
    show_if: tuple[Requirement, ...] = ()

    @property
    def bounds(self) -> tuple[int, int]:
        """The range of a scale or a number in a valid rubric."""
        if self.minimum is None or self.maximum is None:
            raise TypeError(f"Question {self.key} has no range.")
        return self.minimum, self.maximum

    @property
    def whole(self) -> int:
        """What a split shares out in a valid rubric."""
        if self.total is None:
            raise TypeError(f"Question {self.key} has no total.")
        return self.total

    def range_in(self, dimension: str) -> tuple[int, int]:
        """The least and the most points this question can give in a dimension, once answered.

        Each choice of a multiple question counts for itself, ticked or not, so its least is the sum
        of its negative points and its most the sum of its positive ones. Weighted.
        """
        offered = [self.weight * choice.points_for(dimension) for choice in self.choices]
        if self.kind is QuestionKind.MULTIPLE:
            return sum(min(points, 0) for points in offered), sum(
                max(points, 0) for points in offered
            )
        for slope in self.slopes:
            if slope.dimension == dimension:
                offered += [self.weight * slope.at_minimum, self.weight * slope.at_maximum]
        return min(offered, default=0), max(offered, default=0)

    def faults(self) -> Iterator[Fault]:
        yield from key_faults(self.key)
        yield from blank_faults("text", self.text)
        yield from self._choice_faults()
        yield from self._range_faults()
        yield from self._total_faults()
        yield from repeated("/slopes", (slope.dimension for slope in self.slopes))
        for at, slope in enumerate(self.slopes):
            yield from (fault.inside(f"/slopes/{at}") for fault in slope.faults())
        if not 1 <= self.max_length <= LONGEST_TEXT_ANSWER:
            yield Fault("/max_length", f"Allow between 1 and {LONGEST_TEXT_ANSWER} characters.")
        yield from self._weight_faults()

    def _choice_faults(self) -> Iterator[Fault]:
        yield from each("choices", self.choices)
        if self.kind in OFFERING:
            if len(self.choices) < 2:
                yield Fault("/choices", "Offer at least two choices.")
            return
        if self.choices:
            yield Fault("/choices", "Only single and multiple choice and splits offer choices.")
        if self.shuffled:
            yield Fault("/shuffled", "Only choices can come in a random order. Leave this off.")

    def _range_faults(self) -> Iterator[Fault]:
        if self.kind not in RANGED:
            if (self.minimum, self.maximum) != (None, None) or self.slopes:
                yield Fault("/slopes", "Only scales and numbers have a range and points along it.")
            return
        if self.minimum is None or self.maximum is None:
            yield Fault(
                "/minimum" if self.minimum is None else "/maximum", "Give both ends of the range."
            )
        elif self.minimum >= self.maximum:
            yield Fault("/maximum", "The range ends above where it begins.")
        elif max(-self.minimum, self.maximum) > LARGEST_NUMBER:
            yield Fault("/maximum", f"Numbers lie between −{LARGEST_NUMBER} and {LARGEST_NUMBER}.")
        elif self.kind is QuestionKind.SCALE and self.maximum - self.minimum >= MOST_SCALE_STEPS:
            yield Fault(
                "/maximum", f"A scale has at most {MOST_SCALE_STEPS} steps. Ask for a number."
            )

    def _total_faults(self) -> Iterator[Fault]:
        if self.kind is not QuestionKind.SPLIT:
            if self.total is not None:
                yield Fault("/total", "Only a split has a total. Leave it out.")
        elif self.total is None or not 1 <= self.total <= LARGEST_TOTAL:
            yield Fault("/total", f"Give the total to share out: from 1 to {LARGEST_TOTAL}.")

    def _weight_faults(self) -> Iterator[Fault]:
        if self.kind is QuestionKind.TEXT and self.weight != 1:
            yield Fault("/weight", "A text gives no points. Leave its weight at 1.")
        yield from weight_faults("/weight", self.weight)
