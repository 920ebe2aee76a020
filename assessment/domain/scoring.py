"""From answers to points: exact until the last step, total, and quick.

The score of a dimension is 100 * (raw - least) / (most - least): raw is the points of the answers
given, least and most what the *answered* questions could have given (`Question.range_in`). So a
question left unanswered, or hidden, takes away the range it would have added. A composite is the
weighted mean of the whole numbers shown of those of its dimensions that were measured, rounded in
the same way, so that anyone can check it by eye.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

from assessment.domain.answers import Answers
from assessment.domain.effects import Effects, Row, Units, effects_of, unit_of
from assessment.domain.rubric import Dimension, QuestionKind, Rubric
from assessment.domain.visibility import shown


@dataclass(frozen=True, slots=True)
class DimensionScore:
    """`points` is what the reader sees: whole, 0 to 100, rounded half up; `band` its band's key.

    Both are None when no answer could have moved the dimension.
    """

    dimension: str
    points: int | None
    band: str | None


@dataclass(frozen=True, slots=True)
class Score:
    """One score per dimension, in the rubric's order."""

    dimensions: tuple[DimensionScore, ...]

    def points(self, dimension: str) -> int | None:
        """Raises KeyError when nothing of this name was scored."""
        return self._of(dimension).points

    def band(self, dimension: str) -> str | None:
        """Raises KeyError when nothing of this name was scored."""
        return self._of(dimension).band

    def to_document(self) -> dict[str, Any]:
        return {
            "dimensions": [
                {"dimension": each.dimension, "points": each.points, "band": each.band}
                for each in self.dimensions
            ]
        }

    def _of(self, dimension: str) -> DimensionScore:
        for each in self.dimensions:
            if each.dimension == dimension:
                return each
        raise KeyError(dimension)


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one answer did to one dimension.

    `points`: above the least this question can give. `share`: the same over the dimension's whole
    range, so that the shares of a dimension add up to its exact score, from 0 to 1.
    """

    question: str
    dimension: str
    points: Fraction
    share: Fraction


def score(rubric: Rubric, answers: Answers) -> Score:
    """Answers of this rubric; those to questions that are hidden change nothing."""
    table = _table(rubric)
    totals = [sum(column) for column in zip(*_rows(table, answers), strict=True)]
    points = [*map(_points, totals[0::2], totals[1::2])]
    for at, parts in table.composites:
        points[at] = mean([(points[part], weight) for part, weight in parts])
    return Score(tuple([scores[each] for scores, each in zip(table.scores, points, strict=True)]))


def contributions(rubric: Rubric, answers: Answers) -> tuple[Contribution, ...]:
    """Each answer in each dimension it could move: largest share first, then the rubric's order.

    A composite has none: what moves it moves the dimensions that it is composed of.
    """
    table = _table(rubric)
    answers = _counted(table, answers)
    spans = [sum(column) for column in zip(*_rows(table, answers), strict=True)][1::2]
    found = [
        Contribution(key, dimension.key, Fraction(gained) / table.unit, Fraction(gained) / total)
        for key, effects in table.effects
        if key in answers
        for dimension, (gained, span), total in zip(
            rubric.dimensions, _pairs(effects[answers[key]]), spans, strict=True
        )
        if span
    ]
    return tuple(sorted(found, key=lambda each: each.share, reverse=True))


type Parts = tuple[tuple[int, int], ...]  # places of dimensions, and the weight of each


@dataclass(frozen=True, slots=True)
class _Table:
    """A rubric laid out for scoring: one look-up per answer, then sums of columns."""

    unit: int
    nothing: Row
    effects: tuple[tuple[str, Effects], ...]
    scores: tuple[Mapping[int | None, DimensionScore], ...]
    composites: tuple[tuple[int, Parts], ...]  # by their places among the dimensions
    branching: Rubric | None  # the rubric itself where it may hide questions


@lru_cache(maxsize=256)
def _table(rubric: Rubric) -> _Table:
    scored = [question for question in rubric.questions if question.kind is not QuestionKind.TEXT]
    dimensions = [dimension.key for dimension in rubric.dimensions]
    unit = unit_of(rubric)
    return _Table(
        unit=unit,
        nothing=(0, 0) * len(dimensions),
        effects=tuple(
            (question.key, effects_of(question, dimensions, unit)) for question in scored
        ),
        scores=tuple(_every_score(dimension) for dimension in rubric.dimensions),
        composites=tuple(
            (at, tuple((dimensions.index(key), weight) for key, weight in dimension.composed_of))
            for at, dimension in enumerate(rubric.dimensions)
            if dimension.composed_of
        ),
        branching=rubric if any(question.show_if for question in rubric.questions) else None,
    )


def _points(gained: Units, span: Units) -> int | None:
    """100 * gained / span, rounded half up: the floor of half more, in whole numbers."""
    return (200 * gained + span) // (2 * span) if span else None


def mean(measured: Iterable[tuple[int | None, int]]) -> int | None:
    """The weighted mean of the points there are, rounded half up."""
    known = [(points, weight) for points, weight in measured if points is not None]
    weights = sum(weight for _, weight in known)
    total = sum(points * weight for points, weight in known)
    return (2 * total + weights) // (2 * weights) if weights else None


def _counted(table: _Table, answers: Answers) -> Answers:
    if table.branching is None:
        return answers
    asked = {question.key for question in shown(table.branching, answers)}
    return {key: answer for key, answer in answers.items() if key in asked}


def _rows(table: _Table, answers: Answers) -> list[Row]:
    answers = _counted(table, answers)
    rows = [effects[answers[key]] for key, effects in table.effects if key in answers]
    rows.append(table.nothing)
    return rows


def _pairs(row: Row) -> Iterator[tuple[Units, Units]]:
    return zip(row[0::2], row[1::2], strict=True)


def _every_score(dimension: Dimension) -> dict[int | None, DimensionScore]:
    """There are only 102 of them, so they are made once."""
    scores: dict[int | None, DimensionScore] = {None: DimensionScore(dimension.key, None, None)}
    for points in range(101):
        scores[points] = DimensionScore(dimension.key, points, dimension.band(points).key)
    return scores
