"""What each answer to a question does to each dimension, laid out so that only adding up is left.

All is counted in 1/`unit` points: a unit in which every step of every scale gives a whole number.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from math import lcm
from typing import Any, Final, Protocol

from assessment.domain.rubric import Question, QuestionKind, Rubric, Slope

MOST_LISTED: Final = 1_000

type Units = int | Fraction

# Two entries per dimension, in the rubric's order: the units gained above the least this question
# can give, and its span from least to most.
type Row = tuple[Units, ...]


class Effects(Protocol):
    """Every answer to one question, and what it does."""

    def __getitem__(self, answer: Any, /) -> Row: ...


def unit_of(rubric: Rubric) -> int:
    """How many units make one point."""
    ranges = (question.bounds for question in rubric.questions if question.slopes)
    totals = (question.total for question in rubric.questions if question.total)
    return lcm(*(maximum - minimum for minimum, maximum in ranges), *totals)


def effects_of(question: Question, dimensions: Sequence[str], unit: int) -> Effects:
    """Listed for a single choice or a scale; worked out when asked where answers are too many."""
    match question.kind:
        case QuestionKind.SINGLE:
            ticks = _ticks(question, dimensions, unit)
            return {choice.key: ticks[choice.key,] for choice in question.choices}
        case QuestionKind.MULTIPLE:
            return _ticks(question, dimensions, unit)
        case QuestionKind.SPLIT:
            ticks = _ticks(question, dimensions, unit)
            return _Parts(ticks.none, _ticks(question, dimensions, unit // question.whole).each)
        case _:
            return _Steps(question, _line(question, dimensions, unit))


class _Steps(dict[int | Fraction, Row]):
    """Every whole answer along a line, listed; those between are worked out when asked."""

    def __init__(self, question: Question, line: "_Line") -> None:
        minimum, maximum = question.bounds
        most = min(maximum, minimum + MOST_LISTED)
        super().__init__({step: line[step] for step in range(minimum, most + 1)})
        self.line = line

    def __missing__(self, answer: int | Fraction) -> Row:
        return self.line[answer]


@dataclass(frozen=True, slots=True)
class _Ticks:
    """Points that add up over the choices ticked."""

    none: Row  # as if nothing were ticked
    each: Mapping[str, Row]

    def __getitem__(self, ticked: tuple[str, ...], /) -> Row:
        rows = [self.each[key] for key in ticked]
        return tuple(map(sum, zip(self.none, *rows, strict=True)))


@dataclass(frozen=True, slots=True)
class _Parts:
    """Points that every whole part of a total gives to where it was put."""

    none: Row  # as if nothing were shared out
    each: Mapping[str, Row]

    def __getitem__(self, shared: tuple[tuple[str, int], ...], /) -> Row:
        rows = [[part * units for units in self.each[key]] for key, part in shared]
        return tuple(map(sum, zip(self.none, *rows, strict=True)))


@dataclass(frozen=True, slots=True)
class _Line:
    """Points that change by the same amount with every whole step above the minimum."""

    minimum: int
    start: Row
    rise: Row

    def __getitem__(self, answer: int | Fraction, /) -> Row:
        steps: Units = answer - self.minimum
        if steps.denominator == 1:
            steps = steps.numerator  # whole numbers add up many times faster
        return tuple(
            [
                start + rise * steps if rise else start
                for start, rise in zip(self.start, self.rise, strict=True)
            ]
        )


def _ticks(question: Question, dimensions: Sequence[str], unit: int) -> _Ticks:
    ranges = [question.range_in(dimension) for dimension in dimensions]
    weighted = unit * question.weight
    return _Ticks(
        none=_row((-unit * least, unit * (most - least)) for least, most in ranges),
        each={
            choice.key: _row((weighted * choice.points_for(each), 0) for each in dimensions)
            for choice in question.choices
        },
    )


def _line(question: Question, dimensions: Sequence[str], unit: int) -> _Line:
    minimum, maximum = question.bounds
    slopes = {slope.dimension: slope for slope in question.slopes}
    sloped = [slopes.get(dimension, Slope(dimension, 0, 0)) for dimension in dimensions]
    weighted = unit * question.weight
    step = weighted // (maximum - minimum)
    return _Line(
        minimum=minimum,
        start=_row((weighted * _above_least(slope), weighted * _span(slope)) for slope in sloped),
        rise=_row((step * (slope.at_maximum - slope.at_minimum), 0) for slope in sloped),
    )


def _above_least(slope: Slope) -> int:
    return max(slope.at_minimum - slope.at_maximum, 0)


def _span(slope: Slope) -> int:
    return abs(slope.at_maximum - slope.at_minimum)


def _row(pairs: Iterable[tuple[int, int]]) -> Row:
    return tuple(chain.from_iterable(pairs))
