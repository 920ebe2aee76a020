import dataclasses
from fractions import Fraction

import pytest
from hypothesis import given

from leads.domain.conditions import (
    All,
    AnswerCondition,
    AnswerOperator,
    AnyOf,
    Condition,
    ConditionInvalid,
    DifferenceCondition,
    Facts,
    FieldCondition,
    FieldOperator,
    Not,
    References,
    ScoreCondition,
    ScoreOperator,
    from_document,
    holds,
    leaves,
    references,
)
from leads.domain.terms import DEEPEST
from tests.leads.domain import strategies as some
from tests.leads.domain.strategies import NOTHING_KNOWN, SOMEBODY


def answer(question: str, operator: str, value: object) -> Condition:
    return from_document({"answer": question, "operator": operator, "value": value})


def field(name: str, operator: str, value: str = "") -> Condition:
    return from_document({"field": name, "operator": operator, "value": value})


@pytest.mark.parametrize(
    ("operator", "held"),
    [
        ("at_least", {71, 70}),
        ("at_most", {71, 72}),
        ("above", {70}),
        ("below", {72}),
    ],
)
def test_a_score_is_compared_with_a_whole_number(operator: str, held: set[int]) -> None:
    for value in (70, 71, 72):
        condition = ScoreCondition("personal", ScoreOperator(operator), value)
        assert holds(condition, SOMEBODY) is (value in held)


@pytest.mark.parametrize(
    ("operator", "held"),
    [
        ("at_least", {33, 32}),
        ("at_most", {33, 34}),
        ("above", {32}),
        ("below", {34}),
    ],
)
def test_a_difference_is_the_first_score_minus_the_second(operator: str, held: set[int]) -> None:
    for value in (32, 33, 34):
        compare = ScoreOperator(operator)
        condition = DifferenceCondition("personal", "organizational", compare, value)
        assert holds(condition, SOMEBODY) is (value in held)


@pytest.mark.parametrize(
    ("condition", "held"),
    [
        (answer("team-waits", "is", "often"), True),
        (answer("team-waits", "is", " Often "), True),
        (answer("team-waits", "is", "never"), False),
        (answer("team-waits", "is_not", "never"), True),
        (answer("team-waits", "is_not", "often"), False),
        (answer("team-waits", "is_any_of", ["never", "often"]), True),
        (answer("team-waits", "is_any_of", ["never"]), False),
        (answer("team-waits", "includes", "often"), True),
        (answer("levers", "includes", "often"), True),
        (answer("levers", "includes", "never"), False),
        (answer("levers", "is", "often"), False),
        (answer("levers", "is_not", "often"), True),
        (answer("levers", "is_any_of", ["often", "always"]), False),
        (answer("hours", "is", 6.5), True),
        (answer("hours", "is", 6), False),
        (answer("hours", "is_not", 6), True),
        (answer("hours", "at_least", 6.5), True),
        (answer("hours", "at_least", 6.51), False),
        (answer("hours", "at_most", 6.5), True),
        (answer("hours", "at_most", 6), False),
        (answer("team-waits", "at_least", 0), False),
        (answer("words", "contains", "BOARD"), True),
        (answer("words", "contains", "bored"), False),
        (answer("words", "is", "the board misreads risk"), True),
        (answer("hours", "contains", "6"), False),
        (field("contact.email_domain", "is", "portfolio.example.com"), True),
        (field("contact.email_domain", "is", "example.com"), False),
        (field("contact.email_domain", "is_not", "example.com"), True),
        (field("contact.email_domain", "ends_with", ".EXAMPLE.com"), True),
        (field("contact.email_domain", "ends_with", "portfolio"), False),
        (field("contact.email_domain", "contains", "example"), True),
        (field("contact.email_domain", "is_present"), True),
        (field("contact.email_domain", "is_empty"), False),
        (field("contact.company", "is_empty"), True),
        (field("contact.company", "is_present"), False),
        (field("contact.company", "is_not", "Acme"), False),
        (field("contact.role", "is_empty"), True),
    ],
)
def test_an_answer_or_a_field_is_compared(condition: Condition, held: bool) -> None:
    assert holds(condition, SOMEBODY) is held


@pytest.mark.parametrize("tenth", [Fraction(1, 10), 0.1])
def test_a_tenth_is_a_tenth_parsed_or_straight_from_json(tenth: Fraction | float) -> None:
    facts = Facts(scores={}, answers={"hours": tenth}, fields={})
    for operator in (AnswerOperator.IS, AnswerOperator.AT_MOST, AnswerOperator.AT_LEAST):
        assert holds(AnswerCondition("hours", operator, 0.1), facts)


