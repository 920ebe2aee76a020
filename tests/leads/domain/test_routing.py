import copy
import json
import pickle

import pytest
from hypothesis import given

from leads.domain.conditions import (
    AnswerCondition,
    AnswerOperator,
    Condition,
    DifferenceCondition,
    Facts,
    Not,
    ScoreCondition,
    ScoreOperator,
    from_document,
    holds,
    leaves,
    to_document,
)
from leads.domain.routing import Check, Match, Rule, RuleSet, RuleSetInvalid, explain, match
from tests.leads.domain import strategies as some
from tests.leads.domain.strategies import NOTHING_KNOWN, SOMEBODY

ENTERPRISE = from_document(
    {"difference": ["organizational", "personal"], "operator": "at_least", "value": 15}
)
OWN_PATTERNS = from_document({"score": "personal", "operator": "at_least", "value": 55})
EXECUTIVE = Rule(
    key="enterprise",
    label="The drag is the enterprise's",
    reason="Most of the drag sits in the organization.",
    condition=ENTERPRISE,
    lane="executive-advisory",
)
INDIVIDUAL = Rule(
    key="own-patterns",
    label="Their own patterns",
    reason="The drag is in how you decide.",
    condition=OWN_PATTERNS,
    lane="individual-advisory",
)
POLICY = RuleSet((EXECUTIVE, INDIVIDUAL), "book", "You can start on your own.")


def scored(personal: int | None, organizational: int | None) -> Facts:
    return Facts({"personal": personal, "organizational": organizational}, {}, {})


def wide(conditions: list[Condition]) -> RuleSet:
    rules = tuple(
        Rule(f"rule-{at}", "Label", "Reason.", condition, "book")
        for at, condition in enumerate(conditions)
    )
    return RuleSet(rules, "executive-advisory", "Else.")


@pytest.mark.parametrize(
    ("facts", "lane", "rule", "held"),
    [
        (scored(40, 60), "executive-advisory", "enterprise", [True, False]),
        (scored(60, 74), "individual-advisory", "own-patterns", [False, True]),
        (scored(60, 75), "executive-advisory", "enterprise", [True, True]),
        (scored(40, 40), "book", None, [False, False]),
        (scored(None, 90), "book", None, [False, False]),
        (NOTHING_KNOWN, "book", None, [False, False]),
    ],
)
def test_the_first_rule_that_holds_names_the_lane(
    facts: Facts, lane: str, rule: str | None, held: list[bool]
) -> None:
    decided = match(POLICY, facts)
    assert (decided.lane, decided.rule) == (lane, rule)
    assert [verdict.held for verdict in decided.verdicts] == held
    reasons = {None: POLICY.fallback_reason} | {each.key: each.reason for each in POLICY.rules}
    assert decided.reason == reasons[rule]


@given(some.rule_sets(), some.facts)
def test_every_rule_gets_a_verdict_and_the_first_that_holds_decides(
    rule_set: RuleSet, facts: Facts
) -> None:
    decided = match(rule_set, facts)
    truth = [holds(rule.condition, facts) for rule in rule_set.rules]
    assert [verdict.rule for verdict in decided.verdicts] == [rule.key for rule in rule_set.rules]
    assert [verdict.held for verdict in decided.verdicts] == truth
    lanes = [rule.lane for rule, held in zip(rule_set.rules, truth, strict=True) if held]
    assert decided.lane == [*lanes, rule_set.fallback][0]
    assert (decided.rule is None) is (not lanes)


@pytest.mark.parametrize("operator", ScoreOperator)
def test_every_comparison_of_scores_is_decided_as_it_holds(operator: ScoreOperator) -> None:
    conditions: list[Condition] = [
        condition
        for value in (32, 33, 34)
        for condition in (
            ScoreCondition("personal", operator, value),
            DifferenceCondition("personal", "organizational", operator, value),
            DifferenceCondition("organizational", "personal", operator, -value),
        )
    ]
    for personal in (32, 33, 34, None):
        for facts in (scored(personal, 0), scored(personal, None), NOTHING_KNOWN):
            truth = [holds(condition, facts) for condition in conditions]
            for decide in (match, explain):
                verdicts = decide(wide(conditions), facts).verdicts
                assert [verdict.held for verdict in verdicts] == truth


