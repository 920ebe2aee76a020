"""What has to be counted for a rubric and its rules, and in which order."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import gcd, lcm, prod
from typing import Any, Self

from assessment.domain.questions import Question
from assessment.domain.rubric import Rubric
from leads.domain.conditions import AnswerCondition, FieldCondition, leaves
from leads.domain.coverage.outcomes import AnswerClass, Demand, Observed, classes_of
from leads.domain.coverage.points import Axes
from leads.domain.coverage.readers import Reader, kinds_of_reader
from leads.domain.coverage.residues import Residues
from leads.domain.coverage.walk import Stop
from leads.domain.coverage.ways import Effect, Outcomes, Rows, Vector, Ways, add
from leads.domain.rule_sets import RuleSet

type Truths = tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """How readers who were here answered each question, and of which kinds they were.

    A question that nobody was asked yet is answered in every way alike.
    """

    answers: Mapping[str, Observed]
    readers: Mapping[Truths, int]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its classes; `question` None: the reader's contact and origin."""

    question: Question | None
    classes: tuple[AnswerClass, ...]

    @property
    def key(self) -> str:
        return self.question.key if self.question else ""


@dataclass(frozen=True, slots=True)
class Plan:
    """`walked` in their order with their stops; `scored` and `free` are asked of everybody and
    named by nobody, the second without points. Gains are in `units` of the rubric's own units.
    """

    axes: Axes
    residues: Residues
    walked: tuple[Asked, ...]
    stops: tuple[Stop, ...]
    scored: tuple[Asked, ...]
    free: tuple[Asked, ...]
    readers: tuple[Reader, ...]
    units: tuple[int, ...]

    @property
    def factor(self) -> int:
        """In how many ways the free questions can be answered."""
        return prod(asked.classes[0].count for asked in self.free)


def field_leaves(rule_set: RuleSet) -> tuple[FieldCondition, ...]:
    """What the rules ask of contact and origin, each once."""
    found = _distinct(rule_set)
    return tuple(leaf for leaf in found if isinstance(leaf, FieldCondition))


def plan(rubric: Rubric, rule_set: RuleSet, seen: Seen | None = None) -> Plan:
    """Raises TooLarge where one question alone is beyond counting."""
    read = _Read.of(rubric, rule_set)
    kinds = kinds_of_reader(read.fields, rubric.contact)
    demands = [read.demand(question, rubric) for question in rubric.questions]
    units, asked = _in_units(_asked(rubric, read.axes, demands=demands, seen=seen), read.axes)
    reader = _reader(kinds, read, seen)
    walked: list[Asked] = [reader]
    stops = [Stop(reader.classes, 0, sum(read.bits[leaf] for leaf in read.fields), 0)]
    scored: list[Asked] = []
    free: list[Asked] = []
    for each, demand in zip(asked, demands, strict=True):
        if demand != Demand() or each.key in read.shown:
            walked.append(each)
            stops.append(_stop(each, demand, read.shown.get(each.key, 0)))
        else:
            (scored if each.classes[0].is_scored else free).append(each)
    return Plan(
        axes=read.axes,
        residues=Residues([rule.condition for rule in rule_set.rules], read.bits),
        walked=tuple(walked),
        stops=tuple(stops),
        scored=tuple(scored),
        free=tuple(free),
        readers=tuple(kinds.values()),
        units=units,
    )


@dataclass(frozen=True, slots=True)
class _Read:
    """What the rules read: scores along axes, and every comparison with an answer or a field by a
    bit of its own. `shown` has a bit for every question that may be hidden.
    """

    axes: Axes
    answers: tuple[AnswerCondition, ...]
    fields: tuple[FieldCondition, ...]
    bits: Mapping[Any, int]
    shown: Mapping[str, int]

    @classmethod
    def of(cls, rubric: Rubric, rule_set: RuleSet) -> Self:
        found = _distinct(rule_set)
        answers = tuple(leaf for leaf in found if isinstance(leaf, AnswerCondition))
        fields = field_leaves(rule_set)
        bits = {leaf: 1 << at for at, leaf in enumerate((*answers, *fields))}
        branching = [question.key for question in rubric.questions if question.show_if]
        return cls(
            axes=Axes(rubric, [leaf for leaf in found if leaf not in bits]),
            answers=answers,
            fields=fields,
            bits=bits,
            shown={key: 1 << at for at, key in enumerate(branching)},
        )

    def demand(self, question: Question, rubric: Rubric) -> Demand:
        """What is asked of the answer to this question."""
        return Demand(
            tuple(
                (self.bits[leaf], leaf) for leaf in self.answers if leaf.question == question.key
            ),
            tuple(
                (self.shown[later.key], requirement)
                for later in rubric.questions
                for requirement in later.show_if
                if requirement.question == question.key
            ),
        )


