import pytest

from leads.domain.conditions import from_document
from leads.domain.routing import Names, Rule, RuleSet, check_references

NAMES = Names(
    dimensions=["personal", "organizational"],
    questions={"team-waits": ["never", "often"], "hours": None, "words": None},
    lanes=["book", "executive-advisory"],
)


def policy(document: object, *, lane: str = "book", fallback: str = "book") -> RuleSet:
    rule = Rule("only", "Only", "Why.", from_document(document), lane)
    return RuleSet((rule,), fallback, "Else.")


GOOD = {
    "all": [
        {"difference": ["personal", "organizational"], "operator": "above", "value": 0},
        {"answer": "team-waits", "operator": "is_any_of", "value": ["never", "often"]},
        {"answer": "hours", "operator": "at_least", "value": 3},
        {"not": {"answer": "words", "operator": "contains", "value": "board"}},
        {"answer": "words", "operator": "is", "value": "nothing"},
        {"field": "contact.role", "operator": "is_present"},
    ]
}


def test_a_policy_that_names_only_what_exists_has_nothing_to_answer_for() -> None:
    assert check_references(policy(GOOD), NAMES) == ()


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ({"score": "debt", "operator": "above", "value": 5}, "There is no dimension “debt”."),
        (
            {"not": {"difference": ["personal", "debt"], "operator": "above", "value": 5}},
            "There is no dimension “debt”.",
        ),
        (
            {"answer": "levers", "operator": "is", "value": "never"},
            "There is no question “levers”.",
        ),
        (
            {"answer": "team-waits", "operator": "is_any_of", "value": ["never", "daily"]},
            "The question “team-waits” has no choice “daily”.",
        ),
        (
            {"answer": "team-waits", "operator": "at_least", "value": 3},
            "The question “team-waits” offers choices. Compare it with one of them.",
        ),
        (
            {"answer": "team-waits", "operator": "contains", "value": "eve"},
            "The question “team-waits” offers choices. Compare it with one of them.",
        ),
    ],
)
def test_a_rule_that_would_silently_match_nobody_is_named(document: object, sentence: str) -> None:
    assert check_references(policy(document), NAMES) == (("only", sentence),)
    twice = {"any": [document, GOOD, document]}
    assert check_references(policy(twice), NAMES) == (("only", sentence),)


def test_a_lane_that_is_gone_is_named_for_its_rule_and_for_the_fallback() -> None:
    gone = policy(GOOD, lane="coaching", fallback="podcast")
    assert check_references(gone, NAMES) == (
        ("only", "There is no lane “coaching”."),
        (None, "There is no lane “podcast”."),
    )