@given(some.rule_sets(), some.facts)
def test_an_explanation_is_the_same_match_with_every_comparison(
    rule_set: RuleSet, facts: Facts
) -> None:
    decided, explained = match(rule_set, facts), explain(rule_set, facts)
    assert explained.lane == decided.lane
    assert explained.rule == decided.rule
    assert explained.reason == decided.reason
    for rule, short, long in zip(rule_set.rules, decided.verdicts, explained.verdicts, strict=True):
        assert (long.rule, long.held) == (short.rule, short.held)
        asked = list(leaves(rule.condition))
        assert [check.leaf for check in long.checks] == asked
        assert [check.held for check in long.checks] == [holds(leaf, facts) for leaf in asked]


@pytest.mark.parametrize(
    ("document", "actual"),
    [
        ({"score": "personal", "operator": "above", "value": 50}, 71),
        ({"score": "debt", "operator": "above", "value": 50}, None),
        ({"difference": ["personal", "debt"], "operator": "above", "value": 50}, [71, None]),
        ({"answer": "levers", "operator": "includes", "value": "never"}, ["often", "always"]),
        ({"answer": "hours", "operator": "at_least", "value": 6}, 6.5),
        ({"answer": "team-waits", "operator": "is", "value": "often"}, "often"),
        ({"answer": "unasked", "operator": "is", "value": "often"}, None),
        ({"field": "contact.company", "operator": "is_empty"}, "  "),
        ({"field": "contact.role", "operator": "is_empty"}, None),
    ],
)
def test_a_check_says_what_was_asked_what_was_met_and_whether_it_held(
    document: dict[str, object], actual: object
) -> None:
    condition = from_document({"not": document})
    rule_set = RuleSet((Rule("only", "Only", "Why.", condition, "book"),), "book", "Else.")
    explained = explain(rule_set, SOMEBODY)
    held = holds(from_document(document), SOMEBODY)
    receipt = json.loads(json.dumps(explained.to_document()))
    checks = [{"condition": document, "actual": actual, "held": held}]
    assert receipt["verdicts"] == [{"rule": "only", "held": not held, "checks": checks}]
    (check,) = explained.verdicts[0].checks
    assert isinstance(check, Check)
    assert check.condition == document


def test_a_short_receipt_holds_nothing_the_reader_wrote() -> None:
    assert match(POLICY, scored(60, 60)).to_document() == {
        "lane": "individual-advisory",
        "rule": "own-patterns",
        "reason": "The drag is in how you decide.",
        "verdicts": [
            {"rule": "enterprise", "held": False},
            {"rule": "own-patterns", "held": True},
        ],
    }


def test_without_rules_everybody_goes_to_the_fallback() -> None:
    empty = RuleSet((), "book", "Nothing else is offered.")
    assert match(empty, SOMEBODY) == Match("book", None, "Nothing else is offered.", ())
    assert explain(empty, SOMEBODY) == match(empty, SOMEBODY)


@given(some.rule_sets())
def test_a_rule_set_comes_back_from_its_document(rule_set: RuleSet) -> None:
    again = RuleSet.from_document(json.loads(json.dumps(rule_set.to_document())))
    assert again == rule_set
    assert again.to_document() == rule_set.to_document()
    assert again.content_hash == rule_set.content_hash


@given(some.rule_sets(), some.rule_sets())
def test_hashes_are_equal_where_rule_sets_are(one: RuleSet, other: RuleSet) -> None:
    assert (one.content_hash == other.content_hash) is (one == other)