def _distinct(rule_set: RuleSet) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(leaf for rule in rule_set.rules for leaf in leaves(rule.condition)))


def _reader(kinds: Mapping[Truths, Reader], read: _Read, seen: Seen | None) -> Asked:
    """Kinds of reader, as if they were the answers to one question more."""
    nothing = Effect((0,) * len(read.axes.names), (0,) * len(read.axes.names))
    bits = [read.bits[leaf] for leaf in read.fields]
    counts = dict.fromkeys(kinds, 1) if seen is None else seen.readers
    return Asked(
        None,
        tuple(
            AnswerClass(
                sum(bit for bit, true in zip(bits, truths, strict=True) if true),
                0,
                {nothing: Ways(count, None)},
            )
            for truths, count in counts.items()
        ),
    )


def _asked(
    rubric: Rubric, axes: Axes, *, demands: Sequence[Demand], seen: Seen | None
) -> list[Asked]:
    return [
        Asked(
            question,
            classes_of(
                question,
                Rows.in_rubric(rubric, question, axes.names),
                demand=demand,
                observed=(seen.answers.get(question.key) or None) if seen else None,
            ),
        )
        for question, demand in zip(rubric.questions, demands, strict=True)
    ]


def _stop(asked: Asked, demand: Demand, bit: int) -> Stop:
    shows = 0
    for each, _ in demand.showing:
        shows |= each
    return Stop(asked.classes, bit, sum(each for each, _ in demand.leaves), shows)


def _settled(asked: list[Asked], axis: int, ranks: Sequence[int]) -> list[Asked]:
    """Where one question alone moves an axis, its gains are the points themselves, out of 100."""
    moving = [each for each in asked if any(effect.spans[axis] for effect in _effects([each]))]
    if len(moving) != 1:
        return asked
    return [
        Asked(
            each.question,
            tuple(
                replace(answers, outcomes=_pointed(answers.outcomes, axis, ranks))
                for answers in each.classes
            ),
        )
        if each is moving[0]
        else each
        for each in asked
    ]


def _pointed(outcomes: Outcomes, axis: int, ranks: Sequence[int]) -> Outcomes:
    found: Outcomes = {}
    for (gains, spans), ways in outcomes.items():
        gained, span = list(gains), list(spans)
        if spans[axis]:
            points = (200 * gains[axis] + spans[axis]) // (2 * spans[axis])
            gained[axis], span[axis] = ranks[points], 100
        add(found, {Effect(tuple(gained), tuple(span)): ways})
    return found


def _in_units(asked: list[Asked], axes: Axes) -> tuple[tuple[int, ...], list[Asked]]:
    """Gains as few and as small as the rules can tell apart, and the unit they count in by axis."""
    for axis in range(len(axes.names)):
        asked = _settled(asked, axis, axes.ranks(axis))
    asked = _wholly(asked, len(axes.names))
    units = tuple(
        gcd(*(int(effect.gains[axis]) for effect in _effects(asked))) or 1
        for axis in range(len(axes.names))
    )
    return units, _each(asked, lambda effect: Effect(_divided(effect.gains, units), effect.spans))


def _wholly(asked: list[Asked], axes: int) -> list[Asked]:
    """Where an answer between two whole numbers gains a fraction, the axis counts in that."""
    parts = tuple(
        lcm(*(Fraction(effect.gains[axis]).denominator for effect in _effects(asked)))
        for axis in range(axes)
    )
    if max(parts, default=1) == 1:
        return asked
    return _each(
        asked, lambda effect: Effect(_times(effect.gains, parts), _times(effect.spans, parts))
    )


def _each(asked: Sequence[Asked], change: Callable[[Effect], Effect]) -> list[Asked]:
    return [
        Asked(
            each.question,
            tuple(
                replace(
                    answers,
                    outcomes={change(effect): ways for effect, ways in answers.outcomes.items()},
                )
                for answers in each.classes
            ),
        )
        for each in asked
    ]


def _times(vector: Vector, factors: Sequence[int]) -> Vector:
    return tuple(int(value * factor) for value, factor in zip(vector, factors, strict=True))


def _divided(vector: Vector, units: Sequence[int]) -> Vector:
    return tuple(value // unit for value, unit in zip(vector, units, strict=True))


def _effects(asked: Sequence[Asked]) -> Iterator[Effect]:
    for each in asked:
        for answers in each.classes:
            yield from answers.outcomes
