"""Whatever is posted: never a 5xx, and nothing stored but what was accepted."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cms.problems import MEDIA_TYPE
from leads.models import Submission
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

REFUSALS = {400, 409, 413, 415, 422}

# Halves of surrogate pairs, controls and all: json.dumps writes them as escapes, which JSON allows.
texts = st.text(st.characters(exclude_categories=[]), max_size=40)
numbers = st.integers() | st.integers(-(10**400), 10**400) | st.floats(allow_nan=False)
scalars = st.none() | st.booleans() | numbers | texts
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


def like(known: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Objects that have some of the fields that there are, and sometimes others."""
    fields = {name: field | values for name, field in known.items()}
    return st.fixed_dictionaries({}, optional=fields) | st.dictionaries(texts, values, max_size=3)


pace = st.sampled_from(["they-wait", "nobody"])
forum = st.sampled_from(["nowhere", "made"])
email = st.emails() | st.just("rosa@example.com")
contact = like({"email": email, "name": texts, "company": texts, "role": texts})
consent = like({"follow_up": st.booleans(), "text_id": texts})
attribution = like({"utm_source": texts, "page": texts, "block": texts, "referrer": texts})
answers = like({"pace": pace, "forum": forum, "note": texts}) | st.just(make.TO_BOOK)
bodies = like(
    {
        "id": st.uuids(allow_nil=True).map(str),
        "answers": answers,
        "contact": contact,
        "consent": consent,
        "attribution": attribution,
    }
)
nearly_right = st.builds(
    lambda submission_id, **rest: {"id": str(submission_id), **rest},
    st.uuids(),
    answers=st.just(make.TO_BOOK),
    contact=contact,
    attribution=attribution,
)
types = st.sampled_from(["application/json", "application/json; charset=utf-16", "text/plain", ""])


def check(answer) -> None:
    if answer.status_code == 202:
        assert Submission.objects.filter(pk=answer.json()["id"]).exists()
        return
    assert answer.status_code in REFUSALS, answer.content
    assert answer["Content-Type"] == MEDIA_TYPE
    json.loads(answer.content)


many = settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(autouse=True)
def no_limit(settings) -> None:
    settings.SUBMISSION_RATE = "1000000/minute"


@many
@given(document=bodies | nearly_right | values)
def test_any_json_is_accepted_or_refused(post, house, document):
    check(post(document))


@many
@given(data=st.binary(max_size=200), kind=types)
def test_any_bytes_of_any_type_are_refused(post, house, data, kind):
    check(post(data, content_type=kind))


@many
@given(document=nearly_right, at=st.integers(0, 400), junk=st.binary(min_size=1, max_size=4))
def test_a_good_body_with_a_few_bytes_changed_is_accepted_or_refused(
    post, house, document, at, junk
):
    data = json.dumps(document).encode()
    check(post(data[:at] + junk + data[at + len(junk) :]))
