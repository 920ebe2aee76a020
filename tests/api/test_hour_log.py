"""The second sample assessment, of another shape: nothing is wired to the first."""

import uuid
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from assessment.models import Assessment
from cms.sample.site import load_site
from leads.actions.importing import export_assessment, import_assessment
from leads.models import Decision, Lead
from pages.models import AssessmentPage
from tests import make

pytestmark = pytest.mark.django_db

DETAIL = "/api/v1/assessments/hour-log/"
A_WEEK: dict[str, Any] = {
    "split": {"status": 18, "unblocking": 12, "tasks": 6, "people": 3, "decisions": 1},
    "ended": "none",
    "came-between": ["requests", "meetings"],
    "longest": "half-hour",
    "interrupted": 5,
    "help": "review",
}
A_BETTER_WEEK = A_WEEK | {
    "split": {"people": 16, "decisions": 24},
    "ended": "several",
    "moves": 9,
    "longest": "half-day",
    "interrupted": 1,
}


@pytest.fixture(autouse=True)
def sample() -> None:
    load_site()


def sent(client: Any, answers: dict[str, Any]) -> Any:
    body = {
        "id": str(uuid.uuid4()),
        "answers": answers,
        "contact": make.ROSA,
        "consent": {"follow_up": False},
    }
    return client.post(f"{DETAIL}submissions/", body, content_type="application/json")


@pytest.mark.parametrize(
    ("answers", "lane", "rule"),
    [
        (A_WEEK, "hour-review", "asked-for-review"),
        (A_WEEK | {"help": "nothing"}, "book", "own-timeline"),
        (A_BETTER_WEEK, "book", ""),
    ],
)
def test_a_week_sent_by_api_becomes_a_lead_in_its_lane(
    client: Any, answers: dict[str, Any], lane: str, rule: str
) -> None:
    accepted = sent(client, answers)
    assert accepted.status_code == 202
    make.work_through("pipeline")
    decision = Decision.objects.get()
    assert (decision.lane.key, decision.rule) == (lane, rule)
    assert Lead.objects.get().email == make.ROSA["email"]
    result = client.get(f"/api/v1/results/{accepted.json()['result_token']}/").json()
    assert result["lane"]["key"] == lane


def test_an_hour_review_is_offered_to_the_advisor_of_its_lane(client: Any) -> None:
    sent(client, A_WEEK)
    make.work_through("pipeline")
    assert Lead.objects.get().assignments.get().advisor.email == "ben@example.com"


def test_the_scores_are_those_of_its_own_dimensions(client: Any) -> None:
    sent(client, A_WEEK)
    make.work_through("pipeline")
    scores = {
        each["dimension"]: each["points"] for each in Decision.objects.get().score["dimensions"]
    }
    # Leadership: 3 * (3 * 6 + 10) / 40 of 30, 0 of 6, and 2 of 2 for not having put it off.
    assert scores == {"leadership": 11, "focus": 0, "own-hours": 15, "grip": 9}


def test_what_is_sent_for_a_hidden_question_is_dropped(client: Any) -> None:
    assert sent(client, A_WEEK | {"moves": "no number"}).status_code == 202


def test_a_week_that_does_not_come_to_forty_hours_is_refused_at_the_question(client: Any) -> None:
    answer = sent(client, A_WEEK | {"split": {"status": 41}})
    assert answer.status_code == 422
    assert answer.json()["errors"][0] == {
        "field": "answers.split",
        "detail": "Together these come to 41. Make it 40 hours.",
    }


def test_its_questions_and_their_schema_are_published(client: Any) -> None:
    shown = client.get(DETAIL).json()
    schema = Draft202012Validator(shown["answers_schema"])
    assert schema.is_valid(A_WEEK)
    assert schema.is_valid(A_BETTER_WEEK)
    assert not schema.is_valid(A_WEEK | {"ended": "several"})  # how many moves?
    assert shown["pacing"] == "question"


def test_a_page_presents_it(client: Any) -> None:
    page = AssessmentPage.objects.get(slug="hour-log")
    answer = client.get(page.url)
    assert answer.status_code == 200
    assert "Where did forty hours" not in answer.text
    assert "The Hour Log" in answer.text


@pytest.mark.parametrize("slug", ["leadership", "hour-log"])
def test_both_go_out_and_in_again_unchanged(slug: str) -> None:
    assessment = Assessment.objects.get(slug=slug)
    document = export_assessment(assessment, draft=False)
    imported = import_assessment(document, publish=True)
    assert export_assessment(imported.assessment, draft=False) == document
    assert imported.assessment.current_rubric.version == 1
