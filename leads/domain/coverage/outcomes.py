"""What one question can be answered with, in classes that the rules cannot tell apart."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from assessment.domain.answers import Answer
from assessment.domain.questions import Question, QuestionKind, Requirement
from assessment.domain.visibility import holds as meets
from leads.domain.conditions import AnswerCondition, answer_test
from leads.domain.coverage import numbers, ways
from leads.domain.coverage.ways import Bundle, Effect, Outcomes, Rows, Ways
from leads.domain.facts import read

# By answer, None where it was left out: how many of the readers who were asked answered so.
type Observed = Mapping[Answer | None, int]


class Demand(NamedTuple):
    """What one question is asked for: by rules, and by questions shown after certain answers.

    Of each comparison its bit; of each requirement the bit of the question it shows.
    """

    leaves: tuple[tuple[int, AnswerCondition], ...] = ()
    showing: tuple[tuple[int, Requirement], ...] = ()

    def truths(self, answer: Answer | None) -> int:
        reading = read(answer)
        return sum(bit for bit, leaf in self.leaves if answer_test(leaf)(reading))

    def fails(self, answer: Answer | None) -> int:
        failed = 0
        for bit, requirement in self.showing:
            if not meets(requirement, answer):
                failed |= bit
        return failed


@dataclass(frozen=True, slots=True)
class AnswerClass:
    """Answers of one truth: `truths` are the bits of the comparisons that hold, `fails` those of
    the questions hidden by them; `outcomes` says how many there are of each effect.
    """

    truths: int
    fails: int
    outcomes: Outcomes = field(hash=False)

    @property
    def count(self) -> int:
        return sum(each.count for each in self.outcomes.values())

    @property
    def is_scored(self) -> bool:
        return any(any(effect.gains) or any(effect.spans) for effect in self.outcomes)

    @property
    def example(self) -> Answer | None:
        return next(iter(self.outcomes.values())).example


def classes_of(
    question: Question, rows: Rows, *, demand: Demand, observed: Observed | None = None
) -> tuple[AnswerClass, ...]:
    """Every answer in exactly one class; one left out is one more answer. Raises TooLarge.

    `observed` counts answers instead of listing them: then a class weighs as often as it was given.
    """
    bundles = _seen(rows, observed) if observed is not None else _possible(question, rows, demand)
    found: dict[tuple[int, int], Outcomes] = {}
    for answer, outcomes in bundles:
        key = demand.truths(answer), demand.fails(answer)
        ways.add(found.setdefault(key, {}), outcomes)
    return tuple(AnswerClass(*key, outcomes) for key, outcomes in found.items())


def _possible(question: Question, rows: Rows, demand: Demand) -> Iterable[Bundle]:
    if not question.required:
        yield None, {rows.nothing: Ways(1, None)}
    match question.kind:
        case QuestionKind.SINGLE:
            yield from ways.each_of([choice.key for choice in question.choices], rows)
        case QuestionKind.MULTIPLE:
            yield from ways.ticked(question, rows, named=_named(question, demand))
        case QuestionKind.SPLIT:
            yield from ways.shared(question, rows, named=_named(question, demand))
        case QuestionKind.TEXT:
            yield from ways.written(question, rows, [leaf for _, leaf in demand.leaves])
        case _:
            yield from _numbered(question, rows, demand)


def _seen(rows: Rows, observed: Observed) -> Iterable[Bundle]:
    for answer, count in observed.items():
        effect = rows.nothing if answer is None else rows.of(answer)
        yield answer, {_whole(effect): Ways(count, answer)}


def _whole(effect: Effect) -> Effect:
    """A number between two whole ones counts as the nearest unit: shares are approximate anyway."""
    gains = tuple(int(Fraction(gain) + Fraction(1, 2)) for gain in effect.gains)
    return Effect(gains, effect.spans)


def _named(question: Question, demand: Demand) -> list[str]:
    """The choices that a comparison or a requirement can tell from the others."""
    wanted = [leaf.value for _, leaf in demand.leaves]
    texts = [
        text.casefold().strip()
        for value in wanted
        for text in (value if isinstance(value, tuple) else (value,))
        if isinstance(text, str)
    ]
    required = {key for _, requirement in demand.showing for key in requirement.keys}
    return [
        choice.key
        for choice in question.choices
        if choice.key in required or any(text in choice.key for text in texts)
    ]


def _numbered(question: Question, rows: Rows, demand: Demand) -> Iterable[Bundle]:
    values: list[object] = [leaf.value for _, leaf in demand.leaves]
    values += [requirement.value for _, requirement in demand.showing]
    named = [Fraction(number) for number in map(read, values) if not isinstance(number, tuple)]
    between: Iterable[Fraction] = ()
    if question.kind is QuestionKind.NUMBER:
        between = numbers.between(
            question.bounds, named, lambda number: (demand.truths(number), demand.fails(number))
        )
    return ways.numbered(question, rows, at=numbers.breaks(named), between=between)
