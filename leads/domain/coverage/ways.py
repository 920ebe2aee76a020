"""How many answers of each effect there are, for every kind of question."""

import operator
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, combinations
from typing import Any, NamedTuple, Self

from assessment.domain.answers import Answer
from assessment.domain.effects import Effects, effects_of, unit_of
from assessment.domain.questions import Question, QuestionKind
from assessment.domain.rubric import Rubric
from leads.domain.conditions import AnswerCondition, answer_test
from leads.domain.coverage.limits import (
    MOST_EFFECTS,
    MOST_LISTED,
    MOST_NAMED,
    too_many_answers,
)
from leads.domain.coverage.words import texts_telling

type Vector = tuple[int, ...]  # one entry for each dimension that the rules read


class Effect(NamedTuple):
    """Units gained, and the span they count in: 0 and 0 where a dimension is not touched."""

    gains: Vector
    spans: Vector


@dataclass(frozen=True, slots=True)
class Ways:
    """How many answers, and one of them; None: the question is left out."""

    count: int
    example: Any


type Outcomes = dict[Effect, Ways]
# One answer that stands for all of these, as far as rules and requirements go.
type Bundle = tuple[Answer | None, Outcomes]


@dataclass(frozen=True, slots=True)
class Rows:
    """The effect of every answer to one question."""

    effects: Effects | None  # None: a text, which gives no points
    nothing: Effect
    is_flat: bool  # every answer to a scale or a number has the same effect

    @classmethod
    def in_rubric(cls, rubric: Rubric, question: Question, dimensions: Sequence[str]) -> Self:
        nothing = Effect((0,) * len(dimensions), (0,) * len(dimensions))
        if question.kind is QuestionKind.TEXT:
            return cls(None, nothing, is_flat=True)
        rising = {each.dimension for each in question.slopes if each.at_minimum != each.at_maximum}
        effects = effects_of(question, dimensions, unit_of(rubric))
        return cls(effects, nothing, is_flat=rising.isdisjoint(dimensions))

    def of(self, answer: Answer) -> Effect:
        if self.effects is None:
            return self.nothing
        row: Any = self.effects[answer]
        return Effect(tuple(row[0::2]), tuple(row[1::2]))


def add(outcomes: Outcomes, more: Mapping[Effect, Ways]) -> None:
    for effect, ways in more.items():
        known = outcomes.get(effect)
        outcomes[effect] = Ways(known.count + ways.count, known.example) if known else ways


def each_of(answers: Iterable[Answer], rows: Rows) -> Iterator[Bundle]:
    for answer in answers:
        yield answer, {rows.of(answer): Ways(1, answer)}


def numbered(
    question: Question, rows: Rows, *, at: Sequence[int], between: Iterable[Fraction]
) -> Iterator[Bundle]:
    """Every whole number of the range; where it gives no points, one stretch at a time. Then those
    `between` whole ones.
    """
    minimum, maximum = question.bounds
    if not rows.is_flat or question.kind is QuestionKind.SCALE:
        if maximum - minimum > MOST_LISTED:
            raise too_many_answers(question.text)
        yield from each_of(range(minimum, maximum + 1), rows)
    else:
        starts = sorted({minimum, *(step for step in at if minimum < step <= maximum)})
        for start, end in zip(starts, [*starts[1:], maximum + 1], strict=True):
            yield start, {rows.of(start): Ways(end - start, start)}
    yield from each_of(between, rows)


def written(question: Question, rows: Rows, leaves: Sequence[AnswerCondition]) -> Iterator[Bundle]:
    """One text for each way in which what is asked of it can come out."""
    texts = texts_telling(leaves, test=answer_test, longest=question.max_length)
    yield from each_of(texts, rows)


def ticked(question: Question, rows: Rows, *, named: Sequence[str]) -> Iterator[Bundle]:
    """Every set of choices but none at all: each set of those named, with any of the others."""
    if len(named) > MOST_NAMED:
        raise too_many_answers(question.text)
    keys = [choice.key for choice in question.choices]
    none, some = _sets_of([key for key in keys if key not in named], rows, question)
    for size in range(len(named) + 1):
        for subset in combinations(named, size):
            if subset:
                yield _joined(subset, none, keys=keys, rows=rows)
            if some:
                yield _joined(subset, some, keys=keys, rows=rows)


def _sets_of(keys: Sequence[str], rows: Rows, question: Question) -> tuple[Outcomes, Outcomes]:
    """Sets of these keys by effect: the empty one, and all others."""
    none: Outcomes = {rows.of(()): Ways(1, ())}
    some: Outcomes = {}
    for key in keys:
        step = _difference(rows.of((key,)), rows.of(()))
        more: Outcomes = {}
        for effect, ways in chain(none.items(), some.items()):
            add(more, {_plus(effect, step): Ways(ways.count, (*ways.example, key))})
        add(some, more)
        if len(some) > MOST_EFFECTS:
            raise too_many_answers(question.text)
    return none, some


def _joined(
    subset: tuple[str, ...], outcomes: Outcomes, *, keys: Sequence[str], rows: Rows
) -> Bundle:
    step = _difference(rows.of(subset), rows.of(()))
    joined: Outcomes = {}
    for effect, ways in outcomes.items():
        answer = tuple(key for key in keys if key in subset or key in ways.example)
        add(joined, {_plus(effect, step): Ways(ways.count, answer)})
    return next(iter(joined.values())).example, joined


type Left = dict[tuple[int, frozenset[str], Effect], Ways]  # rest of the total, who got a part


def shared(question: Question, rows: Rows, *, named: Sequence[str]) -> Iterator[Bundle]:
    """Every way to divide the total in whole numbers, by effect and by who gets a part: each of
    those named, and any of the others.
    """
    keys = [choice.key for choice in question.choices]
    left: Left = {(question.whole, frozenset(), rows.of(())): Ways(1, ())}
    for key in keys:
        mark = frozenset([key if key in named else ""])
        left = _given(left, key, rows=rows, mark=mark, last=key == keys[-1])
        if len(left) > MOST_EFFECTS:
            raise too_many_answers(question.text)
    found: dict[frozenset[str], Outcomes] = {}
    for (_, given, effect), ways in left.items():
        add(found.setdefault(given if named else frozenset(), {}), {effect: ways})
    for outcomes in found.values():
        yield next(iter(outcomes.values())).example, outcomes


def _given(left: Left, key: str, *, rows: Rows, mark: frozenset[str], last: bool) -> Left:
    """What is left of the total once every part of it was tried for this key."""
    unit = _difference(rows.of(((key, 1),)), rows.of(()))
    most = max(rest for rest, _, _ in left)
    parts = [_times(part, unit) for part in range(most + 1)]
    more: Left = {}
    for (rest, given, effect), ways in left.items():
        for part in range(rest if last else 0, rest + 1):
            taken = given | mark if part else given
            state = rest - part, taken, _plus(effect, parts[part])
            known = more.get(state)
            example = (*ways.example, (key, part)) if part else ways.example
            more[state] = Ways(
                ways.count + (known.count if known else 0), known.example if known else example
            )
    return more


def _times(factor: int, effect: Effect) -> Effect:
    return Effect(*(tuple(factor * each for each in vector) for vector in effect))


def _plus(one: Effect, other: Effect) -> Effect:
    return Effect(
        tuple(map(operator.add, one.gains, other.gains)),
        tuple(map(operator.add, one.spans, other.spans)),
    )


def _difference(one: Effect, other: Effect) -> Effect:
    return Effect(
        tuple(map(operator.sub, one.gains, other.gains)),
        tuple(map(operator.sub, one.spans, other.spans)),
    )
