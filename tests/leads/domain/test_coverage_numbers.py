"""Numbers in coverage: whole ones, and those between that conditions tell from them."""

import pytest

from assessment.domain.questions import Question, QuestionKind, Requirement, RequirementOperator
from assessment.domain.rubric import Slope
from leads.domain.coverage import coverage
from tests.leads.domain.large import rule_set
from tests.leads.domain.test_coverage import PLAIN, check_examples, extra


def test_a_question_shown_up_to_zero_is_asked_of_those_at_zero_and_below() -> None:
    number = Question("number", QuestionKind.NUMBER, "?", minimum=-2, maximum=9)
    at_most = (Requirement("number", RequirementOperator.AT_MOST, value=0),)
    branch = Question("extra", QuestionKind.SINGLE, "?", choices=PLAIN, show_if=at_most)
    assert coverage(extra(number, branch), rule_set(())).completions == 4 * (3 * 3 + 9)


def test_a_number_is_parted_where_rules_look() -> None:
    number = Question("extra", QuestionKind.NUMBER, "?", minimum=0, maximum=99)
    rules = rule_set(({"answer": "extra", "operator": "at_least", "value": 70},))
    counted = coverage(extra(number), rules)
    assert (counted.completions, counted.rules[0].decides) == (4 * 100, 4 * 30)
    check_examples(extra(number), rules, counted)


def said_of(operator: str, value: float) -> dict[str, object]:
    return {"answer": "extra", "operator": operator, "value": value}


@pytest.mark.parametrize("slopes", [(), (Slope("personal", 0, 7), Slope("debt", 5, 0))])
@pytest.mark.parametrize(
    ("conditions", "holding"),
    [
        ([said_of("is", 2.5)], [1]),
        ([said_of("at_least", 70.5)], [30]),
        # Between two whole numbers: nobody but a reader at 2.5 falls through both.
        ([said_of("at_most", 2), said_of("at_least", 3)], [3, 97]),
        ([{"all": [{"not": said_of("at_most", 2)}, {"not": said_of("at_least", 3)}]}], [1]),
        ([{"all": [said_of("at_least", 2.2), said_of("at_most", 2.3)]}], [2]),
        ([{"all": [{"not": said_of("at_most", 2.2)}, {"not": said_of("at_least", 2.3)}]}], [1]),
        ([said_of("is", 100.5)], [0]),
    ],
)
def test_a_number_between_two_whole_ones_counts_where_rules_tell_it_from_them(
    conditions: list[dict[str, object]], holding: list[int], slopes: tuple[Slope, ...]
) -> None:
    rubric = extra(
        Question("extra", QuestionKind.NUMBER, "?", minimum=0, maximum=99, slopes=slopes)
    )
    scored = {"score": "debt", "operator": "at_least", "value": 50}
    rules = rule_set((*conditions, scored))
    counted = coverage(rubric, rules)
    assert [each.holds for each in counted.rules[:-1]] == [4 * ways for ways in holding]
    check_examples(rubric, rules, counted)


def test_a_scale_has_nothing_between_its_steps() -> None:
    scale = Question("extra", QuestionKind.SCALE, "?", minimum=1, maximum=5)
    counted = coverage(extra(scale), rule_set((said_of("is", 2.5),)))
    assert counted.completions == 4 * 5
    assert counted.rules[0].is_dead


def test_who_is_between_two_conditions_of_showing_is_counted_too() -> None:
    number = Question("number", QuestionKind.NUMBER, "?", minimum=0, maximum=9)
    bounds = {"few": (RequirementOperator.AT_MOST, 4), "many": (RequirementOperator.AT_LEAST, 5)}
    branches = [
        Question(
            key,
            QuestionKind.SINGLE,
            "?",
            choices=PLAIN,
            show_if=(Requirement("number", operator, value=value),),
        )
        for key, (operator, value) in bounds.items()
    ]
    # Each of ten numbers shows one of the two; 4.5 shows neither.
    assert coverage(extra(number, *branches), rule_set(())).completions == 4 * (10 * 3 + 1)
