"""T1: a submission is kept as sent, once, and what it sets in motion is owed with it."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from leads.actions.submissions import (
    SubmissionConflict,
    SubmissionInvalid,
    accept_submission,
)
from leads.domain.intake import Particulars
from leads.models import Lead, OutboxMessage, Submission
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def accept(sent, house, now=make.NOW):
    return accept_submission(house.current_rubric, sent, now=now)


def errors(sent, house) -> dict[str, str]:
    with pytest.raises(SubmissionInvalid) as refused:
        accept(sent, house)
    assert not Submission.objects.exists()
    assert not OutboxMessage.objects.exists()
    return dict(refused.value.errors)


def test_what_was_sent_is_kept_and_its_processing_is_owed(house):
    submission = make.submit(follow_up=True, utm_source="newsletter", page="/career/x/")
    submission.refresh_from_db()
    assert submission.answers == make.TO_EXECUTIVE
    assert submission.contact == make.ROSA
    assert submission.attribution == {"utm_source": "newsletter", "page": "/career/x/"}
    assert submission.consent_text_id == house.current_rubric.rubric.consent_text_id
    assert OutboxMessage.objects.get().key == str(submission.pk)


def test_the_same_again_answers_the_same_and_changes_nothing(house):
    sent = make.sent(contact=make.ROSA)
    first, second = accept(sent, house), accept(sent, house)
    assert first.result_token == second.result_token
    assert Submission.objects.count() == OutboxMessage.objects.count() == 1


def test_the_same_id_with_another_body_is_a_conflict_and_the_first_stands(house):
    known = make.submit()
    other = make.sent(make.TO_BOOK, contact=make.ROSA, submission_id=known.pk)
    with pytest.raises(SubmissionConflict):
        accept(other, house)
    assert Submission.objects.get().answers == make.TO_EXECUTIVE


def test_an_address_has_one_spelling(house):
    submission = make.submit(contact=make.ROSA | {"email": "  Rosa@Example.COM "})
    assert submission.email == "rosa@example.com"


def test_who_leaves_no_address_is_accepted_too(house):
    assert make.submit(contact=None).email == ""


def test_everything_that_is_wrong_is_said_at_once_and_nothing_is_stored(house):
    particulars = Particulars(
        contact={"email": "rosa at example", "name": "Rosa\nBcc: all@example.com"},
        follow_up=True,
        consent_text_id="of another text",
        attribution={"utm_source": "x" * 501, "colour": "blue"},
    )
    wrong = errors(make.Sent(uuid.uuid4(), {"pace": "sideways"}, particulars), house)
    assert list(wrong) == [
        "answers.pace",
        "answers.forum",
        "contact.email",
        "contact.name",
        "consent.text_id",
        "attribution.utm_source",
        "attribution.colour",
    ]
    assert all(sentence.endswith(".") for sentence in wrong.values())


@pytest.mark.parametrize(
    "address",
    ["", "a@b, c@d.example", "a@b@example.com", "ü@example.com", "a@example.com\nBcc: b@c.de"],
)
def test_what_is_not_one_deliverable_address_is_refused(house, address):
    sent = make.sent(contact=make.ROSA | {"email": address})
    assert list(errors(sent, house)) == ["contact.email"]


def test_consent_without_an_address_is_refused(house):
    assert list(errors(make.sent(follow_up=True), house)) == ["consent.follow_up"]


def test_a_lead_is_made_by_the_pipeline_not_by_the_post(house):
    make.submit()
    assert not Lead.objects.exists()


def test_a_result_link_is_found_by_its_token_and_by_nothing_else(house):
    submission = make.submit()
    found = Submission.objects.with_result_token
    assert found(submission.result_token, now=make.NOW).get() == submission
    assert not found(submission.result_token[:-1] + "-", now=make.NOW).exists()
    assert not found(submission.result_token, now=submission.result_expires_at).exists()
    assert submission.result_token not in str(Submission.objects.values().get())


@pytest.mark.django_db(transaction=True)
def test_twenty_posts_at_once_are_one_submission(house):
    sent = make.sent(contact=make.ROSA)

    def post(_: int) -> str:
        try:
            return accept(sent, house).result_token
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        tokens = set(pool.map(post, range(20)))
    assert len(tokens) == 1
    assert Submission.objects.count() == OutboxMessage.objects.count() == 1
