"""What has to be counted for a rubric and its rules, and in which order."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import gcd, prod
from typing import Any

from assessment.domain.questions import Question
from assessment.domain.rubric import Rubric
from leads.domain.conditions import AnswerCondition, FieldCondition, leaves
from leads.domain.coverage.outcomes import AnswerClass, Demand, Observed, classes_of
from leads.domain.coverage.points import Axes
from leads.domain.coverage.readers import Reader, kinds_of_reader
from leads.domain.coverage.residues import Residues
from leads.domain.coverage.walk import Stop
from leads.domain.coverage.ways import Effect, Outcomes, Rows, Ways, add
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
    found = _distinct(rule_set)
    known = [leaf for leaf in found if isinstance(leaf, AnswerCondition | FieldCondition)]
    bits: dict[Any, int] = {leaf: 1 << at for at, leaf in enumerate(known)}
    axes = Axes(rubric, [leaf for leaf in found if leaf not in bits])
    answered = [leaf for leaf in known if isinstance(leaf, AnswerCondition)]
    shown = {
        question.key: 1 << at for at, question in enumerate(rubric.questions) if question.show_if
    }
    kinds = kinds_of_reader(field_leaves(rule_set), rubric.contact)
    reader = _reader(kinds, [bits[leaf] for leaf in field_leaves(rule_set)], axes, seen)
    asked, demands = _asked(rubric, axes, answered=answered, bits=bits, shown=shown, seen=seen)
    for axis in range(len(axes.names)):
        asked = _settled(asked, axis, axes.ranks(axis))
    units, asked = _reduced(asked, len(axes.names))
    walked: list[Asked] = [reader]
    scored: list[Asked] = []
    free: list[Asked] = []
    stops = [Stop(reader.classes, 0, sum(bits[leaf] for leaf in field_leaves(rule_set)), 0)]
    for each, demand in zip(asked, demands, strict=True):
        if demand != Demand() or each.key in shown:
            walked.append(each)
            stops.append(_stop(each, demand, shown.get(each.key, 0)))
        else:
            (scored if each.classes[0].is_scored else free).append(each)
    residues = Residues([rule.condition for rule in rule_set.rules], bits)
    return Plan(
        axes=axes,
        residues=residues,
        walked=tuple(walked),
        stops=tuple(stops),
        scored=tuple(scored),
        free=tuple(free),
        readers=tuple(kinds.values()),
        units=units,
    )


def _distinct(rule_set: RuleSet) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(leaf for rule in rule_set.rules for leaf in leaves(rule.condition)))


def _reader(
    kinds: Mapping[Truths, Reader], bits: Sequence[int], axes: Axes, seen: Seen | None
) -> Asked:
    """Kinds of reader, as if they were the answers to one question more."""
    nothing = Effect((0,) * len(axes.names), (0,) * len(axes.names))
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
    rubric: Rubric,
    axes: Axes,
    *,
    answered: Sequence[AnswerCondition],
    bits: Mapping[Any, int],
    shown: Mapping[str, int],
    seen: Seen | None,
) -> tuple[list[Asked], list[Demand]]:
    demands = [
        Demand(
            tuple((bits[leaf], leaf) for leaf in answered if leaf.question == question.key),
            tuple(
                (shown[later.key], requirement)
                for later in rubric.questions
                for requirement in later.show_if
                if requirement.question == question.key
            ),
        )
        for question in rubric.questions
    ]
    asked = [
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
    return asked, demands


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


def _reduced(asked: Sequence[Asked], axes: int) -> tuple[tuple[int, ...], list[Asked]]:
    """Gains divided by what is common to all of them on an axis."""
    units = tuple(
        gcd(*(effect.gains[axis] for effect in _effects(asked))) or 1 for axis in range(axes)
    )
    return units, [
        Asked(
            each.question,
            tuple(
                replace(answers, outcomes=_divided(answers.outcomes, units))
                for answers in each.classes
            ),
        )
        for each in asked
    ]


def _effects(asked: Sequence[Asked]) -> Iterator[Effect]:
    for each in asked:
        for answers in each.classes:
            yield from answers.outcomes


def _divided(outcomes: Outcomes, units: Sequence[int]) -> Outcomes:
    return {
        Effect(
            tuple(gain // unit for gain, unit in zip(effect.gains, units, strict=True)),
            effect.spans,
        ): ways
        for effect, ways in outcomes.items()
    }
