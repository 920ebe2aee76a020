"""The page that says how many completions reach each rule, and which rules never decide."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessment.importing import load_assessment
from assessment.models import Assessment
from leads.models import RoutingPolicy
from leads.views.admin.proof import coverage
from tests import make
from tests.leads.admin.conftest import LogIn


@pytest.fixture
def edith(log_in: LogIn) -> Client:
    return log_in("edith")


def page(client: Client, query: str = "") -> str:
    url = reverse("leads_proof:coverage", args=[RoutingPolicy.objects.get().pk])
    return " ".join(client.get(url + query).content.decode().split())


def rules(*conditions: dict[str, Any], publish: bool = True) -> None:
    made = [
        make.POLICY["rules"][0] | {"key": f"rule-{at}", "label": f"Rule {at}", "condition": each}
        for at, each in enumerate(conditions)
    ]
    house = Assessment.objects.get(slug="compass")
    make.load_policy(make.POLICY | {"rules": made}, assessment=house, publish=publish)


def personal(operator: str, value: int) -> dict[str, Any]:
    return {"score": "personal-drag", "operator": operator, "value": value}


def test_every_rule_and_lane_has_its_count_and_share(edith: Client) -> None:
    shown = page(edith)
    assert "There are <strong>8</strong> ways to complete this assessment" in shown
    assert "<strong>50.0%</strong> </span> 4" in shown
    assert "<strong>25.0%</strong> </span> 2" in shown
    assert "Every rule decides for somebody, and every lane is reached." in shown


def test_it_says_which_answers_lead_to_a_rule(edith: Client) -> None:
    shown = page(edith)
    assert "Answers that lead here" in shown
    assert "<dt>Who waits for whom?</dt> <dd> They wait for me </dd>" in shown


def test_a_rule_that_never_matches_is_named_at_the_top(edith: Client) -> None:
    rules({"all": [personal("above", 50), personal("below", 50)]})
    shown = page(edith)
    assert "The rule “Rule 0” can never match: no completion meets its conditions." in shown


def test_what_is_not_counted_of_numbers_is_said_where_they_give_points(edith: Client) -> None:
    left_out = "a score that only other decimals make is not counted"
    assert left_out not in page(edith)
    hours = {
        "key": "hours",
        "kind": "number",
        "text": "How many hours?",
        "minimum": 0,
        "maximum": 60,
        "slopes": [{"dimension": "personal-drag", "at_minimum": 0, "at_maximum": 9}],
    }
    questions = [*make.COMPASS["questions"], hours]
    load_assessment(make.COMPASS | {"questions": questions}, publish=False)
    assert left_out in page(edith)


def test_a_hidden_rule_is_named_with_what_hides_it(edith: Client) -> None:
    rules(personal("at_least", 0), personal("at_least", 50))
    shown = page(edith)
    assert "The rule “Rule 1” never decides: wherever it holds, “Rule 0” came first." in shown
    assert "No completion leads to the lane “The book”." in shown


def test_the_draft_is_counted_before_it_is_published(edith: Client) -> None:
    rules(personal("at_least", 0), publish=False)
    assert "Rule 0" in page(edith)
    assert "Rule 0" not in page(edith, "?of=published")


def test_what_takes_too_long_is_told_and_not_tried(
    edith: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(coverage, "SECONDS", 0.0)
    coverage._counted.cache_clear()
    shown = page(edith)
    coverage._counted.cache_clear()
    assert "Counting every completion would take about 0 seconds." in shown
    assert "manage.py coverage" in shown


def test_shares_of_readers_wait_until_there_are_enough(edith: Client) -> None:
    for _ in range(29):
        make.submit(make.TO_BOOK, contact=None)
    assert "So far 29 do." in page(edith)
    make.submit(make.TO_EXECUTIVE, contact=None)
    shown = page(edith)
    assert "given in the newest 30 submissions that fit" in shown
    assert "takes the questions to be independent" in shown
    assert "<strong>3.3%</strong>" in shown


def test_what_looks_automated_weighs_nothing(edith: Client) -> None:
    for _ in range(30):
        make.submit(make.TO_BOOK, contact=None, flag="too quick")
    assert "So far 0 do." in page(edith)


def test_the_page_has_no_script_of_its_own(edith: Client) -> None:
    shown = page(edith)
    content = shown[shown.index("proof-tabs") : shown.index("As readers really answer")]
    assert "<script" not in content
    assert "style=" not in content


def test_the_page_asks_the_database_little(
    edith: Client, django_assert_max_num_queries: Any
) -> None:
    page(edith)
    # One of them is the menu's: whether there is a pillar to import an article into.
    with django_assert_max_num_queries(20):
        page(edith)
