"""GET /api/v1/results/{token}/: the same result before and after the pipeline has run."""

from datetime import timedelta

import pytest
import time_machine
from wagtail.models import Page

from assessment.importing import load_assessment
from assessment.models import ScoreCount
from leads.actions.policies import load_policy
from leads.models import Decision, Lane, Submission
from leads.models.submissions import RESULT_LINK_LASTS
from tests import make

pytestmark = pytest.mark.django_db


def read(client, token: str):
    return client.get(f"/api/v1/results/{token}/")


def test_a_result_says_scores_lane_why_and_what_comes_next(client, house):
    submission = make.route(make.TO_EXECUTIVE)
    result = read(client, submission.result_token).json()
    assert result.pop("submitted_at").endswith("Z")
    assert result.pop("rubric_id") == house.current_rubric.content_hash
    low = {"key": "low", "label": "Low", "narrative": "Little drag. Keep it so."}
    high = {"key": "high", "label": "High", "narrative": "Much drag. Start here."}
    [change] = result.pop("would_change")
    assert change == {
        "question": "forum",
        "text": "Where do decisions go?",
        "given": ["Nowhere"],
        "instead": ["They are made"],
        "moves": 100,
        "lane": {"key": "book", "name": "The book", "summary": "The book, in a sentence."},
        "next_step": {
            "heading": "Your next step: The book",
            "text": "This is what happens next.",
            "url": None,
        },
    }
    for dimension in result["dimensions"]:
        assert dimension.pop("comparison") is None
        assert (dimension.pop("next_step"), dimension.pop("composed_of")) == ("", [])
    assert result == {
        "assessment": "compass",
        "dimensions": [
            {"key": "personal-drag", "label": "Personal drag", "score": 0, "band": low},
            {
                "key": "organizational-drag",
                "label": "Organizational drag",
                "score": 100,
                "band": high,
            },
        ],
        "lane": {
            "key": "executive-advisory",
            "name": "Executive advisory",
            "summary": "Executive advisory, in a sentence.",
        },
        "why": {
            "reason": "Most of your drag is the organization’s.",
            "answers": [
                {"question": "forum", "text": "Where do decisions go?", "answer": ["Nowhere"]}
            ],
        },
        "next_step": {
            "heading": "Your next step: Executive advisory",
            "text": "This is what happens next.",
            "url": None,
        },
    }


@pytest.mark.parametrize("answers", [make.TO_EXECUTIVE, make.TO_INDIVIDUAL, make.TO_BOOK])
def test_it_is_the_same_before_and_after_the_pipeline_has_run(client, house, answers):
    submission = make.submit(answers)
    before = read(client, submission.result_token).json()
    assert not Decision.objects.exists()
    make.work_through("pipeline")
    assert Decision.objects.count() == 1
    assert read(client, submission.result_token).json() == before


def test_the_rules_of_tomorrow_do_not_change_the_result_of_yesterday(client, house):
    submission = make.route(make.TO_EXECUTIVE)
    before = read(client, submission.result_token).json()
    load_policy(make.POLICY | {"rules": []}, assessment=house, publish=True)
    assert read(client, submission.result_token).json() == before


def test_a_lane_renamed_is_shown_by_its_name_of_today(client, house):
    submission = make.route(make.TO_BOOK)
    Lane.objects.filter(key="book").update(name="Volume 1")
    assert read(client, submission.result_token).json()["lane"]["name"] == "Volume 1"


def test_the_next_step_has_the_address_of_the_lanes_page_as_long_as_that_can_be_read(
    client, house, settings
):
    offer = Page.objects.get(depth=2).add_child(instance=Page(title="Volume 1", slug="volume-1"))
    Lane.objects.filter(key="book").update(offer_page=offer)
    token = make.route(make.TO_BOOK).result_token
    assert read(client, token).json()["next_step"]["url"] == settings.BASE_URL + "/volume-1/"
    offer.unpublish()
    assert read(client, token).json()["next_step"]["url"] is None


def test_without_a_policy_there_are_scores_and_no_lane(client):
    load_assessment(make.COMPASS, publish=True)
    submission = make.submit()
    result = read(client, submission.result_token).json()
    assert [each["score"] for each in result["dimensions"]] == [0, 100]
    assert result["lane"] is result["why"] is result["next_step"] is None


def test_it_says_nothing_of_the_person(client, house):
    submission = make.route(make.TO_EXECUTIVE)
    text = read(client, submission.result_token).content.decode()
    assert not any(word in text for word in make.ROSA.values())


def test_it_is_kept_by_nobody_on_the_way(client, house):
    answer = read(client, make.submit().result_token)
    assert answer["Cache-Control"] == "private, no-store"


def test_every_link_that_opens_nothing_is_answered_alike(client, house):
    submission, revoked, expired = make.submit(), make.submit(), make.submit()
    Submission.objects.filter(pk=revoked.pk).update(result_token_hash="revoked")
    Submission.objects.filter(pk=expired.pk).update(result_expires_at=make.NOW)
    tokens = ["x", "é" * 22, "A" * 22, "x" * 5_000, submission.result_token[:-1]]
    tokens += [submission.result_token.swapcase(), revoked.result_token, expired.result_token]
    documents = []
    for token in tokens:
        answer = read(client, token)
        document = answer.json()
        del document["instance"]
        own = {"Content-Length": "", "X-Request-ID": ""}  # each request has an id of its own
        documents.append((answer.status_code, dict(answer.headers) | own, document))
    assert documents == [documents[0]] * len(tokens)
    assert documents[0][0] == 404


def test_a_link_lasts_a_year_and_not_a_day_longer(client, house):
    token = make.submit().result_token
    with time_machine.travel(make.NOW + RESULT_LINK_LASTS - timedelta(hours=1), tick=False):
        assert read(client, token).status_code == 200
    with time_machine.travel(make.NOW + RESULT_LINK_LASTS + timedelta(hours=1), tick=False):
        assert read(client, token).status_code == 404


def test_it_says_what_a_composite_is_made_of_and_where_scores_stand_among_others(client):
    composite = {
        "key": "drag",
        "label": "Drag",
        "bands": [make.BANDS[0] | {"next_step": "Name one."}, make.BANDS[1]],
        "composed_of": {"personal-drag": 2, "organizational-drag": 1},
    }
    document = make.COMPASS | {"dimensions": [*make.COMPASS["dimensions"], composite]}
    compass = load_assessment(document, publish=True)
    for _ in range(30):
        ScoreCount.objects.record(compass.current_rubric_id, {"drag": 20})
    [*_, drag] = read(client, make.submit().result_token).json()["dimensions"]
    assert drag["score"] == 33
    assert drag["next_step"] == "Name one."
    assert drag["composed_of"] == [
        {"label": "Personal drag", "weight": 2, "score": 0},
        {"label": "Organizational drag", "weight": 1, "score": 100},
    ]
    assert drag["comparison"] == {"at_least": 90, "below": None, "readers": 30}
