import json

import pytest
from django.urls import path
from jsonschema import Draft202012Validator
from ninja import NinjaAPI

from assessment.api import router
from assessment.domain.rubric import Question, QuestionKind, Requirement, RequirementOperator
from assessment.importing import load_assessment
from assessment.models.rubrics import _rubric
from tests.assessment.samples import CLARITY, MEETINGS, RUBRIC, rubric

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

api = NinjaAPI(urls_namespace="assessment-tests")
api.add_router("/assessments", router)
urlpatterns = [path("api/", api.urls)]

LIST = "/api/assessments/"
DETAIL = "/api/assessments/drag/"


@pytest.fixture
def published():
    page = '<p>Read <a href="https://example.com/">this</a> first.</p>'
    document = RUBRIC.to_document() | {"introduction": page, "minutes": 7}
    return load_assessment(document, publish=True)


def test_published_assessments_are_listed(client, published):
    load_assessment(RUBRIC.to_document() | {"slug": "draft"}, publish=False)
    assert client.get(LIST).json() == [
        {
            "slug": "drag",
            "title": "Where the drag is",
            "minutes": 7,
            "contact": "optional",
            "url": "http://testserver/api/assessments/drag/",
        }
    ]


def test_an_assessment_is_shown_whole(client, published):
    shown = client.get(DETAIL).json()
    schema = shown.pop("answers_schema")
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate({"meetings": "all", "clarity": 3, "hours": 7.5})
    assert schema["required"] == ["meetings", "clarity"]
    assert [section["title"] for section in shown.pop("sections")] == ["Your week", ""]
    assert shown == {
        "slug": "drag",
        "title": "Where the drag is",
        "introduction": '<p>Read <a href="https://example.com/">this</a> first.</p>',
        "minutes": 7,
        "rubric_id": RUBRIC.content_hash,
        "contact": "optional",
        "contact_first": False,
        "pacing": "section",
        "consent": {"text": RUBRIC.consent_text, "text_id": RUBRIC.consent_text_id},
    }


def test_every_question_comes_with_what_it_takes_to_ask_it(client, published):
    first, second = client.get(DETAIL).json()["sections"]
    meetings, (signs, clarity, hours, decision) = first["questions"][0], second["questions"]
    assert meetings["choices"] == [
        {"key": "none", "label": "None"},
        {"key": "some", "label": "Some"},
        {"key": "all", "label": "All of them"},
    ]
    assert (signs["kind"], signs["required"]) == ("multiple", False)
    assert (clarity["minimum"], clarity["maximum"], clarity["low_label"]) == (1, 5, "Not at all")
    assert (hours["unit"], hours["max_length"]) == ("hours", None)
    assert (decision["kind"], decision["max_length"]) == ("text", 40)


def test_a_client_can_branch_by_what_is_published(client):
    week = Question(
        "week",
        QuestionKind.SPLIT,
        "Where did it go?",
        choices=MEETINGS.choices,
        total=40,
        unit="hours",
        weight=3,
        shuffled=True,
        show_if=(
            Requirement("meetings", RequirementOperator.IS_NONE_OF, ("none",)),
            Requirement("clarity", RequirementOperator.AT_MOST, value=4),
        ),
    )
    load_assessment(rubric(questions=(MEETINGS, CLARITY, week)).to_document(), publish=True)
    shown = client.get(DETAIL).json()
    asked = shown["sections"][-1]["questions"][-1]
    assert (asked["kind"], asked["total"], asked["unit"]) == ("split", 40, "hours")
    assert asked["shuffled"]
    assert asked["show_if"] == [
        {"question": "meetings", "operator": "is_none_of", "keys": ["none"], "value": None},
        {"question": "clarity", "operator": "at_most", "keys": [], "value": 4},
    ]
    assert "weight" not in asked
    valid = Draft202012Validator(shown["answers_schema"]).is_valid
    assert valid({"meetings": "none", "clarity": 3})
    assert not valid({"meetings": "all", "clarity": 3})
    assert valid({"meetings": "all", "clarity": 3, "week": {"none": 10, "all": 30}})


def test_no_weight_point_band_or_rule_is_ever_shown(client, published):
    shown = json.dumps([client.get(LIST).json(), client.get(DETAIL).json()]).lower()
    for secret in ("points", "slope", "at_least", "band", "narrative", "personal", "heavy"):
        assert secret not in shown


@pytest.mark.parametrize("slug", ["draft", "nobody", "drag%00", "..%2Fdrag"])
def test_what_is_not_published_is_not_found(client, published, slug):
    load_assessment(RUBRIC.to_document() | {"slug": "draft"}, publish=False)
    assert client.get(f"/api/assessments/{slug}/").status_code == 404


def test_what_was_unpublished_is_not_found(client, published):
    published.unpublish()
    assert client.get(DETAIL).status_code == 404
    assert client.get(LIST).json() == []


def test_a_draft_over_a_live_assessment_is_not_shown(client, published):
    load_assessment(RUBRIC.to_document() | {"title": "Not yet"}, publish=False)
    assert client.get(DETAIL).json()["title"] == "Where the drag is"


def test_assessments_without_consent_say_so(client):
    load_assessment(RUBRIC.to_document() | {"consent_text": ""}, publish=True)
    assert client.get(DETAIL).json()["consent"] is None


def test_the_list_takes_one_query_however_long(client, published, django_assert_max_num_queries):
    for number in range(5):
        load_assessment(RUBRIC.to_document() | {"slug": f"drag-{number}"}, publish=True)
    with django_assert_max_num_queries(1):
        assert len(client.get(LIST).json()) == 6


def test_an_assessment_takes_at_most_three_queries(
    client, published, django_assert_max_num_queries
):
    _rubric.cache_clear()
    with django_assert_max_num_queries(3):
        client.get(DETAIL)
    with django_assert_max_num_queries(1):
        client.get(DETAIL)


def test_the_openapi_document_names_every_field(published):
    document = api.get_openapi_schema(path_prefix="/")
    shown = document["components"]["schemas"]["AssessmentOut"]
    assert "answers_schema" in shown["properties"]
