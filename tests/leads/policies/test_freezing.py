"""Between the rules editors write and the rules that decide, and where a fault is shown."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from assessment.models import Assessment
from leads.domain.conditions import All, AnyOf, Condition, FieldCondition, FieldOperator, Not
from leads.domain.routing import Names, Rule
from leads.models import Lane, RoutingPolicy
from leads.models.rule_freezing import TooDeep, freeze_rules, thaw_rules
from tests.leads.domain.strategies import QUESTIONS, leaves

NAMES = Names((), {"words": None, **dict.fromkeys(QUESTIONS[:3], ())}, ())
STREAM = RoutingPolicy._meta.get_field("rules").stream_block
LANE = Lane(pk=1, key="book")
LEAF = FieldCondition("contact.company", FieldOperator.IS_PRESENT)


def several(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[tuple[Condition, ...]]:
    return st.lists(inner, min_size=2, max_size=3).map(tuple)


groups = (
    several(leaves).map(All)
    | several(leaves).map(AnyOf)
    | several(leaves).map(AnyOf).map(Not)
    | leaves.map(Not)
)
conditions = (
    leaves | groups | several(leaves | groups).map(All) | several(leaves | groups).map(AnyOf)
)


def blocks(condition: Condition) -> Any:
    rule = Rule("a-rule", "A rule", "Because.", condition, "book")
    return STREAM.normalize(list(thaw_rules([rule], NAMES, {"book": LANE})))


@given(conditions)
def test_what_the_editor_shows_freezes_to_what_was_loaded(condition: Condition) -> None:
    assert freeze_rules(blocks(condition))[0].condition == condition


def test_one_condition_in_a_group_stands_alone() -> None:
    assert freeze_rules(blocks(All((LEAF,))))[0].condition == LEAF


def test_a_third_level_is_refused_because_the_editor_could_not_show_it() -> None:
    with pytest.raises(TooDeep):
        blocks(All((AnyOf((Not(LEAF), LEAF)), LEAF)))


def places(error: ValidationError) -> dict[str, list[str]]:
    """The sentences by the field at which the editor shows them: rules.0.conditions.1.value."""
    found: dict[str, list[str]] = {}

    def walk(data: dict[str, Any], path: str) -> None:
        if data.get("messages"):
            found[path] = [str(sentence) for sentence in data["messages"]]
        for name, inner in data.get("blockErrors", {}).items():
            walk(inner, f"{path}.{name}")

    for name, (first, *_) in error.error_dict.items():
        walk(
            first.as_json_data()
            if hasattr(first, "as_json_data")
            else {"messages": first.messages},
            name,
        )
    return found


def policy_with(compass: Assessment, *conditions: tuple[str, dict[str, Any]], **more: Any) -> Any:
    policy = compass.routing_policy
    rule = {
        "key": "a-rule",
        "label": "A rule",
        "reason": "Because.",
        "lane": Lane.objects.get(key="book"),
        "match": "all",
        "conditions": list(conditions),
    }
    policy.rules = [("rule", rule | more)]
    return policy


SCORE = {"dimension": "personal-drag", "operator": "at_least", "value": 10}
FAULTS = {
    "a dimension that is gone": (
        ("score", SCORE | {"dimension": "gone"}),
        "rules.0.conditions",
        "There is no dimension “gone”.",
    ),
    "no points": (
        ("score", SCORE | {"value": None}),
        "rules.0.conditions.0.value",
        "Give a whole number from 0 to 100.",
    ),
    "a score minus itself": (
        (
            "difference",
            {
                "minuend": "personal-drag",
                "subtrahend": "personal-drag",
                "operator": "above",
                "value": 1,
            },
        ),
        "rules.0.conditions.0.subtrahend",
        "Name two different dimensions.",
    ),
    "a question that is gone": (
        ("number", {"question": "gone", "operator": "is", "value": 1.0}),
        "rules.0.conditions",
        "There is no question “gone”.",
    ),
    "a choice that is gone": (
        ("choice", {"operator": "is", "choices": ["pace/gone"]}),
        "rules.0.conditions",
        "The question “pace” has no choice “gone”.",
    ),
    "no choice at all": (
        ("choice", {"operator": "is", "choices": []}),
        "rules.0.conditions.0.choices",
        "Name it by its key: small letters, digits and single hyphens.",
    ),
    "answers to two questions": (
        ("choice", {"operator": "is_any_of", "choices": ["pace/nobody", "forum/made"]}),
        "rules.0.conditions.0.choices",
        "These are answers to different questions. Use a condition for each question.",
    ),
    "two answers where one is compared": (
        ("choice", {"operator": "is", "choices": ["pace/nobody", "pace/they-wait"]}),
        "rules.0.conditions.0.choices",
        "Choose one answer, or compare with “is one of”.",
    ),
    "no words": (
        ("words", {"question": "note", "operator": "contains", "value": ""}),
        "rules.0.conditions.0.value",
        "Say what to compare with.",
    ),
    "words where none are taken": (
        ("field", {"field": "contact.company", "operator": "is_present", "value": "Halden"}),
        "rules.0.conditions.0.value",
        "This comparison takes no value. Leave it out.",
    ),
    "an empty group": (
        ("group", {"match": "any", "conditions": []}),
        "rules.0.conditions.0.conditions",
        "Give at least one condition.",
    ),
    "a fault inside a group": (
        ("group", {"match": "none", "conditions": [("score", SCORE | {"value": 101})]}),
        "rules.0.conditions.0.conditions.0.value",
        "Give a whole number from 0 to 100.",
    ),
}


@pytest.mark.parametrize(("condition", "place", "sentence"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_shown_at_the_field_that_is_wrong(
    house: Assessment, condition: tuple[str, dict[str, Any]], place: str, sentence: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        policy_with(house, condition).freeze()
    assert sentence in places(refused.value)[place]


RULE_FAULTS = {
    "no condition": ({"conditions": []}, "rules.0.conditions"),
    "no lane": ({"lane": None}, "rules.0.lane"),
    "no reason": ({"reason": ""}, "rules.0.reason"),
    "no label": ({"label": ""}, "rules.0.label"),
    "no key": ({"key": ""}, "rules.0.key"),
}


@pytest.mark.parametrize(("change", "place"), RULE_FAULTS.values(), ids=RULE_FAULTS)
def test_a_rule_that_lacks_something_says_where(
    house: Assessment, change: dict[str, Any], place: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        policy_with(house, ("score", SCORE), **change).freeze()
    assert list(places(refused.value)) == [place]


def test_a_key_that_stands_twice_is_shown_where_it_is_repeated(house: Assessment) -> None:
    policy = policy_with(house, ("score", SCORE))
    policy.rules = [(each.block_type, each.value) for each in [*policy.rules, *policy.rules]]
    with pytest.raises(ValidationError) as refused:
        policy.freeze()
    assert list(places(refused.value)) == ["rules.1.key"]


def test_every_fault_of_every_rule_is_shown_at_once(house: Assessment) -> None:
    policy = policy_with(
        house, ("score", SCORE | {"value": None}), ("score", SCORE | {"value": 101})
    )
    with pytest.raises(ValidationError) as refused:
        policy.freeze()
    assert list(places(refused.value)) == [
        "rules.0.conditions.0.value",
        "rules.0.conditions.1.value",
    ]


def test_an_empty_fallback_reason_is_shown_at_its_field(house: Assessment) -> None:
    policy = house.routing_policy
    policy.fallback_reason = " "
    with pytest.raises(ValidationError) as refused:
        policy.freeze()
    assert list(places(refused.value)) == ["fallback_reason"]


def test_routing_waits_for_its_assessment_to_be_published(house: Assessment) -> None:
    policy = house.routing_policy
    policy.assessment.current_rubric = None
    with pytest.raises(ValidationError) as refused:
        policy.freeze()
    assert list(places(refused.value)) == ["assessment"]


def test_a_policy_without_rules_sends_everybody_to_the_fallback(house: Assessment) -> None:
    policy = house.routing_policy
    policy.rules = []
    assert policy.freeze().rules == ()
