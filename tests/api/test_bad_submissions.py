"""Each field of a submission, wrong in at least five ways: named, explained, and nothing stored."""

import copy
from typing import Any

import pytest

from cms.problems import MEDIA_TYPE, MOST_ERRORS
from leads.models import OutboxMessage, Submission

pytestmark = pytest.mark.django_db

NOT_TEXT = [7, True, None, ["a"], {"a": "b"}]
NOT_ONE_LINE = ["two\nlines", "nul\0", "bell\a", "half \ud800 a pair", "escape\x1b[31m"]
NOT_AN_OBJECT = [7, "text", True, ["a"], 1.5]
WRONG: dict[str, list[Any]] = {
    "id": [
        *NOT_TEXT,
        "",
        "1",
        "not-a-uuid",
        "{6b0c1c52-3f2c-4b51-9a55-0a4d9c7f1e11}",
        "urn:uuid:6b0c1c52-3f2c-4b51-9a55-0a4d9c7f1e11",
        "6b0c1c523f2c4b519a550a4d9c7f1e11",
        "00000000-0000-0000-0000-000000000000",
        "ffffffff-ffff-ffff-ffff-ffffffffffff",
        "6b0c1c52-3f2c-4b51-9a55-0a4d9c7f1e1\0",
    ],
    "answers": [*NOT_AN_OBJECT, None, []],
    "answers.pace": [None, "", "sideways", 7, True, ["they-wait"], {"they-wait": 1}, "\ud800"],
    "answers.note": [7, True, ["a"], {"a": 1}, "x" * 2_001, "nul\0", "half \udc00"],
    "contact": NOT_AN_OBJECT,
    "contact.email": [
        *NOT_TEXT,
        "",
        "rosa",
        "rosa@",
        "@example.com",
        "rosa@example.com, sam@example.com",
        "rosa@exam ple.com",
        "Rosa <rosa@example.com>",
        "rösa@example.com",
        "rosa@example.com\nBcc: sam@example.com",
        "rosa\0@example.com",
        "\ud800@example.com",
        f"rosa@{'e' * 250}.com",
    ],
    "contact.name": [*NOT_TEXT, *NOT_ONE_LINE, "x" * 121],
    "contact.company": [*NOT_TEXT, *NOT_ONE_LINE, "x" * 121],
    "contact.role": [*NOT_TEXT, *NOT_ONE_LINE, "x" * 121],
    "consent": [*NOT_AN_OBJECT, None],
    "consent.follow_up": ["true", 1, 0, None, []],
    "consent.text_id": [*NOT_TEXT, "", "of-another-text", "x" * 17, "nul\0"],
    "attribution": [*NOT_AN_OBJECT, None],
    "attribution.utm_source": [*NOT_TEXT, *NOT_ONE_LINE, "x" * 501],
    "attribution.utm_medium": [*NOT_TEXT, *NOT_ONE_LINE, "x" * 501],
    "attribution.utm_campaign": [*NOT_TEXT, *NOT_ONE_LINE, "x" * 501],
    "attribution.page": [*NOT_TEXT, *NOT_ONE_LINE, "x" * 501],
    "attribution.block": [*NOT_TEXT, *NOT_ONE_LINE, "x" * 501],
    "attribution.referrer": [*NOT_TEXT, *NOT_ONE_LINE, "x" * 501],
}
REQUIRED = ["id", "answers", "answers.pace", "answers.forum", "contact.email"]
UNKNOWN = ["colour", "answers.colour", "contact.colour", "consent.colour", "attribution.colour"]


def changed(body: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    document = copy.deepcopy(body)
    *above, name = path.split(".")
    at = document
    for step in above:
        at = at[step]
    at[name] = value
    return document


def refusal(answer) -> dict[str, str]:
    """The sentence of each field, of a refusal that stored nothing and owes nothing."""
    assert answer.status_code == 422, answer.content
    assert answer["Content-Type"] == MEDIA_TYPE
    assert not Submission.objects.exists()
    assert not OutboxMessage.objects.exists()
    errors = {error["field"]: error["detail"] for error in answer.json()["errors"]}
    for sentence in errors.values():
        assert sentence[0].isupper()
        assert sentence[-1] == "."
    return errors


@pytest.mark.parametrize(
    ("path", "value"), [(path, value) for path, values in WRONG.items() for value in values]
)
def test_a_wrong_value_is_named_and_explained(post, body, path, value):
    assert list(refusal(post(changed(body, path, value)))) == [path]


def test_every_field_of_the_contract_is_in_the_table_five_ways(body):
    fields = set(body)
    fields |= {
        f"{name}.{inner}" for name in body if name not in ("id", "answers") for inner in body[name]
    }
    assert fields | {"answers.pace", "answers.note"} == set(WRONG)
    assert all(len(values) >= 5 for values in WRONG.values())


@pytest.mark.parametrize("path", REQUIRED)
def test_what_is_missing_is_named(post, body, path):
    *above, name = path.split(".")
    del (body[above[0]] if above else body)[name]
    assert list(refusal(post(body))) == [path]


@pytest.mark.parametrize("path", UNKNOWN)
def test_what_is_unknown_is_refused_by_name(post, body, path):
    assert list(refusal(post(changed(body, path, "blue")))) == [path]


@pytest.mark.parametrize("document", [None, True, 7, "text", [], [{}]])
def test_a_body_that_is_no_object_is_refused(post, house, document):
    assert list(refusal(post(document))) == ["body"]


def test_everything_that_is_wrong_is_said_at_once(post, body):
    body["answers"] = {"pace": "sideways"}
    body["contact"]["email"] = "rosa"
    body["consent"]["text_id"] = "another"
    assert refusal(post(body)) == {
        "answers.pace": "Choose one of the answers offered.",
        "answers.forum": "Please answer this question.",
        "contact.email": "Enter one email address, such as name@example.com.",
        "consent.text_id": "Name the consent text the reader saw: it is in the assessment.",
    }


def test_consent_without_an_address_is_refused(post, body):
    del body["contact"]
    assert list(refusal(post(body))) == ["consent.follow_up"]


def test_a_flood_of_faults_is_cut_short(post, body):
    body["answers"] = {f"q{number}": "x" for number in range(2_000)}
    answer = post(body)
    assert answer.status_code == 422
    assert len(answer.json()["errors"]) == MOST_ERRORS


def test_a_long_name_is_not_given_back_whole(post, body):
    answer = post(body | {"x" * 50_000: 1})
    assert answer.status_code == 422
    assert len(answer.content) < 1_000


def test_what_was_sent_is_not_repeated_in_the_refusal(post, body):
    body["contact"]["email"] = "rosa.canary@@example.com"
    body["answers"]["pace"] = "canary"
    assert b"canary" not in post(body).content
