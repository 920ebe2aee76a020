"""What would change a result: every answer stated leads where it says, and none is missing."""

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessment.domain.answers import Answers, AnswersInvalid, parse_answers, to_raw
from assessment.domain.questions import Requirement, RequirementOperator
from assessment.domain.rubric import Question, QuestionKind, Rubric, Slope
from assessment.domain.scoring import score
from leads.domain.conditions import (
    AnswerCondition,
    AnswerOperator,
    DifferenceCondition,
    ScoreCondition,
    ScoreOperator,
)
from leads.domain.facts import Facts
from leads.domain.flips import flips, nearest
from leads.domain.routing import Rule, RuleSet, match
from tests.assessment.samples import CLARITY, HOURS, MEETINGS, RUBRIC, SIGNS, asking
from tests.assessment.strategies import answered

LANES = ["book", "individual", "executive"]


def rule(condition: Any, *, lane: str = "individual", key: str = "rule") -> Rule:
    return Rule(key, "A rule", "Because.", condition, lane)


def rules(*conditions: Any) -> RuleSet:
    made = (rule(each, key=f"rule-{at}") for at, each in enumerate(conditions))
    return RuleSet(tuple(made), "book", "Nothing else fits.")


def found(rubric: Rubric, raw: dict[str, Any], *conditions: Any) -> list[tuple[str, Any, str]]:
    answers = parse_answers(rubric, raw)
    listed = flips(rubric, answers, rule_set=rules(*conditions), contact={}, attribution={})
    return [(each.question.key, each.instead.answer, each.match.lane) for each in listed]


def of(*questions: Question) -> Rubric:
    return asking(*questions, dimensions=RUBRIC.dimensions)


HEAVY = ScoreCondition("personal", ScoreOperator.AT_LEAST, 50)
BUSY = AnswerCondition("hours", AnswerOperator.AT_LEAST, 21.5)


def test_a_choice_that_leads_elsewhere_is_named_and_one_that_does_not_is_not():
    assert found(of(MEETINGS), {"meetings": "none"}, HEAVY) == [("meetings", "all", "individual")]


def test_what_moves_the_scores_least_comes_first():
    answers = {"meetings": "some", "hours": 20}  # (1 + 2) of 8
    assert found(of(MEETINGS, HOURS), answers, HEAVY) == [
        ("hours", 30, "individual"),
        ("meetings", "all", "individual"),
    ]


def test_one_tick_more_or_less_and_never_the_last_one_taken_away():
    includes = AnswerCondition("signs", AnswerOperator.INCLUDES, "waiting")
    base = {"meetings": "none"}
    assert found(of(MEETINGS, SIGNS), base | {"signs": ["deciding"]}, includes) == [
        ("signs", ("waiting", "deciding"), "individual")
    ]
    assert found(of(MEETINGS, SIGNS), base | {"signs": ["waiting"]}, includes) == []
    assert found(of(MEETINGS, SIGNS), base, includes) == []


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (10, [("hours", 22, "individual")]),
        (30, [("hours", 21, "book")]),
        (21.25, [22]),
        (22.75, [21]),
    ],
)
def test_of_a_number_only_the_nearest_whole_one_that_matters_is_named(hours, expected):
    listed = found(of(MEETINGS, HOURS), {"meetings": "none", "hours": hours}, BUSY)
    assert [each if isinstance(expected[0], tuple) else each[1] for each in listed] == expected


def test_of_a_large_range_it_is_found_at_once():
    large = replace(HOURS, maximum=1_000_000_000, slopes=(Slope("personal", 0, 1000),))
    begun = time.perf_counter()
    listed = found(of(MEETINGS, large), {"meetings": "none", "hours": 0}, HEAVY)
    assert time.perf_counter() - begun < 0.5
    assert listed == [("hours", 496_980_000, "individual")]  # 49.5 of 100 is 496.98 of 1004 points


def test_a_change_that_asks_something_new_is_not_stated():
    """Nobody knows what the reader would have answered there."""
    shown_if = Requirement("meetings", RequirementOperator.IS_ANY_OF, keys=("all",))
    hidden = replace(CLARITY, show_if=(shown_if,))
    required = of(MEETINGS, hidden, HOURS)
    assert found(required, {"meetings": "none"}, HEAVY) == []
    optional = of(MEETINGS, replace(hidden, required=False), HOURS)
    assert found(optional, {"meetings": "none"}, HEAVY) == [("meetings", "all", "individual")]


def test_a_change_that_hides_an_answer_takes_its_points_away():
    shown_if = Requirement("meetings", RequirementOperator.IS_ANY_OF, keys=("some",))
    rubric = of(MEETINGS, replace(HOURS, show_if=(shown_if,)))
    assert found(rubric, {"meetings": "some", "hours": 40}, HEAVY) == [
        ("hours", 29, "book"),
        ("meetings", "none", "book"),
    ]


def test_the_nearest_name_no_question_twice_for_one_lane():
    clear = ScoreCondition("organizational", ScoreOperator.AT_LEAST, 50)
    rubric = asking(CLARITY, dimensions=RUBRIC.dimensions[1:])
    answers = parse_answers(rubric, {"clarity": 5})
    listed = flips(rubric, answers, rule_set=rules(clear), contact={}, attribution={})
    assert [each.instead.answer for each in listed] == [3, 2, 1]
    assert [each.instead.answer for each in nearest(listed, most=3)] == [3]


# --- Brute force ----------------------------------------------------------------------------------


