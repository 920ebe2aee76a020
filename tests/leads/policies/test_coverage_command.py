"""`manage.py coverage`, as an operator types it."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from assessment.models import Assessment
from tests import make


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("coverage", *arguments, stdout=out)
    return out.getvalue()


def rule(key: str, condition: dict[str, Any]) -> dict[str, Any]:
    return make.POLICY["rules"][0] | {"key": key, "condition": condition}


def load(house: Assessment, *rules: dict[str, Any], publish: bool = True) -> None:
    make.load_policy(make.POLICY | {"rules": [*rules]}, assessment=house, publish=publish)


def test_every_completion_is_counted_once(house: Assessment) -> None:
    found = json.loads(run("compass", "--json"))
    # Two answers, two answers, a note or none.
    assert found["total"] == found["completions"] == "8"
    assert [(each["rule"], each["decides"], each["holds"]) for each in found["rules"]] == [
        ("organization", "4", "4"),
        ("person", "2", "4"),
    ]
    assert {each["lane"]: each["completions"] for each in found["lanes"]} == {
        "executive-advisory": "4",
        "individual-advisory": "2",
        "book": "2",
    }
    assert found["fallback"] == "2"
    assert found["never_match"] == found["wholly_hidden"] == []


def test_the_example_says_which_answers_lead_there(house: Assessment) -> None:
    found = json.loads(run("compass", "--json"))
    examples = {each["lane"]: each["example"]["answers"] for each in found["lanes"]}
    assert examples["executive-advisory"]["forum"] == "nowhere"
    assert examples["individual-advisory"] == make.TO_INDIVIDUAL
    assert examples["book"] == make.TO_BOOK


def test_a_rule_that_can_never_match_is_told_and_is_an_error(house: Assessment) -> None:
    never = {"all": [{"score": "personal-drag", "operator": "above", "value": 50},
                     {"score": "personal-drag", "operator": "below", "value": 50}]}  # fmt: skip
    load(house, rule("never", never))
    with pytest.raises(CommandError, match="The rule “never” can never match"):
        run("compass")


def test_a_rule_that_others_hide_is_told_with_their_names(house: Assessment) -> None:
    wide = {"score": "personal-drag", "operator": "at_least", "value": 0}
    narrow = {"score": "personal-drag", "operator": "at_least", "value": 50}
    load(house, rule("wide", wide), rule("narrow", narrow))
    with pytest.raises(CommandError, match="“narrow” never decides; before it come “wide”"):
        run("compass")


def test_the_draft_is_counted_where_it_is_asked_for(house: Assessment) -> None:
    load(house, publish=False)
    assert json.loads(run("compass", "--draft", "--json"))["fallback"] == "8"
    assert json.loads(run("compass", "--json"))["fallback"] == "2"


def test_kinds_of_reader_multiply_the_completions(house: Assessment) -> None:
    load(
        house,
        rule("acme", {"field": "contact.email_domain", "operator": "is", "value": "acme.com"}),
    )
    found = json.loads(run("compass", "--json"))
    assert (found["completions"], found["readers"], found["total"]) == ("8", "2", "16")
    assert found["rules"][0]["example"]["reader"]["contact.email_domain"] == "acme.com"


def test_people_read_it_too(house: Assessment) -> None:
    assert "4  organization → executive-advisory" in run("compass")


def test_what_is_not_there_is_told_in_a_sentence(house: Assessment) -> None:
    with pytest.raises(CommandError, match="There is no assessment “nothing”"):
        run("nothing")
