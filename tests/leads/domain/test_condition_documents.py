import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.domain.conditions import (
    AnswerCondition,
    AnswerOperator,
    Condition,
    ConditionInvalid,
    from_document,
    to_document,
)
from leads.domain.terms import DEEPEST
from tests.leads.domain import strategies as some

SCORE = {"score": "personal", "operator": "at_least", "value": 60}

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["score", "difference", "answer", "field", "all", "any", "not"])
            | st.sampled_from(["operator", "value"])
            | st.text(max_size=3),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(some.conditions)
def test_a_condition_comes_back_from_its_document(condition: Condition) -> None:
    stored = json.loads(json.dumps(to_document(condition)))
    assert from_document(stored) == condition
    assert to_document(from_document(stored)) == stored == to_document(condition)


@pytest.mark.parametrize(
    "document",
    [
        SCORE,
        {"difference": ["personal", "organizational"], "operator": "above", "value": -20},
        {"answer": "team-waits", "operator": "is_any_of", "value": ["never", "often"]},
        {"answer": "hours", "operator": "at_most", "value": 2.5},
        {"field": "contact.company", "operator": "contains", "value": "Acme"},
        {"field": "contact.company", "operator": "is_empty"},
        {"all": [SCORE, {"any": [SCORE]}, {"not": SCORE}]},
    ],
)
def test_a_document_comes_back_from_its_condition(document: object) -> None:
    assert to_document(from_document(document)) == document


def test_a_value_that_says_nothing_is_left_out() -> None:
    document = {"field": "contact.company", "operator": "is_empty", "value": ""}
    assert to_document(from_document(document)) == {
        "field": "contact.company",
        "operator": "is_empty",
    }


def test_a_whole_number_is_written_one_way_only() -> None:
    condition = AnswerCondition("hours", AnswerOperator.AT_LEAST, 2.0)
    assert json.dumps(to_document(condition)).endswith('"value": 2}')


@pytest.mark.parametrize(
    ("document", "paths"),
    [
        (None, [""]),
        ([], [""]),
        ({}, [""]),
        ({"value": 3}, [""]),
        ({**SCORE, "score": "Personal drag"}, ["/score"]),
        ({**SCORE, "score": 3}, ["/score"]),
        ({**SCORE, "operator": "equals"}, ["/operator"]),
        ({**SCORE, "operator": ["at_least"]}, ["/operator"]),
        ({**SCORE, "value": 60.0}, ["/value"]),
        ({**SCORE, "value": True}, ["/value"]),
        ({**SCORE, "value": 101}, ["/value"]),
        ({**SCORE, "value": -1}, ["/value"]),
        ({"score": "personal"}, ["/operator", "/value"]),
        ({**SCORE, "lane": "book"}, ["/lane"]),
        ({**SCORE, "a/b": 1}, ["/a~1b"]),
        ({**SCORE, "all": []}, ["/all"]),
        ({"difference": "personal", "operator": "above", "value": 0}, ["/difference"]),
        ({"difference": ["a"], "operator": "above", "value": 0}, ["/difference"]),
        ({"difference": ["a", "a"], "operator": "above", "value": 0}, ["/difference"]),
        ({"difference": ["a", None], "operator": "above", "value": 0}, ["/difference/1"]),
        ({"difference": ["a", "b"], "operator": "above", "value": -101}, ["/value"]),
        ({"answer": "hours", "operator": "at_least", "value": "6"}, ["/value"]),
        ({"answer": "hours", "operator": "at_least", "value": True}, ["/value"]),
        ({"answer": "hours", "operator": "at_least", "value": float("nan")}, ["/value"]),
        ({"answer": "hours", "operator": "at_least", "value": 10**400}, ["/value"]),
        ({"answer": "team-waits", "operator": "is", "value": " "}, ["/value"]),
        ({"answer": "team-waits", "operator": "is", "value": None}, ["/value"]),
        ({"answer": "team-waits", "operator": "is", "value": ["often"]}, ["/value"]),
        ({"answer": "team-waits", "operator": "is", "value": "a\x00"}, ["/value"]),
        ({"answer": "team-waits", "operator": "is_any_of", "value": []}, ["/value"]),
        ({"answer": "team-waits", "operator": "is_any_of", "value": "often"}, ["/value"]),
        ({"answer": "team-waits", "operator": "is_any_of", "value": ["x", 3]}, ["/value/1"]),
        ({"answer": "words", "operator": "contains", "value": 3}, ["/value"]),
        ({"field": "contact.shoe_size", "operator": "is", "value": "43"}, ["/field"]),
        ({"field": "contact.role", "operator": "ends_with"}, ["/value"]),
        ({"field": "contact.role", "operator": "is_empty", "value": "x"}, ["/value"]),
        ({"all": []}, ["/all"]),
        ({"any": {}}, ["/any"]),
        ({"not": []}, ["/not"]),
        ({"all": [SCORE, {"any": [{}, {"not": {**SCORE, "value": "x"}}]}]},
         ["/all/1/any/0", "/all/1/any/1/not/value"]),
    ],
)  # fmt: skip
def test_a_bad_document_names_every_place_that_is_wrong(document: object, paths: list[str]) -> None:
    with pytest.raises(ConditionInvalid) as refused:
        from_document(document)
    assert [path for path, _ in refused.value.errors] == paths
    assert all(sentence.endswith(".") for _, sentence in refused.value.errors)


def test_a_document_may_be_any_depth_and_is_refused_beyond_ten() -> None:
    document: dict[str, object] = SCORE
    for _ in range(DEEPEST - 1):
        document = {"not": document}
    assert to_document(from_document(document)) == document
    for _ in range(100_000):
        document = {"all": [document]}
    with pytest.raises(ConditionInvalid):
        from_document(document)


@given(json_values)
def test_whatever_json_says_is_a_condition_or_refused(document: object) -> None:
    try:
        condition = from_document(document)
    except ConditionInvalid:
        return
    assert from_document(to_document(condition)) == condition
