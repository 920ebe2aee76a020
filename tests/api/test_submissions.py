"""POST /api/v1/assessments/{slug}/submissions/: what is right is stored, once."""

import uuid
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from assessment.importing import load_assessment
from leads.models import OutboxMessage, Submission
from tests import make

pytestmark = pytest.mark.django_db


def test_a_submission_is_accepted_and_its_result_can_be_read_at_once(client, post, body):
    answer = post(body)
    assert answer.status_code == 202
    accepted = answer.json()
    assert list(accepted) == ["id", "result_url", "result_token"]
    assert accepted["id"] == body["id"]
    assert accepted["result_url"].startswith(settings.BASE_URL + "/results/")
    assert client.get(urlsplit(accepted["result_url"]).path).status_code == 200
    assert client.get(f"/api/v1/results/{accepted['result_token']}/").status_code == 200


def test_it_is_kept_as_sent(post, body):
    post(body)
    stored = Submission.objects.get()
    assert stored.answers == body["answers"]
    assert stored.contact == body["contact"]
    assert stored.attribution == body["attribution"]
    assert (stored.follow_up_consent, stored.consent_text_id) == (True, body["consent"]["text_id"])
    assert stored.flag == ""
    assert OutboxMessage.objects.get().key == body["id"]


def test_the_same_body_again_is_answered_the_same_and_changes_nothing(post, body):
    first, second = post(body), post(dict(reversed(body.items())))
    assert first.status_code == second.status_code == 202
    assert first.json() == second.json()
    assert Submission.objects.count() == OutboxMessage.objects.count() == 1


def test_another_body_under_the_same_id_is_a_conflict_and_the_first_stands(post, body):
    post(body)
    answer = post(body | {"answers": make.TO_BOOK})
    assert answer.status_code == 409
    assert Submission.objects.get().answers == body["answers"]
    assert OutboxMessage.objects.count() == 1


def test_an_id_in_capitals_is_the_same_id(post, body):
    post(body)
    assert post(body | {"id": body["id"].upper()}).status_code == 202
    assert Submission.objects.count() == 1


@pytest.mark.parametrize("left_out", ["contact", "consent", "attribution"])
def test_what_is_optional_can_be_left_out(post, body, left_out):
    del body[left_out]
    if left_out == "contact":
        del body["consent"]
    assert post(body).status_code == 202


def test_whoever_leaves_no_contact_gets_a_result_and_is_nobodys_lead(post, body):
    accepted = post({"id": body["id"], "answers": body["answers"]})
    make.work_through("pipeline")
    assert accepted.status_code == 202
    submission = Submission.objects.get()
    assert (submission.status, submission.lead) == ("processed", None)


def test_the_answer_sets_no_cookie_and_is_not_kept_by_anybody(post, body):
    answer = post(body)
    assert not answer.cookies
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("slug", ["nowhere", "Compass", "compass-2"])
def test_an_assessment_that_is_not_published_takes_nothing(post, body, slug):
    answer = post(body, path=f"/api/v1/assessments/{slug}/submissions/")
    assert answer.status_code == 404
    assert not Submission.objects.exists()


def test_an_assessment_taken_down_takes_nothing(post, body, house):
    house.unpublish()
    assert post(body).status_code == 404


def test_a_known_id_is_found_again_after_the_assessment_was_published_anew(post, body):
    first = post(body)
    load_assessment(make.COMPASS | {"title": "The Compass, again"}, publish=True)
    assert post(body).json() == first.json()
    assert post(body | {"id": str(uuid.uuid4())}).status_code == 202
    assert Submission.objects.values("rubric").distinct().count() == 2
