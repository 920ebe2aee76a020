"""One reader's answers: what was sent, checked against the rubric it answers."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any, NamedTuple

from assessment.domain.documents import UNSTORABLE
from assessment.domain.rubric import Question, QuestionKind, Rubric
from assessment.domain.visibility import all_hold

# A split is pairs of choice key and its part of the total, in the rubric's order, without zeros.
type Answer = str | tuple[str, ...] | tuple[tuple[str, int], ...] | int | Fraction
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
    """JSON values by question key → answers. `""`, `[]`, `{}` and `null` leave one unanswered.

    What was sent for a question that these answers hide is dropped unread. Raises AnswersInvalid
    with everything that is wrong.
    """
    answers, errors = _parse_each(rubric.questions, raw, given={})
    known = {question.key for question in rubric.questions}
    unknown = (str(key) for key in raw if key not in known)
    errors += (AnswerError(key, "This assessment has no question of this name.") for key in unknown)
    if errors:
        raise AnswersInvalid(tuple(errors))
    return MappingProxyType(answers)


def parse_some(
    questions: Iterable[Question], raw: Mapping[str, object], *, given: Answers | None = None
) -> Answers:
    """The answers to these questions alone, as `parse_answers` would read them; others in `raw` are
    left aside.

    `given`: the answers to questions before these, by which `show_if` is judged together with those
    in `raw`; without it, whatever `show_if` says of other questions is taken to hold.
    """
    answers, errors = _parse_each(tuple(questions), raw, given=given)
    if errors:
        raise AnswersInvalid(tuple(errors))
    return MappingProxyType(answers)


def to_raw(answers: Answers) -> dict[str, Any]:
    """What to store: JSON-able, and `parse_answers` makes the same answers of it again."""
    return {key: _raw(answer) for key, answer in answers.items()}


class _Refused(Exception):
    """A sentence for the reader."""


def _parse_each(
    questions: Sequence[Question], raw: Mapping[str, object], *, given: Answers | None
) -> tuple[dict[str, Answer], list[AnswerError]]:
    own = {question.key for question in questions}
    before = {key: answer for key, answer in (given or {}).items() if key not in own}
    answers: dict[str, Answer] = {}
    errors: list[AnswerError] = []
    for question in questions:
        if question.show_if:
            judged = [
                each for each in question.show_if if given is not None or each.question in own
            ]
            if not all_hold(judged, before | answers):
                continue
        try:
            answer = _parse(question, raw.get(question.key))
        except _Refused as refused:
            errors.append(AnswerError(question.key, str(refused)))
        else:
            if answer is not None:
                answers[question.key] = answer
    return answers, errors


def _parse(question: Question, value: object) -> Answer | None:
    blank = value.strip() if isinstance(value, str) else value
    if not blank and (blank is None or blank in ("", [], {})):
        if question.required:
            raise _Refused("Please answer this question.")
        return None
    return _PARSERS[question.kind](question, value)


def _single(question: Question, value: object) -> str:
    if value not in [choice.key for choice in question.choices]:
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


def _number(question: Question, value: object) -> int | Fraction:
    minimum, maximum = question.bounds
    number = _exact(value)
    if number is None or not minimum <= number <= maximum:
        raise _Refused(f"Enter a number from {minimum} to {maximum}.")
    return number.numerator if number.denominator == 1 else number  # whole ones count faster


def _split(question: Question, value: object) -> tuple[tuple[str, int], ...]:
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        raise _Refused("Give a number for each answer offered.")
    offered = [choice.key for choice in question.choices]
    if not set(value) <= set(offered):
        raise _Refused("Share out the total among the answers offered.")
    parts = {key: _exact(part) for key, part in value.items()}
    if any(part is None or part.denominator != 1 or part < 0 for part in parts.values()):
        raise _Refused("Use whole numbers from 0.")
    shared = sum(int(part) for part in parts.values() if part is not None)
    if shared != question.whole:
        raise _Refused(f"Together these come to {shared}. Make it {_measure(question)}.")
    return tuple((key, part) for key in offered if (part := int(parts.get(key) or 0)))


def _measure(question: Question) -> str:
    return f"{question.whole} {question.unit}".rstrip()


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
        pairs = [each for each in answer if isinstance(each, tuple)]
        return dict(pairs) if pairs else list(answer)
    if isinstance(answer, Fraction):
        return answer.numerator if answer.denominator == 1 else float(answer)
    return answer


_PARSERS: Mapping[QuestionKind, Callable[[Question, object], Answer]] = {
    QuestionKind.SINGLE: _single,
    QuestionKind.MULTIPLE: _multiple,
    QuestionKind.SCALE: _scale,
    QuestionKind.NUMBER: _number,
    QuestionKind.SPLIT: _split,
    QuestionKind.TEXT: _text,
}