@given(some.rule_sets(), some.facts)
def test_a_pickled_or_copied_rule_set_decides_the_same(rule_set: RuleSet, facts: Facts) -> None:
    for again in (pickle.loads(pickle.dumps(rule_set)), copy.deepcopy(rule_set)):
        assert again == rule_set
        assert match(again, facts) == match(rule_set, facts)


@pytest.mark.parametrize("quote", ["'", '"', "\\'", "\n", "v0 else "])
def test_nothing_an_editor_writes_is_ever_run(quote: str) -> None:
    attack = f"{quote}); raise SystemExit({quote} #"
    condition = AnswerCondition("words", AnswerOperator.CONTAINS, attack)
    rule = Rule("rule", "Label", f"x{attack}", condition, "book")
    rule_set = RuleSet((rule,), "book", "Else.")
    assert not match(rule_set, SOMEBODY).verdicts[0].held
    assert match(rule_set, Facts({}, {"words": f"so {attack}!"}, {})).verdicts[0].held


def test_a_thousand_rules_are_decided_too() -> None:
    conditions: list[Condition] = [
        Not(ScoreCondition("personal", ScoreOperator.AT_LEAST, at % 101)) for at in range(1000)
    ]
    decided = match(wide(conditions), scored(99, None))
    assert decided.rule == "rule-100"
    assert len(decided.verdicts) == 1000


GOOD = POLICY.to_document()
GOOD_RULE = GOOD["rules"][0]


@pytest.mark.parametrize(
    ("document", "paths"),
    [
        (None, [""]),
        ([GOOD], [""]),
        ({}, ["/rules", "/fallback", "/fallback_reason"]),
        ({**GOOD, "fallback": ""}, ["/fallback"]),
        ({**GOOD, "fallback": "The book"}, ["/fallback"]),
        ({**GOOD, "fallback_reason": " "}, ["/fallback_reason"]),
        ({**GOOD, "fallback_reason": "a\x00"}, ["/fallback_reason"]),
        ({**GOOD, "weights": 1}, ["/weights"]),
        ({**GOOD, "rules": {}}, ["/rules"]),
        ({**GOOD, "rules": [None]}, ["/rules/0"]),
        ({**GOOD, "rules": [GOOD_RULE, {**GOOD_RULE, "label": ""}]}, ["/rules/1/label"]),
        ({**GOOD, "rules": [GOOD_RULE, GOOD_RULE]}, ["/rules/1/key"]),
        ({**GOOD, "rules": [{**GOOD_RULE, "key": "Not a slug"}]}, ["/rules/0/key"]),
        ({**GOOD, "rules": [{**GOOD_RULE, "lane": 7, "reason": None}], "fallback": "/"},
         ["/rules/0/reason", "/rules/0/lane", "/fallback"]),
        ({**GOOD, "rules": [{**GOOD_RULE, "label": "", "extra": 1, "condition": {"all": [{}]}}]},
         ["/rules/0/extra", "/rules/0/label", "/rules/0/condition/all/0"]),
        ({**GOOD, "rules": [{}]},
         ["/rules/0/key", "/rules/0/label", "/rules/0/reason", "/rules/0/lane",
          "/rules/0/condition"]),
    ],
)  # fmt: skip
def test_a_bad_policy_names_every_place_that_is_wrong(document: object, paths: list[str]) -> None:
    with pytest.raises(RuleSetInvalid) as refused:
        RuleSet.from_document(document)
    assert [path for path, _ in refused.value.errors] == paths
    assert all(sentence.endswith(".") for _, sentence in refused.value.errors)


def test_a_rule_is_found_by_its_key() -> None:
    assert POLICY.by_key["enterprise"] is EXECUTIVE


def test_two_rules_of_one_key_cannot_stand_together() -> None:
    with pytest.raises(RuleSetInvalid):
        RuleSet((EXECUTIVE, EXECUTIVE), "book", "Else.")


def test_the_document_of_a_rule_holds_its_condition() -> None:
    assert EXECUTIVE.to_document()["condition"] == to_document(ENTERPRISE)
