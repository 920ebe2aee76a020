"""Coverage against every completion, one by one, on small assessments of every shape."""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations, product
from math import comb
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from assessment.domain.answers import parse_answers
from assessment.domain.questions import Question, QuestionKind, Requirement
from assessment.domain.rubric import Rubric
from assessment.domain.scoring import score
from assessment.domain.visibility import holds as meets
from assessment.domain.visibility import shown
from leads.domain.conditions import (
    AnswerCondition,
    AnswerOperator,
    Condition,
    answer_test,
    leaves,
)
from leads.domain.coverage import Example, coverage
from leads.domain.facts import Facts
from leads.domain.routing import Match, Rule, RuleSet, match
from leads.domain.terms import All, AnyOf, DifferenceCondition, Not, ScoreCondition, ScoreOperator
from tests.assessment.strategies import rubrics

MOST = 400
type Demanded = AnswerCondition | Requirement
type Together = tuple[Demanded, ...]  # one comparison; or all that one question asks to be shown


def answers_to(question: Question, asked: Sequence[Together]) -> list[Any]:
    keys = [choice.key for choice in question.choices]
    offered: list[Any]
    match question.kind:
        case QuestionKind.SINGLE:
            offered = list(keys)
        case QuestionKind.MULTIPLE:
            offered = [list(c) for n in range(1, len(keys) + 1) for c in combinations(keys, n)]
        case QuestionKind.SPLIT:
            total = question.whole
            assume(comb(total + len(keys) - 1, total) <= MOST and (total + 1) ** len(keys) < 20_000)
            offered = [
                dict(zip(keys, parts, strict=True))
                for parts in product(range(total + 1), repeat=len(keys))
                if sum(parts) == total
            ]
        case QuestionKind.TEXT:
            offered = ["words"[: question.max_length]]
        case _:
            assume(question.bounds[1] - question.bounds[0] <= MOST)
            offered = list(range(question.bounds[0], question.bounds[1] + 1))
            if question.kind is QuestionKind.NUMBER:
                offered += between(offered, asked)
    return offered if question.required else [None, *offered]


def between(whole: list[int], asked: Sequence[Together]) -> list[float]:
    """Halves that are named, then a number of each way to come out that no other has."""
    halves = {each + 0.5 for each in whole[:-1]} & {
        each.value for together in asked for each in together
    }
    found: list[float] = sorted(halves)

    def told(number: float) -> tuple[bool, ...]:
        exact = Fraction(number)
        return tuple(
            all(
                meets(each, exact) if isinstance(each, Requirement) else answer_test(each)(exact)
                for each in together
            )
            for together in asked
        )

    known = {told(number) for number in (*whole, *halves)}
    for low in whole[:-1]:
        for number in (low + 0.25, low + 0.75) if low + 0.5 in halves else (low + 0.5,):
            if told(number) not in known:
                known.add(told(number))
                found.append(number)
    return found


def asked_of(question: Question, rubric: Rubric, rule_set: RuleSet) -> list[Together]:
    """What rules and later questions ask of the answer to this one."""
    by_rules = [leaf for rule in rule_set.rules for leaf in leaves(rule.condition)]
    alone: list[Together] = [
        (leaf,)
        for leaf in by_rules
        if isinstance(leaf, AnswerCondition) and leaf.question == question.key
    ]
    shows: list[Together] = [
        tuple(each for each in later.show_if if each.question == question.key)
        for later in rubric.questions
    ]
    return [together for together in (*alone, *shows) if together]


def completions(rubric: Rubric, rule_set: RuleSet) -> list[dict[str, Any]]:
    """Each once: what is hidden is not answered."""
    found: list[dict[str, Any]] = [{}]
    for question in rubric.questions:
        offered = answers_to(question, asked_of(question, rubric, rule_set))
        more = []
        for so_far in found:
            known = {key: value for key, value in so_far.items() if value is not None}
            if question in shown(rubric, _parsed(rubric, known)):
                more += [{**so_far, question.key: answer} for answer in offered]
            else:
                more.append(so_far)
        found = more
        assume(len(found) <= MOST)
    return [{k: v for k, v in each.items() if v is not None} for each in found]


def _parsed(rubric: Rubric, known: dict[str, Any]) -> dict[str, Any]:
    def plain(key: str, value: Any) -> Any:
        kind = rubric.question(key).kind
        if kind is QuestionKind.SPLIT:
            return tuple(value.items())
        if isinstance(value, float):
            return Fraction(value)
        return tuple(value) if isinstance(value, list) else value

    return {key: plain(key, value) for key, value in known.items()}


