"""One reader's answers: what was sent, checked against the rubric it answers."""

import math
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any, NamedTuple

from assessment.domain.documents import UNSTORABLE
from assessment.domain.rubric import Question, QuestionKind, Rubric

type Answer = str | tuple[str, ...] | int | Fraction
# By question key, in the rubric's order; a question left unanswered is absent. Cannot be changed.
type Answers = Mapping[str, Answer]


class AnswerError(NamedTuple):
    question: str
    sentence: str


class AnswersInvalid(ValueError):
    """`errors`: every question answered wrongly, in the rubric's order, then the unknown keys."""

    def __init__(self, errors: tuple[AnswerError, ...]) -> None:
        self.errors = errors
        super().__init__(
            f"{len(errors)} answers are not valid."
        )  # what a reader wrote stays out of logs


def parse_answers(rubric: Rubric, raw: Mapping[str, object]) -> Answers:
    """JSON values by question key → answers. `""`, `[]` and `null` leave a question unanswered.

    Raises AnswersInvalid with everything that is wrong.
    """
    answers: dict[str, Answer] = {}
    errors: list[AnswerError] = []
    for question in rubric.questions:
        try:
            answer = _parse(question, raw.get(question.key))
        except _Refused as refused:
            errors.append(AnswerError(question.key, str(refused)))
        else:
            if answer is not None:
                answers[question.key] = answer
    known = {question.key for question in rubric.questions}
    unknown = (str(key) for key in raw if key not in known)
    errors += (AnswerError(key, "This assessment has no question of this name.") for key in unknown)
    if errors:
        raise AnswersInvalid(tuple(errors))
    return MappingProxyType(answers)


def to_raw(answers: Answers) -> dict[str, Any]:
    """What to store: JSON-able, and `parse_answers` makes the same answers of it again."""
    return {key: _raw(answer) for key, answer in answers.items()}


class _Refused(Exception):
    """A sentence for the reader."""


def _parse(question: Question, value: object) -> Answer | None:
    blank = value.strip() if isinstance(value, str) else value
    if blank is None or blank in ("", []):
        if question.required:
            raise _Refused("Please answer this question.")
        return None
    return _PARSERS[question.kind](question, value)


def _single(question: Question, value: object) -> str:
    if not isinstance(value, str) or all(value != choice.key for choice in question.choices):
        raise _Refused("Choose one of the answers offered.")
    return value


def _multiple(question: Question, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(key, str) for key in value):
        raise _Refused("Choose from the answers offered.")
    offered = [choice.key for choice in question.choices]
    if not set(value) <= set(offered):
        raise _Refused("Choose from the answers offered.")
    if len(value) != len(set(value)):
        raise _Refused("Choose each answer once.")
    return tuple(key for key in offered if key in value)


def _scale(question: Question, value: object) -> int:
    minimum, maximum = question.bounds
    number = _exact(value)
    if number is None or number.denominator != 1 or not minimum <= number <= maximum:
        raise _Refused(f"Choose a whole number from {minimum} to {maximum}.")
    return number.numerator


def _number(question: Question, value: object) -> Fraction:
    minimum, maximum = question.bounds
    number = _exact(value)
    if number is None or not minimum <= number <= maximum:
        raise _Refused(f"Enter a number from {minimum} to {maximum}.")
    return number


def _text(question: Question, value: object) -> str:
    if not isinstance(value, str):
        raise _Refused("Answer in words.")
    text = value.replace("\r\n", "\n").replace("\r", "\n")  # browsers send CRLF
    if len(text) > question.max_length:
        raise _Refused(f"Write at most {question.max_length} characters.")
    if UNSTORABLE.search(text):
        raise _Refused("Use letters, digits, punctuation and line breaks only.")
    return text


def _exact(value: object) -> Fraction | None:
    """The number as it was written: 0.1 is a tenth, not the nearest binary fraction."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return Fraction(value)
    if isinstance(value, float) and math.isfinite(value):
        return Fraction(Decimal(repr(value)))
    return None


def _raw(answer: Answer) -> object:
    if isinstance(answer, tuple):
        return list(answer)
    if isinstance(answer, Fraction):
        return answer.numerator if answer.denominator == 1 else float(answer)
    return answer


_PARSERS: Mapping[QuestionKind, Callable[[Question, object], Answer]] = {
    QuestionKind.SINGLE: _single,
    QuestionKind.MULTIPLE: _multiple,
    QuestionKind.SCALE: _scale,
    QuestionKind.NUMBER: _number,
    QuestionKind.TEXT: _text,
}
