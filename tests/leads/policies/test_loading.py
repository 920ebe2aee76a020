"""Lanes, advisors and policies from documents."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from assessment.importing import load_assessment
from assessment.models import Assessment
from leads.actions.policies import load_advisor, load_lane, load_policy, policy_document
from leads.domain.routing import RuleSet, RuleSetInvalid
from leads.models import Absence, Advisor, Lane, Membership, RoutingPolicy
from tests import make

SAMPLE = Path("cms/sample")
ADA = {"name": "Ada", "email": "ada@example.com", "lanes": ["book"], "weight": 3}


def sample(name: str) -> Any:
    return yaml.safe_load((SAMPLE / name).read_text())


def test_the_sample_policy_freezes_to_what_its_document_says(db: None) -> None:
    document = sample("routing.yaml")
    leadership = load_assessment(sample("assessment.yaml"), publish=True)
    for lane in document["lanes"]:
        load_lane(lane)
    policy = load_policy(document["policy"], assessment=leadership, publish=True)
    rules = {name: document["policy"][name] for name in ("rules", "fallback", "fallback_reason")}
    assert policy.current_rule_set.rule_set == RuleSet.from_document(rules)


def test_loading_twice_gives_one_policy_another_revision(house: Assessment) -> None:
    load_policy(make.POLICY, assessment=house, publish=True)
    assert RoutingPolicy.objects.get().revisions.count() == 2


def test_the_document_of_a_policy_loads_to_the_same_rules(house: Assessment) -> None:
    before = policy_document(house.routing_policy)
    load_policy(before, assessment=house, publish=True)
    assert policy_document(RoutingPolicy.objects.get()) == before


def test_a_policy_is_called_as_its_document_says(house: Assessment) -> None:
    load_policy(make.POLICY | {"title": "The rules"}, assessment=house, publish=True)
    assert RoutingPolicy.objects.get().title == "The rules"


def test_a_lane_that_there_is_not_is_refused_where_it_is_named(house: Assessment) -> None:
    rules = [make.POLICY["rules"][0] | {"lane": "gone"}]
    document = make.POLICY | {"rules": rules, "fallback": "nowhere"}
    with pytest.raises(RuleSetInvalid) as refused:
        load_policy(document, assessment=house, publish=True)
    assert [fault.path for fault in refused.value.errors] == ["/rules/0/lane", "/fallback"]


def test_a_third_level_of_conditions_is_refused(house: Assessment) -> None:
    leaf = {"field": "contact.role", "operator": "is_present"}
    deep = {"all": [{"any": [{"all": [leaf, leaf]}, leaf]}, leaf]}
    rules = [make.POLICY["rules"][0] | {"condition": deep}]
    with pytest.raises(RuleSetInvalid, match="Groups inside a group"):
        load_policy(make.POLICY | {"rules": rules}, assessment=house, publish=True)


def test_what_does_not_fit_the_assessment_is_not_published(house: Assessment) -> None:
    condition = {"score": "gone", "operator": "at_least", "value": 1}
    rules = [make.POLICY["rules"][0] | {"condition": condition}]
    with pytest.raises(RuleSetInvalid) as refused:
        load_policy(make.POLICY | {"rules": rules}, assessment=house, publish=True)
    assert refused.value.errors == (("/rules/0/condition", "There is no dimension “gone”."),)
    assert RoutingPolicy.objects.get().revisions.count() == 1


def test_words_and_choices_are_told_apart_by_their_question(house: Assessment) -> None:
    conditions = [
        {"answer": "note", "operator": "is", "value": "board"},
        {"answer": "pace", "operator": "is", "value": "nobody"},
    ]
    rules = [make.POLICY["rules"][0] | {"condition": {"any": conditions}}]
    policy = load_policy(make.POLICY | {"rules": rules}, assessment=house, publish=True)
    shown = policy.rules[0].value["conditions"]
    assert [block.block_type for block in shown] == ["words", "choice"]
    assert policy.freeze().to_document()["rules"] == rules


def test_a_lane_is_made_once_and_rewritten_after(db: None) -> None:
    load_lane(sample("routing.yaml")["lanes"][0])
    load_lane(sample("routing.yaml")["lanes"][0] | {"name": "Volume 1"})
    assert Lane.objects.get().name == "Volume 1"


def test_an_advisor_is_made_once_and_keeps_what_the_lane_owes(db: None) -> None:
    make.make_lane("book", name="The book")
    load_advisor(ADA, now=make.NOW)
    Membership.objects.update(balance=5)
    load_advisor(ADA | {"weight": 2}, now=make.NOW)
    assert Advisor.objects.get().weight == 2
    assert Membership.objects.get().balance == 5


@pytest.mark.parametrize(
    ("now", "monday"),
    [
        (datetime(2026, 11, 24, 9, tzinfo=UTC), datetime(2026, 11, 30, tzinfo=UTC)),
        (datetime(2026, 11, 29, 23, 59, tzinfo=UTC), datetime(2026, 11, 30, tzinfo=UTC)),
        (datetime(2026, 11, 30, tzinfo=UTC), datetime(2026, 12, 7, tzinfo=UTC)),
    ],
    ids=["a Tuesday", "a Sunday", "a Monday"],
)
def test_who_is_away_until_monday_is_back_on_the_next_one(
    db: None, now: datetime, monday: datetime
) -> None:
    make.make_lane("book", name="The book")
    load_advisor(ADA | {"away_until": "next-monday"}, now=now)
    load_advisor(ADA | {"away_until": "next-monday"}, now=now)
    absence = Absence.objects.get()
    assert (absence.starts_at, absence.ends_at) == (now, monday)
