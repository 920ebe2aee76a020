"""What an editor has set on the lane map: two dimensions, all else that is known, thresholds."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, NamedTuple

from django.http import QueryDict

from assessment.controls import number_in
from assessment.domain.rubric import Dimension, Question, QuestionKind
from leads.domain.conditions import (
    AnswerCondition,
    DifferenceCondition,
    Facts,
    FieldCondition,
    Leaf,
    leaves,
)
from leads.domain.lane_map import Place, Plane, Threshold, thresholds
from leads.domain.routing import RuleSet
from leads.proofs import Proof
from leads.views.admin.explaining import FIELD_NAMES, OPERATORS

MIDDLE = 50
SOMETHING = "something"  # of a field that rules ask only whether it is there


class Picked(NamedTuple):
    """One of the values on offer."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Control:
    """A number where `options` is empty, else a choice; of `several` more than one at once."""

    name: str
    label: str
    value: str = ""
    options: tuple[Picked, ...] = ()
    several: bool = False
    least: int = 0
    most: int = 100
    written: int | None = None  # what stands in the rules


@dataclass(frozen=True)
class Setting:
    """Read from the address of the page. It holds points, keys and the editor's own words, never
    a reader's. What makes no sense there is as good as not said.
    """

    proof: Proof
    said: QueryDict

    @cached_property
    def plain(self) -> tuple[Dimension, ...]:
        """What can be an axis: composites follow from their parts."""
        return tuple(each for each in self.proof.rubric.dimensions if not each.composed_of)

    @cached_property
    def axes(self) -> tuple[Dimension, Dimension]:
        """Two different ones, of at least two."""
        named = {each.key: each for each in self.plain}
        across = named.get(self.said.get("across", ""), self.plain[0])
        others = [each for each in self.plain if each is not across]
        up = named.get(self.said.get("up", ""), others[0])
        return across, others[0] if up is across else up

    @property
    def plane(self) -> Plane:
        across, up = self.axes
        facts = Facts(
            scores={each.key: self._points(each.key) for each in self._others},
            answers={each.key: answer for each in self._asked if (answer := self._answer(each))},
            fields={name: self.said.get(f"f.{name}", "") for name in self._fields},
        )
        return Plane(self.proof.rubric, across.key, up.key, facts)

    @property
    def moved(self) -> dict[Place, int]:
        """The thresholds that stand elsewhere than in the rules."""
        return {
            each.place: value
            for each in thresholds(self.proof.rule_set)
            if (value := self._threshold(each)) != each.condition.value
        }

    def axis_controls(self) -> Iterator[Control]:
        for name, label, chosen in zip(("across", "up"), ("Across", "Up"), self.axes, strict=True):
            options = [Picked(each.key, each.label, each is chosen) for each in self.plain]
            yield Control(name, label, options=tuple(options))

    def threshold_controls(self) -> Iterator[Control]:
        """One for each number that a score is compared with, in the words of its rule."""
        for each in thresholds(self.proof.rule_set):
            difference = isinstance(each.condition, DifferenceCondition)
            yield Control(
                name=_name_of(each),
                label=f"{self._rules[each.rule].label}: {self._compared(each)}",
                value=str(self._threshold(each)),
                least=-100 if difference else 0,
                written=each.condition.value,
            )

    def other_controls(self) -> Iterator[Control]:
        """What else the rules can ask for."""
        for dimension in self._others:
            points = self._points(dimension.key)
            value = "" if points is None else str(points)
            yield Control(f"d.{dimension.key}", f"{dimension.label}, points", value)
        for question in self._asked:
            yield self._answer_control(question)
        for name in self._fields:
            yield self._choice(f"f.{name}", str(FIELD_NAMES[name]), self._words(name))

    @property
    def _rules(self) -> Any:
        return self.proof.rule_set.by_key

    @cached_property
    def _leaves(self) -> tuple[Leaf, ...]:
        return _leaves_of(self.proof.rule_set)

    @property
    def _others(self) -> list[Dimension]:
        return [each for each in self.plain if each not in self.axes]

    @cached_property
    def _asked(self) -> list[Question]:
        """The questions that rules compare; the whole a split shares out is not compared."""
        named = {leaf.question for leaf in self._leaves if isinstance(leaf, AnswerCondition)}
        return [
            each
            for each in self.proof.rubric.questions
            if each.key in named and each.kind is not QuestionKind.SPLIT
        ]

    @cached_property
    def _fields(self) -> list[str]:
        named = {leaf.field for leaf in self._leaves if isinstance(leaf, FieldCondition)}
        return [name for name in FIELD_NAMES if name in named]

    def _points(self, dimension: str) -> int | None:
        """The middle, unless the editor says otherwise; nothing for "not measured"."""
        said = self.said.get(f"d.{dimension}", str(MIDDLE))
        if not said.strip():
            return None
        points = number_in(said)
        return points if isinstance(points, int) and 0 <= points <= 100 else MIDDLE

    def _threshold(self, threshold: Threshold) -> int:
        value = number_in(self.said.get(_name_of(threshold), ""))
        least = -100 if isinstance(threshold.condition, DifferenceCondition) else 0
        fits = isinstance(value, int) and least <= value <= 100
        return int(value) if fits else threshold.condition.value

    def _answer(self, question: Question) -> object:
        """As conditions read it; nothing for unanswered."""
        said = [text for text in self.said.getlist(f"a.{question.key}") if text]
        if question.kind is QuestionKind.MULTIPLE:
            return tuple(said)
        if not said or question.kind in (QuestionKind.SINGLE, QuestionKind.TEXT):
            return said[0] if said else None
        number = number_in(said[0])
        return None if isinstance(number, str) else Fraction(str(number))

    def _answer_control(self, question: Question) -> Control:
        name = f"a.{question.key}"
        if question.kind in (QuestionKind.SCALE, QuestionKind.NUMBER):
            least, most = question.bounds
            return Control(name, question.text, self.said.get(name, ""), least=least, most=most)
        offered = [(choice.key, choice.label) for choice in question.choices]
        several = question.kind is QuestionKind.MULTIPLE
        return self._choice(name, question.text, offered or self._words(question.key), several)

    def _choice(
        self, name: str, label: str, offered: list[tuple[str, str]], several: bool = False
    ) -> Control:
        chosen = self.said.getlist(name)
        options = [Picked(value, text, value in chosen) for value, text in offered]
        nothing = [] if several else [Picked("", "Nothing given", not any(chosen))]
        return Control(name, label, options=(*nothing, *options), several=several)

    def _words(self, name: str) -> list[tuple[str, str]]:
        """The words that rules compare with this text, and something that is none of them."""
        words = {
            str(leaf.value)
            for leaf in self._leaves
            if isinstance(leaf, AnswerCondition | FieldCondition)
            and name == (leaf.question if isinstance(leaf, AnswerCondition) else leaf.field)
            and leaf.value
        }
        return [*((each, f"“{each}”") for each in sorted(words)), (SOMETHING, "Something else")]

    def _compared(self, threshold: Threshold) -> str:
        labels = {each.key: each.label for each in self.proof.rubric.dimensions}
        condition = threshold.condition
        if isinstance(condition, DifferenceCondition):
            subject = f"{labels[condition.minuend]} − {labels[condition.subtrahend]}"
        else:
            subject = labels[condition.dimension]
        return f"{subject} {OPERATORS[condition.operator]}"


def _name_of(threshold: Threshold) -> str:
    at, nth = threshold.place
    return f"t.{at}.{nth}"


def _leaves_of(rule_set: RuleSet) -> tuple[Leaf, ...]:
    return tuple(leaf for rule in rule_set.rules for leaf in leaves(rule.condition))
