"""One result as its reader sees it: what was measured, what weighs most, which answers decided."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from assessment.domain.answers import Answer, Answers
from assessment.domain.benchmark import Standing
from assessment.domain.rubric import Band, Dimension, Question, QuestionKind, Rubric
from assessment.domain.scoring import Contribution, contributions
from leads.domain.conditions import (
    All,
    AnswerCondition,
    AnyOf,
    Condition,
    DifferenceCondition,
    Facts,
    Leaf,
    Not,
    ScoreCondition,
    ScoreOperator,
    holds,
)
from leads.domain.verdicts import Actual, plain

MOST: Final = 3  # answers shown to a reader: more than three reasons convince nobody


@dataclass(frozen=True, slots=True)
class Part:
    """One dimension of a composite, how much it counts, and its points; None: left out."""

    label: str
    weight: int
    points: int | None


@dataclass(frozen=True, slots=True)
class Measured:
    """One dimension. `points` and `band` are None when no answer could have moved it.

    `parts`: what a composite is made of, in the rubric's order. `standing`: where it stands among
    other readers, None where too few have been counted.
    """

    dimension: Dimension
    points: int | None
    band: Band | None
    parts: tuple[Part, ...] = ()
    standing: Standing | None = None

    @property
    def counts_alike(self) -> bool:
        """Whether every part of a composite counts as much as any other."""
        return len({part.weight for part in self.parts}) == 1


@dataclass(frozen=True, slots=True)
class Given:
    """A question and what the reader answered."""

    question: Question
    answer: Answer

    @property
    def labels(self) -> tuple[str, ...]:
        """The choices taken, in words; of a split with the part each was given. Empty for scales,
        numbers and texts."""
        if self.question.kind is QuestionKind.SPLIT:
            return tuple(
                f"{label}: {part} {self.question.unit}".strip() for label, part in self.shared
            )
        taken = self.answer if isinstance(self.answer, tuple) else (self.answer,)
        return tuple(choice.label for choice in self.question.choices if choice.key in taken)

    @property
    def shared(self) -> tuple[tuple[str, int], ...]:
        """Of a split, each choice that was given something, and how much."""
        given = dict(pairs(self.answer))
        return tuple(
            (choice.label, given[choice.key])
            for choice in self.question.choices
            if choice.key in given
        )

    @property
    def value(self) -> Actual:
        """The answer as it was sent: 22.5, not the fraction it is counted as."""
        return plain(self.answer)


def pairs(answer: Answer) -> tuple[tuple[str, int], ...]:
    """The parts of a split; none of any other answer."""
    if not isinstance(answer, tuple):
        return ()
    return tuple(each for each in answer if isinstance(each, tuple))


@dataclass(frozen=True, slots=True)
class Heaviest:
    """The measured dimension with the most points, and the answers that added most to it."""

    measured: Measured
    answers: tuple[Given, ...]


def measured(
    rubric: Rubric,
    points: Mapping[str, int | None],
    *,
    standings: Mapping[str, Standing | None] | None = None,
) -> tuple[Measured, ...]:
    """Every dimension of the rubric, in its order; one without points was not measured."""
    return tuple(
        Measured(
            dimension,
            value,
            None if value is None else dimension.band(value),
            _parts(rubric, dimension, points),
            (standings or {}).get(dimension.key),
        )
        for dimension in rubric.dimensions
        for value in [points.get(dimension.key)]
    )


def _parts(
    rubric: Rubric, composite: Dimension, points: Mapping[str, int | None]
) -> tuple[Part, ...]:
    weights = dict(composite.composed_of)
    return tuple(
        Part(each.label, weights[each.key], points.get(each.key))
        for each in rubric.dimensions
        if each.key in weights
    )


def heaviest(rubric: Rubric, answers: Answers, scores: Iterable[Measured]) -> Heaviest | None:
    """The first of those with the most points; None where nothing weighs anything. A composite is
    none of them: what weighs there weighs in one of its parts."""
    plain_ones = (each for each in scores if not each.parts)
    most = max(plain_ones, key=lambda each: each.points or 0, default=None)
    if most is None or not most.points:
        return None
    key = most.dimension.key
    found = [each for each in contributions(rubric, answers) if each.dimension == key]
    return Heaviest(most, _given(rubric, answers, (each.question for each in found if each.share)))


def deciding(
    rubric: Rubric,
    answers: Answers,
    *,
    condition: Condition | None,
    facts: Facts,
    most: int = MOST,
) -> tuple[Given, ...]:
    """The answers that made the condition hold: those it names, then those that moved the scores it
    compares furthest its way. Without a condition, those that moved any score furthest.

    At most `most` of them: the reader's page and the advisor's brief show one list, to two lengths.
    """
    moves = contributions(rubric, answers)
    if condition is None:
        return _given(rubric, answers, (each.question for each in moves if each.share), most)
    told = list(_telling(condition, facts, wanted=True))
    named = (leaf.question for leaf, _ in told if isinstance(leaf, AnswerCondition))
    moved = (
        question
        for leaf, held in told
        if isinstance(leaf, ScoreCondition | DifferenceCondition)
        for question in _movers(rubric, moves, leaf, held=held)
    )
    return _given(rubric, answers, (*named, *moved), most)


def _telling(condition: Condition, facts: Facts, *, wanted: bool) -> Iterator[tuple[Leaf, bool]]:
    """The comparisons that turned out as the condition needed, and whether that was to hold."""
    match condition:
        case All(conditions) | AnyOf(conditions):
            for each in conditions:
                yield from _telling(each, facts, wanted=wanted)
        case Not(inner):
            yield from _telling(inner, facts, wanted=not wanted)
        case _ if holds(condition, facts) == wanted:
            yield condition, wanted


def _movers(
    rubric: Rubric,
    moves: tuple[Contribution, ...],
    leaf: ScoreCondition | DifferenceCondition,
    *,
    held: bool,
) -> Iterator[str]:
    """The questions of the score that had to be high, largest share first; or low, least first."""
    upward = (leaf.operator in (ScoreOperator.AT_LEAST, ScoreOperator.ABOVE)) is held
    if isinstance(leaf, DifferenceCondition):
        dimension, high = (leaf.minuend if upward else leaf.subtrahend), True
    else:
        dimension, high = leaf.dimension, upward
    weights = _weights(rubric, dimension)
    found = [each for each in moves if each.dimension in weights]
    if high:
        found = [each for each in found if each.share]
    ordered = sorted(found, key=lambda each: each.share * weights[each.dimension], reverse=high)
    return (each.question for each in ordered)


def _weights(rubric: Rubric, key: str) -> Mapping[str, int]:
    """What makes up the score of this name: itself, or the parts of a composite."""
    for dimension in rubric.dimensions:
        if dimension.key == key and dimension.composed_of:
            return dict(dimension.composed_of)
    return {key: 1}


def _given(
    rubric: Rubric, answers: Answers, questions: Iterable[str], most: int = MOST
) -> tuple[Given, ...]:
    keys = [key for key in dict.fromkeys(questions) if key in answers][:most]
    return tuple(Given(rubric.question(key), answers[key]) for key in keys)
