"""What each answer to a question does to each dimension, laid out so that only adding up is left.

All is counted in 1/`unit` points: a unit in which every step of every scale gives a whole number.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from math import lcm
from typing import Any, Protocol

from assessment.domain.rubric import Question, QuestionKind, Rubric

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
    return lcm(*(maximum - minimum for minimum, maximum in ranges))


def effects_of(question: Question, dimensions: Sequence[str], unit: int) -> Effects:
    """Listed for a single choice or a scale; worked out when asked where answers are too many."""
    ranges = [(unit * least, unit * most) for least, most in map(question.range_in, dimensions)]
    if question.choices:
        ticks = _Ticks(_points_by_choice(question, dimensions, unit), ranges)
        if question.kind is QuestionKind.MULTIPLE:
            return ticks
        return {choice.key: ticks[choice.key,] for choice in question.choices}
    minimum, maximum = question.bounds
    line = _Line(minimum, _lines(question, dimensions, unit), ranges)
    if question.kind is QuestionKind.NUMBER:
        return line
    return {step: line[step] for step in range(minimum, maximum + 1)}


@dataclass(frozen=True, slots=True)
class _Ticks:
    """Points that add up over the choices ticked."""

    points: Mapping[str, Sequence[int]]
    ranges: Sequence[tuple[int, int]]

    def __getitem__(self, ticked: tuple[str, ...], /) -> Row:
        columns = zip(*(self.points[key] for key in ticked), strict=True)
        return _row(map(sum, columns), self.ranges)


@dataclass(frozen=True, slots=True)
class _Line:
    """Points that change by a fixed number of units with every whole step above the minimum."""

    minimum: int
    lines: Sequence[tuple[int, int]]  # per dimension: units at the minimum, units per step
    ranges: Sequence[tuple[int, int]]

    def __getitem__(self, answer: int | Fraction, /) -> Row:
        steps: Units = answer - self.minimum
        if steps.denominator == 1:
            steps = steps.numerator
        points = (start + rise * steps if rise else start for start, rise in self.lines)
        return _row(points, self.ranges)


def _row(points: Iterable[Units], ranges: Sequence[tuple[int, int]]) -> Row:
    return tuple(
        chain.from_iterable(
            (units - least, most - least)
            for units, (least, most) in zip(points, ranges, strict=True)
        )
    )


def _points_by_choice(
    question: Question, dimensions: Sequence[str], unit: int
) -> dict[str, tuple[int, ...]]:
    return {
        choice.key: tuple(unit * choice.points_for(dimension) for dimension in dimensions)
        for choice in question.choices
    }


def _lines(question: Question, dimensions: Sequence[str], unit: int) -> tuple[tuple[int, int], ...]:
    minimum, maximum = question.bounds
    slopes = {slope.dimension: slope for slope in question.slopes}
    return tuple(
        (
            unit * slopes[dimension].at_minimum,
            (slopes[dimension].at_maximum - slopes[dimension].at_minimum)
            * (unit // (maximum - minimum)),
        )
        if dimension in slopes
        else (0, 0)
        for dimension in dimensions
    )