@given(some.leaves)
def test_a_missing_fact_makes_every_comparison_false_but_is_empty(condition: Condition) -> None:
    asks_for_nothing = (
        isinstance(condition, FieldCondition) and condition.operator is FieldOperator.IS_EMPTY
    )
    assert holds(condition, NOTHING_KNOWN) is asks_for_nothing


@given(some.conditions, some.facts)
def test_a_condition_holds_or_does_not_and_never_raises(condition: Condition, facts: Facts) -> None:
    assert holds(condition, facts) in (True, False)


@given(some.conditions, some.facts)
def test_not_twice_is_nothing(condition: Condition, facts: Facts) -> None:
    assert holds(Not(condition), facts) is not holds(condition, facts)
    assert holds(Not(Not(condition)), facts) is holds(condition, facts)


@given(some.conditions, some.conditions, some.facts)
def test_de_morgan(one: Condition, other: Condition, facts: Facts) -> None:
    neither = All((Not(one), Not(other)))
    assert holds(Not(AnyOf((one, other))), facts) is holds(neither, facts)
    not_both = AnyOf((Not(one), Not(other)))
    assert holds(Not(All((one, other))), facts) is holds(not_both, facts)


def test_everything_a_condition_names_is_listed() -> None:
    condition = All(
        (
            DifferenceCondition("personal", "debt", ScoreOperator.ABOVE, 5),
            Not(AnyOf((answer("team-waits", "is_any_of", ["never", "often"]),))),
            answer("hours", "at_least", 6),
            answer("words", "contains", "board"),
            answer("levers", "includes", "always"),
            field("contact.role", "is_present"),
        )
    )
    assert references(condition) == References(
        dimensions=frozenset({"personal", "debt"}),
        questions=frozenset({"team-waits", "hours", "words", "levers"}),
        choices=frozenset({("team-waits", "never"), ("team-waits", "often"), ("levers", "always")}),
        fields=frozenset({"contact.role"}),
    )
    assert len(list(leaves(condition))) == 6


def test_a_condition_cannot_be_changed() -> None:
    condition = ScoreCondition("personal", ScoreOperator.ABOVE, 50)
    with pytest.raises(dataclasses.FrozenInstanceError):
        condition.value = 60  # type: ignore[misc]


def test_a_condition_that_could_not_be_compared_cannot_be_made() -> None:
    with pytest.raises(ConditionInvalid) as refused:
        ScoreCondition("Personal drag", ScoreOperator.ABOVE, 101)
    assert [path for path, _ in refused.value.errors] == ["/score", "/value"]


def test_conditions_do_not_stand_too_deep_inside_one_another() -> None:
    condition: Condition = ScoreCondition("personal", ScoreOperator.ABOVE, 50)
    for _ in range(DEEPEST - 1):
        condition = Not(condition)
    with pytest.raises(ConditionInvalid):
        Not(condition)


def test_facts_are_gathered_from_the_parts_of_a_submission() -> None:
    facts = Facts.of(
        scores={"personal": 71},
        answers={"team-waits": "often"},
        contact={"email": " rosa@Portfolio.example.com ", "company": "Acme"},
        attribution={"utm_source": "newsletter", "unheard_of": "x"},
    )
    assert facts.fields == {
        "contact.email": " rosa@Portfolio.example.com ",
        "contact.email_domain": "Portfolio.example.com",
        "contact.company": "Acme",
        "attribution.utm_source": "newsletter",
    }


@pytest.mark.parametrize("block", ["b7", "b7~12a", "b7~12b", " B7 ~12b"])
def test_a_rule_that_names_a_block_holds_for_every_variant_of_its_call(block: str) -> None:
    facts = Facts.of(scores={}, answers={}, contact={}, attribution={"block": block})
    assert holds(field("attribution.block", "is", "b7"), facts)
    assert not holds(field("attribution.block", "contains", "~"), facts)


def test_a_call_without_a_block_of_its_own_has_none_under_trial_either() -> None:
    facts = Facts.of(scores={}, answers={}, contact={}, attribution={"block": "~12b"})
    assert holds(field("attribution.block", "is_empty"), facts)


@pytest.mark.parametrize("contact", [{}, {"email": ""}, {"email": "rosa"}, {"email": "@"}])
def test_without_an_address_there_is_no_domain(contact: dict[str, str]) -> None:
    facts = Facts.of(scores={}, answers={}, contact=contact, attribution={})
    assert holds(field("contact.email_domain", "is_empty"), facts)
