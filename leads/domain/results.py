"""One result as its reader sees it: what was measured, what weighs most, which answers decided."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, cast

from assessment.domain.answers import Answer, Answers
from assessment.domain.rubric import Band, Dimension, Question, QuestionKind, Rubric
from assessment.domain.scoring import Contribution, contributions
from leads.domain.conditions import (
    AnswerCondition,
    Condition,
    DifferenceCondition,
    Facts,
    ScoreCondition,
    ScoreOperator,
    holds,
    leaves,
)
from leads.domain.verdicts import Actual, plain

MOST: Final = 3  # answers shown of one kind: more than three reasons convince nobody


@dataclass(frozen=True, slots=True)
class Measured:
    """One dimension. `points` and `band` are None when no answer could have moved it."""

    dimension: Dimension
    points: int | None
    band: Band | None


@dataclass(frozen=True, slots=True)
class Given:
    """A question and what the reader answered."""

    question: Question
    answer: Answer

    @property
    def labels(self) -> tuple[str, ...]:
        """The choices taken, in words, those of a split with their parts; else empty."""
        if self.question.kind is QuestionKind.SPLIT:
            return tuple(self._shared(parts=dict(cast("Iterable[tuple[str, int]]", self.answer))))
        taken = self.answer if isinstance(self.answer, tuple) else (self.answer,)
        return tuple(choice.label for choice in self.question.choices if choice.key in taken)

    def _shared(self, *, parts: Mapping[str, int]) -> Iterator[str]:
        for choice in self.question.choices:
            if choice.key in parts:
                yield f"{choice.label}: {parts[choice.key]} {self.question.unit}".rstrip()

    @property
    def value(self) -> Actual:
        """The answer as it was sent: 22.5, not the fraction it is counted as."""
        return plain(self.answer)


@dataclass(frozen=True, slots=True)
class Heaviest:
    """The dimension with the most points, and the answers that added most to it."""

    measured: Measured
    answers: tuple[Given, ...]


def measured(rubric: Rubric, points: Mapping[str, int | None]) -> tuple[Measured, ...]:
    """Every dimension of the rubric, in its order; one without points was not measured."""
    return tuple(
        Measured(dimension, value, None if value is None else dimension.band(value))
        for dimension in rubric.dimensions
        for value in [points.get(dimension.key)]
    )


def heaviest(rubric: Rubric, answers: Answers, scores: Iterable[Measured]) -> Heaviest | None:
    """The first of those with the most points; None where nothing weighs anything.

    Never a composite: it weighs no more than the heaviest of those it is composed of.
    """
    plain_ones = (each for each in scores if not each.dimension.composed_of)
    most = max(plain_ones, key=lambda each: each.points or 0, default=None)
    if most is None or not most.points:
        return None
    key = most.dimension.key
    found = [each for each in contributions(rubric, answers) if each.dimension == key]
    return Heaviest(most, _given(rubric, answers, (each.question for each in found if each.share)))


def deciding(
    rubric: Rubric, answers: Answers, *, condition: Condition | None, facts: Facts
) -> tuple[Given, ...]:
    """At most MOST answers that made the condition hold: those it names, then those that moved the
    scores it compares furthest its way. Without a condition, those that moved any score furthest.
    """
    moves = contributions(rubric, answers)
    if condition is None:
        return _given(rubric, answers, (each.question for each in moves if each.share))
    held = [leaf for leaf in leaves(condition) if holds(leaf, facts)]
    named = (leaf.question for leaf in held if isinstance(leaf, AnswerCondition))
    moved = (
        question
        for leaf in held
        if isinstance(leaf, ScoreCondition | DifferenceCondition)
        for question in _movers(rubric, moves, leaf)
    )
    return _given(rubric, answers, (*named, *moved))


def _movers(
    rubric: Rubric, moves: tuple[Contribution, ...], leaf: ScoreCondition | DifferenceCondition
) -> Iterator[str]:
    """The questions of the score that had to be high, largest share first; or low, least first."""
    upward = leaf.operator in (ScoreOperator.AT_LEAST, ScoreOperator.ABOVE)
    if isinstance(leaf, DifferenceCondition):
        dimension, high = (leaf.minuend if upward else leaf.subtrahend), True
    else:
        dimension, high = leaf.dimension, upward
    weights = _weights(rubric, dimension)
    found = [each for each in moves if each.dimension in weights]
    found.sort(key=lambda each: each.share * weights[each.dimension], reverse=high)
    return (each.question for each in found if each.share or not high)


def _weights(rubric: Rubric, dimension: str) -> Mapping[str, int]:
    """What moves a composite is what moves its parts, by their weights."""
    composed = (each.composed_of for each in rubric.dimensions if each.key == dimension)
    return dict(next(composed, ())) or {dimension: 1}


def _given(rubric: Rubric, answers: Answers, questions: Iterable[str]) -> tuple[Given, ...]:
    keys = [key for key in dict.fromkeys(questions) if key in answers][:MOST]
    return tuple(Given(rubric.question(key), answers[key]) for key in keys)