def routed(rubric: Rubric, rule_set: RuleSet, answers: Any, fields: Any) -> Match:
    scored = score(rubric, answers)
    points = {each.dimension: each.points for each in scored.dimensions}
    return match(rule_set, Facts(points, answers, fields))


@st.composite
def conditions(draw: st.DrawFn, rubric: Rubric, deep: int = 3) -> Condition:
    dimensions = [each.key for each in rubric.dimensions]
    kinds = ["score", "answer"] + ["difference"] * (len(dimensions) > 1)
    operator = draw(st.sampled_from(ScoreOperator))
    leaf: Condition
    match draw(st.sampled_from(kinds)):
        case "score":
            leaf = ScoreCondition(
                draw(st.sampled_from(dimensions)), operator, draw(st.integers(0, 100))
            )
        case "difference":
            one, other = draw(st.permutations(dimensions))[:2]
            leaf = DifferenceCondition(one, other, operator, draw(st.integers(-60, 60)))
        case _:
            leaf = draw(answer_conditions(draw(st.sampled_from(rubric.questions))))
    if not deep or draw(st.booleans()):
        return leaf
    joined = draw(st.sampled_from([All, AnyOf, Not]))
    if joined is Not:
        return Not(leaf)
    return joined((leaf, draw(conditions(rubric, deep - 1))))


@st.composite
def answer_conditions(draw: st.DrawFn, question: Question) -> AnswerCondition:
    keys = [choice.key for choice in question.choices]
    if keys:
        operators = [
            AnswerOperator.IS,
            AnswerOperator.IS_NOT,
            AnswerOperator.INCLUDES,
            AnswerOperator.IS_ANY_OF,
        ]
        operator = draw(st.sampled_from(operators))
        key = draw(st.sampled_from(keys))
        many = operator is AnswerOperator.IS_ANY_OF
        return AnswerCondition(question.key, operator, (key, keys[0]) if many else key)
    if question.kind is QuestionKind.TEXT:
        # One text stands for all: a word that no text of the enumeration has would part it.
        return AnswerCondition(question.key, AnswerOperator.IS_ANY_OF, ("nothing-of-the-kind",))
    numbers = [AnswerOperator.AT_LEAST, AnswerOperator.AT_MOST, AnswerOperator.IS]
    return AnswerCondition(
        question.key,
        draw(st.sampled_from([*numbers, AnswerOperator.IS_NOT])),
        draw(st.integers(*question.bounds) | st.just(question.bounds[0] + 0.5)),
    )


@st.composite
def cases(draw: st.DrawFn) -> tuple[Rubric, RuleSet]:
    rubric = draw(rubrics(most_questions=4))
    rules = tuple(
        Rule(f"rule-{at}", "Label", "Reason.", draw(conditions(rubric)), f"lane-{at % 2}")
        for at in range(draw(st.integers(0, 4)))
    )
    return rubric, RuleSet(rules, "lane-0", "Else.")


@settings(
    max_examples=80,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)
@given(cases())
def test_every_completion_is_counted_where_it_goes(case: tuple[Rubric, RuleSet]) -> None:
    rubric, rule_set = case
    raw = completions(rubric, rule_set)
    decided: Counter[str | None] = Counter()
    held: Counter[str] = Counter()
    for each in raw:
        found = routed(rubric, rule_set, parse_answers(rubric, each), {})
        decided[found.rule] += 1
        held.update(verdict.rule for verdict in found.verdicts if verdict.held)
    counted = coverage(rubric, rule_set)
    assert counted.readers == 1
    assert counted.completions == len(raw)
    assert {each.rule.key: each.decides for each in counted.rules} == {
        rule.key: decided[rule.key] for rule in rule_set.rules
    }
    assert {each.rule.key: each.holds for each in counted.rules} == {
        rule.key: held[rule.key] for rule in rule_set.rules
    }
    assert counted.fallback == decided[None]
    check_examples(rubric, rule_set, counted)


def check_examples(rubric: Rubric, rule_set: RuleSet, counted: Any) -> None:
    def led(example: Example) -> Match:
        answers = parse_answers(rubric, example.to_document()["answers"])
        assert answers == example.answers
        return routed(rubric, rule_set, answers, example.reader)

    for each in counted.rules:
        assert (each.example is None) is each.is_dead
        if each.example:
            found = led(each.example)
            assert each.rule.key in {verdict.rule for verdict in found.verdicts if verdict.held}
            assert each.is_hidden or found.rule == each.rule.key
    for lane in counted.lanes:
        assert (lane.example is None) is (lane.completions == 0)
        assert lane.example is None or led(lane.example).lane == lane.lane
