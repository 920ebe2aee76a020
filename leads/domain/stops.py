"""Where on a line of whole numbers a routing can change: between two stops it cannot.

A number, or what is moved from one part of a split to another, moves each score in a straight line
as long as the same questions are asked. So it is enough to look once at each stretch of numbers in
which no rule, and no condition of another question, can tell one from the next.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

from assessment.domain.answers import Answers
from assessment.domain.questions import RequirementOperator
from assessment.domain.rubric import Question, Rubric
from assessment.domain.scoring import contributions
from leads.domain.conditions import (
    AnswerCondition,
    AnswerOperator,
    DifferenceCondition,
    ScoreCondition,
    ScoreOperator,
    leaves,
)
from leads.domain.rule_sets import RuleSet

EVERY_POINT = frozenset(range(1, 101))
SHORT = 200  # so many numbers are sooner looked at one by one than told apart beforehand
type Number = int | float | Fraction
type Stretch = tuple[int, int]  # first and last, both of it
type AnswersAt = Callable[[int], Answers | None]


@dataclass(frozen=True, slots=True)
class Watched:
    """What the rules look at: of each measured dimension the points at which a comparison turns,
    and every comparison with an answer."""

    points: Mapping[str, Collection[int]]
    answers: tuple[AnswerCondition, ...]

    def turns(self, rubric: Rubric, question: Question, within: Stretch) -> set[int]:
        """The whole numbers at which a comparison with this question's answer turns."""
        found: set[int] = set()
        for condition in self.answers:
            if condition.question == question.key:
                found.update(_turns(condition.operator, condition.value))
        for each in (each for other in rubric.questions for each in other.show_if):
            if each.question == question.key:
                found.update(_turns(each.operator, each.value))
        return {number for number in found if within[0] < number <= within[1]}


def watched(rubric: Rubric, rule_set: RuleSet) -> Watched:
    """A composite, and a difference, turn wherever one of their parts does."""
    points: dict[str, set[int]] = {}
    answers: list[AnswerCondition] = []
    for leaf in (leaf for rule in rule_set.rules for leaf in leaves(rule.condition)):
        match leaf:
            case ScoreCondition(key, operator, value) if not _parts(rubric, key):
                upward = operator in (ScoreOperator.AT_LEAST, ScoreOperator.BELOW)
                points.setdefault(key, set()).add(value if upward else value + 1)
            case ScoreCondition(key):
                points |= {part: set(EVERY_POINT) for part in _parts(rubric, key)}
            case DifferenceCondition(minuend, subtrahend):
                for key in (minuend, subtrahend):
                    points |= {part: set(EVERY_POINT) for part in _parts(rubric, key) or [key]}
            case AnswerCondition():
                answers.append(leaf)
    return Watched(points, tuple(answers))


def whole_stops(
    rubric: Rubric,
    within: Stretch,
    answers_at: AnswersAt,
    *,
    turns: Iterable[int],
    points: Mapping[str, Collection[int]],
) -> Sequence[Stretch]:
    """`within` in stretches, in order, none of which the rules can tell apart inside.

    `turns`: where the same questions are no longer asked, or an answer itself is compared.
    """
    if within[1] - within[0] < SHORT:
        return [(number, number) for number in range(within[0], within[1] + 1)]
    starts = sorted({within[0], *turns})
    found = set(starts)
    for first, after in pairwise([*starts, within[1] + 1]):
        found |= set(_crossings(rubric, (first, after - 1), answers_at, points))
    ordered = sorted(found)
    return [(first, after - 1) for first, after in pairwise([*ordered, within[1] + 1])]


def _crossings(
    rubric: Rubric,
    within: Stretch,
    answers_at: AnswersAt,
    points: Mapping[str, Collection[int]],
) -> Iterator[int]:
    """Where, in a stretch along which every score moves in a straight line, one reaches a point."""
    first, last = within
    at_first, at_last = answers_at(first), answers_at(last)
    if first == last or at_first is None or at_last is None:
        return
    low, high = _exact(rubric, at_first), _exact(rubric, at_last)
    for dimension in points.keys() & low.keys():
        begun, rise = low[dimension], (high[dimension] - low[dimension]) / (last - first)
        if rise:
            for point in points[dimension]:
                at = first + (point - Fraction(1, 2) - begun) / rise  # rounded half up
                stop = ceil(at) if rise > 0 else floor(at) + 1
                if first < stop <= last:
                    yield stop


def _exact(rubric: Rubric, answers: Answers) -> dict[str, Fraction]:
    """Each score before it is rounded, 0 to 100, of the dimensions that were measured."""
    exact: dict[str, Fraction] = {}
    for each in contributions(rubric, answers):
        exact[each.dimension] = exact.get(each.dimension, Fraction(0)) + 100 * each.share
    return exact


def _parts(rubric: Rubric, key: str) -> tuple[str, ...]:
    """The dimensions a composite is made of; none of any other."""
    for dimension in rubric.dimensions:
        if dimension.key == key:
            return tuple(part for part, _ in dimension.composed_of)
    return ()


def _turns(operator: str, value: object) -> Iterator[int]:
    if isinstance(value, bool) or not isinstance(value, int | float | Fraction):
        return
    if operator in (AnswerOperator.AT_LEAST, RequirementOperator.AT_LEAST):
        yield ceil(value)
    elif operator in (AnswerOperator.AT_MOST, RequirementOperator.AT_MOST):
        yield floor(value) + 1
    elif value == floor(value):
        yield from (floor(value), floor(value) + 1)