def alternatives(question: Question, answer: Any) -> Iterator[Any]:
    """Everything one reader could have answered instead, by the book; numbers whole."""
    match question.kind:
        case QuestionKind.SINGLE:
            yield from (choice.key for choice in question.choices)
        case QuestionKind.MULTIPLE:
            for choice in question.choices:
                yield sorted({*answer} ^ {choice.key})
        case QuestionKind.SCALE | QuestionKind.NUMBER:
            yield from range(question.bounds[0], question.bounds[1] + 1)
        case QuestionKind.SPLIT:
            for source, part in answer:
                for target in (choice.key for choice in question.choices):
                    for amount in range(1, part + 1):
                        moved = dict(answer)
                        moved[source] -= amount
                        moved[target] = moved.get(target, 0) + amount
                        yield moved


def lane_of(rubric: Rubric, answers: Answers, rule_set: RuleSet) -> str:
    scores = {each.dimension: each.points for each in score(rubric, answers).dimensions}
    facts = Facts.of(scores=scores, answers=answers, contact={}, attribution={})
    return match(rule_set, facts).lane


def elsewhere(
    rubric: Rubric, answers: Answers, rule_set: RuleSet
) -> Iterator[tuple[str, Any, str]]:
    """Every single change that makes a whole set of answers and leads to another lane."""
    here, raw = lane_of(rubric, answers, rule_set), to_raw(answers)
    for question in (each for each in rubric.questions if each.key in answers):
        for other in alternatives(question, answers[question.key]):
            if other == []:
                continue
            try:
                changed = parse_answers(rubric, raw | {question.key: other})
            except AnswersInvalid:
                continue
            if (lane := lane_of(rubric, changed, rule_set)) != here:
                yield question.key, changed[question.key], lane


def expected(rubric: Rubric, answers: Answers, rule_set: RuleSet) -> set[tuple[str, Any, str]]:
    """As `elsewhere`; of numbers the nearest on either side, of splits the least between two."""
    kept: dict[Any, tuple[Any, tuple[str, Any, str]]] = {}
    for key, answer, lane in elsewhere(rubric, answers, rule_set):
        given = answers[key]
        match rubric.question(key).kind:
            case QuestionKind.NUMBER:
                side, distance = answer > given, abs(answer - given)
            case QuestionKind.SPLIT:
                change = {
                    k: dict(answer).get(k, 0) - dict(given).get(k, 0)
                    for k in dict(answer) | dict(given)
                }
                side = tuple(sorted((k, v > 0) for k, v in change.items() if v))
                distance = sum(map(abs, change.values()))
            case _:
                side, distance = answer, 0
        slot = (key, lane, side)
        if slot not in kept or distance < kept[slot][0]:
            kept[slot] = (distance, (key, answer, lane))
    return {each for _, each in kept.values()}


@st.composite
def routed(draw: st.DrawFn) -> tuple[Rubric, Answers, RuleSet]:
    rubric, answers = draw(answered())
    dimensions = [dimension.key for dimension in rubric.dimensions]
    compared = st.builds(
        ScoreCondition,
        st.sampled_from(dimensions),
        st.sampled_from(ScoreOperator),
        st.integers(0, 100),
    )
    kinds = [compared, *([_differences(dimensions)] if len(dimensions) > 1 else [])]
    kinds += [_about(question) for question in rubric.questions if question.kind != "text"]
    made = draw(st.lists(st.tuples(st.one_of(kinds), st.sampled_from(LANES)), max_size=4))
    return (
        rubric,
        answers,
        RuleSet(
            tuple(rule(each, lane=lane, key=f"rule-{at}") for at, (each, lane) in enumerate(made)),
            draw(st.sampled_from(LANES)),
            "Nothing else fits.",
        ),
    )


def _differences(dimensions: list[str]) -> st.SearchStrategy[Any]:
    return st.builds(
        lambda pair, operator, value: DifferenceCondition(pair[0], pair[1], operator, value),
        st.permutations(dimensions),
        st.sampled_from(ScoreOperator),
        st.integers(-100, 100),
    )


def _about(question: Question) -> st.SearchStrategy[Any]:
    if question.choices:
        operators = st.sampled_from(
            [AnswerOperator.IS, AnswerOperator.IS_NOT, AnswerOperator.INCLUDES]
        )
        values: Any = st.sampled_from([choice.key for choice in question.choices])
    else:
        operators = st.sampled_from(
            [AnswerOperator.AT_LEAST, AnswerOperator.AT_MOST, AnswerOperator.IS]
        )
        low, high = question.bounds
        values = st.integers(low, high) | st.floats(low, high).map(lambda each: round(each, 1))
    return st.builds(AnswerCondition, st.just(question.key), operators, values)


@pytest.fixture(params=["one by one", "by stretches"])
def short(request, monkeypatch) -> None:
    """Either way of going through numbers; the second is for ranges too long to go through."""
    if request.param == "by stretches":
        monkeypatch.setattr("leads.domain.stops.SHORT", 0)


@given(routed())
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_flip_leads_where_it_says_and_none_is_missing(short, drawn):
    rubric, answers, rule_set = drawn
    listed = flips(rubric, answers, rule_set=rule_set, contact={}, attribution={})
    stated = [(each.question.key, each.instead.answer, each.match.lane) for each in listed]
    assert len(stated) == len(set(stated))
    assert set(stated) == expected(rubric, answers, rule_set)
    assert [each.movement for each in listed] == sorted(each.movement for each in listed)


@given(routed())
@settings(max_examples=50)
def test_the_movement_is_that_of_the_scores(drawn):
    rubric, answers, rule_set = drawn
    before = score(rubric, answers)
    for flip in flips(rubric, answers, rule_set=rule_set, contact={}, attribution={}):
        raw = to_raw(answers) | to_raw({flip.question.key: flip.instead.answer})
        after = score(rubric, parse_answers(rubric, raw))
        moved = [
            abs((one.points or 0) - (other.points or 0))
            for one, other in zip(before.dimensions, after.dimensions, strict=True)
        ]
        assert flip.movement == sum(moved)
