"""Conditions: whether one holds for a reader's facts, and what it speaks of.

The classes stand in terms.py, the JSON form in condition_documents.py; both are offered here too.
"""

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import cast

from leads.domain.condition_documents import from_document, to_document
from leads.domain.facts import Facts, Reading, fold, read
from leads.domain.terms import (
    FIELDS,
    All,
    AnswerCondition,
    AnswerOperator,
    AnyOf,
    Condition,
    ConditionInvalid,
    DifferenceCondition,
    FieldCondition,
    FieldOperator,
    Leaf,
    Not,
    ScoreCondition,
    ScoreOperator,
)

__all__ = [
    "FIELDS",
    "All",
    "AnswerCondition",
    "AnswerOperator",
    "AnyOf",
    "Condition",
    "ConditionInvalid",
    "DifferenceCondition",
    "Facts",
    "FieldCondition",
    "FieldOperator",
    "Leaf",
    "Not",
    "References",
    "ScoreCondition",
    "ScoreOperator",
    "from_document",
    "holds",
    "leaves",
    "references",
    "to_document",
]

type AnswerTest = Callable[[Reading], bool]
type FieldTest = Callable[[str], bool]


def holds(condition: Condition, facts: Facts) -> bool:
    """Total. A comparison with a missing fact is false, so its Not is true; never an exception."""
    match condition:
        case All(conditions):
            return all(holds(each, facts) for each in conditions)
        case AnyOf(conditions):
            return any(holds(each, facts) for each in conditions)
        case Not(inner):
            return not holds(inner, facts)
        case ScoreCondition(dimension, compare, value):
            return _COMPARE[compare](facts.points(dimension), value)
        case DifferenceCondition(minuend, subtrahend, compare, value):
            return _COMPARE[compare](facts.points(minuend) - facts.points(subtrahend), value)
        case AnswerCondition(question):
            return answer_test(condition)(facts.answer(question))
        case FieldCondition(field):
            return field_test(condition)(facts.field(field))


def answer_test(condition: AnswerCondition) -> AnswerTest:
    """What the condition asks of an answer in its normal form."""
    return _ANSWER_TESTS[condition.operator](read(condition.value))


def field_test(condition: FieldCondition) -> FieldTest:
    """What the condition asks of a folded field."""
    return _FIELD_TESTS[condition.operator](fold(condition.value))


def leaves(condition: Condition) -> Iterator[Leaf]:
    """The comparisons a condition is made of, in the order they are written, repeats included."""
    match condition:
        case All(conditions) | AnyOf(conditions):
            for each in conditions:
                yield from leaves(each)
        case Not(inner):
            yield from leaves(inner)
        case _:
            yield condition


@dataclass(frozen=True, slots=True)
class References:
    """Everything a condition names. `choices` are pairs of question and choice key."""

    dimensions: frozenset[str]
    questions: frozenset[str]
    choices: frozenset[tuple[str, str]]
    fields: frozenset[str]


def references(condition: Condition) -> References:
    """What must exist for the condition to mean something.

    A text compared with `is`, `is_not`, `is_any_of` or `includes` counts as a choice key; whether
    the question offers choices at all is for the reader of this to know.
    """
    dimensions: set[str] = set()
    questions: set[str] = set()
    choices: set[tuple[str, str]] = set()
    fields: set[str] = set()
    for leaf in leaves(condition):
        match leaf:
            case ScoreCondition(dimension):
                dimensions.add(dimension)
            case DifferenceCondition(minuend, subtrahend):
                dimensions |= {minuend, subtrahend}
            case AnswerCondition(question):
                questions.add(question)
                choices |= {(question, key) for key in choice_keys(leaf)}
            case FieldCondition(field):
                fields.add(field)
    return References(
        frozenset(dimensions), frozenset(questions), frozenset(choices), frozenset(fields)
    )


def choice_keys(condition: AnswerCondition) -> tuple[str, ...]:
    """The choice keys a comparison names; none for words and numbers."""
    if condition.operator is AnswerOperator.CONTAINS:
        return ()
    match condition.value:
        case str(key):
            return (key,)
        case tuple(keys):
            return keys
        case _:
            return ()


def _is(wanted: Reading) -> AnswerTest:
    return lambda answer: answer == wanted


def _is_not(wanted: Reading) -> AnswerTest:
    return lambda answer: answer not in ((), wanted)


def _is_any_of(wanted: Reading) -> AnswerTest:
    keys = [(key,) for key in _texts(wanted)]
    return lambda answer: answer in keys


def _includes(wanted: Reading) -> AnswerTest:
    keys = _texts(wanted)
    return lambda answer: any(key in keys for key in _texts(answer))


def _contains(wanted: Reading) -> AnswerTest:
    words = "".join(_texts(wanted))
    return lambda answer: any(words in text for text in _texts(answer))


def _at_least(wanted: Reading) -> AnswerTest:
    over, under = _ratio(wanted)
    return lambda answer: (
        not isinstance(answer, tuple) and answer.numerator * under >= over * answer.denominator
    )


def _at_most(wanted: Reading) -> AnswerTest:
    over, under = _ratio(wanted)
    return lambda answer: (
        not isinstance(answer, tuple) and answer.numerator * under <= over * answer.denominator
    )


def _texts(reading: Reading) -> tuple[str, ...]:
    return reading if isinstance(reading, tuple) else ()


def _ratio(wanted: Reading) -> tuple[int, int]:
    """Two whole numbers: compared crosswise they are as exact as a Fraction, and much quicker."""
    number = cast("int | Fraction", wanted)  # no condition that orders is made with anything else
    return number.numerator, number.denominator


_COMPARE: Mapping[ScoreOperator, Callable[[float, float], bool]] = {
    ScoreOperator.AT_LEAST: operator.ge,
    ScoreOperator.AT_MOST: operator.le,
    ScoreOperator.ABOVE: operator.gt,
    ScoreOperator.BELOW: operator.lt,
}
_ANSWER_TESTS: Mapping[AnswerOperator, Callable[[Reading], AnswerTest]] = {
    AnswerOperator.IS: _is,
    AnswerOperator.IS_NOT: _is_not,
    AnswerOperator.IS_ANY_OF: _is_any_of,
    AnswerOperator.INCLUDES: _includes,
    AnswerOperator.AT_LEAST: _at_least,
    AnswerOperator.AT_MOST: _at_most,
    AnswerOperator.CONTAINS: _contains,
}
_FIELD_TESTS: Mapping[FieldOperator, Callable[[str], FieldTest]] = {
    FieldOperator.IS: lambda wanted: lambda text: text == wanted,
    FieldOperator.IS_NOT: lambda wanted: lambda text: text not in ("", wanted),
    FieldOperator.CONTAINS: lambda words: lambda text: words in text,
    FieldOperator.ENDS_WITH: lambda ending: lambda text: text.endswith(ending),
    FieldOperator.IS_EMPTY: lambda _: lambda text: not text,
    FieldOperator.IS_PRESENT: lambda _: bool,
}
