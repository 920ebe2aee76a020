"""What a reader can do with a result: mail it, close it, see what is kept, have it forgotten."""

import json
import logging
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from leads import outbox
from leads.actions.suppressions import suppress
from leads.handlers import HANDLERS
from leads.models import Delivery, Lead, OutboxMessage, Submission, Suppression
from leads.models.deliveries import Stream
from leads.throttle import limiter
from tests import make
from tests.leads.reading.browser import soup
from tests.leads.reading.test_result_page import page_of, texts

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

SHOWN = ("result", "result-pdf", "result-data", "result-json")
ACTED = ("mail-result", "close-result", "delete-result")


def url(name: str, submission: Submission) -> str:
    return reverse(name, args=[submission.result_token])


def copies() -> list[Delivery]:
    return list(Delivery.objects.filter(kind="result_copy"))


def send_all() -> None:
    make.work_through("mail")


@pytest.fixture(autouse=True)
def no_limit_used_up() -> None:
    limiter.storage.reset()


@pytest.mark.parametrize("name", [*SHOWN, *ACTED])
def test_whatever_opens_nothing_is_answered_alike_and_changes_nothing(client, house, name):
    submission, closed, expired = make.submit(), make.submit(), make.submit()
    client.post(url("close-result", closed))
    Submission.objects.filter(pk=expired.pk).update(result_expires_at=make.NOW - timedelta(days=1))
    method = client.post if name in ACTED else client.get
    answers = [
        method(reverse(name, args=[token]))
        for token in (
            "x",
            "A" * 22,
            submission.result_token[:-1],
            closed.result_token,
            expired.result_token,
        )
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    for answer in answers:
        del answer["X-Request-ID"]  # each request has one of its own
    assert len({str(sorted(answer.items())) for answer in answers}) == 1
    assert not copies()
    assert not Submission.objects.exclude(erased_at=None).exists()


@pytest.mark.parametrize("name", [*SHOWN, *ACTED])
def test_a_get_shows_and_a_post_acts(house, name):
    submission = make.route()
    client = Client(enforce_csrf_checks=True)
    refused = (
        ("post", "put", "patch", "delete") if name in SHOWN else ("get", "head", "put", "delete")
    )
    for method in refused:
        answer = getattr(client, method)(url(name, submission))
        assert (answer.status_code, "POST" in answer["Allow"]) == (405, name in ACTED)
    assert Submission.objects.get().erased_at is None
    assert page_of(client, submission)
    assert not copies()


@pytest.mark.parametrize("name", [*SHOWN, *ACTED])
def test_it_is_kept_by_nobody_and_in_no_log(house, name, caplog):
    caplog.set_level(logging.DEBUG)
    submission = make.route()
    client = Client(enforce_csrf_checks=True)
    answer = (client.post if name in ACTED else client.get)(url(name, submission))
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert submission.result_token not in caplog.text
    assert not answer.cookies


@pytest.mark.parametrize("name", ACTED)
def test_who_acts_too_often_has_to_wait(client, house, settings, name):
    settings.SUBMISSION_RATE = "1/minute"
    for status in (404, 429):
        answer = client.post(reverse(name, args=["x"]))
        assert answer.status_code == status
    assert int(answer["Retry-After"]) > 0


# --- The copy by mail


def test_the_pdf_is_mailed_to_the_address_left_with_these_answers(client, house):
    submission = make.route()
    answer = client.post(url("mail-result", submission))
    assert (answer.status_code, answer["Location"]) == (
        303,
        url("result", submission) + "?copy=sent",
    )
    assert "on its way" in texts(soup(client.get(answer["Location"])), ".notice")[0]
    send_all()
    [message] = [each for each in mail.outbox if each.tags == ["result_copy"]]
    assert message.to == [make.ROSA["email"]]
    [(name, content, kind)] = message.attachments
    assert (name, content[:5], kind) == ("compass-result.pdf", b"%PDF-", "application/pdf")
    assert url("result", submission) in message.body
    assert content == client.get(url("result-pdf", submission)).content


def test_asked_for_twice_it_is_one_mail_and_on_another_day_another(client, house):
    submission = make.route()
    client.post(url("mail-result", submission))
    client.post(url("mail-result", submission))
    assert len(copies()) == 1
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        client.post(url("mail-result", submission))
    assert len(copies()) == 2


def test_sent_twice_by_the_queue_it_leaves_once(client, house):
    submission = make.route()
    client.post(url("mail-result", submission))
    send_all()
    OutboxMessage.objects.update(done_at=None, token=None)
    outbox.drain("mail", HANDLERS)
    assert len([each for each in mail.outbox if each.tags == ["result_copy"]]) == 1


def test_results_and_copies_share_the_days_limit_of_an_address(client, house, settings):
    assert settings.MAIL_DAILY_LIMIT == 2
    first, second = make.route(), make.route()
    for submission in (first, second):
        client.post(url("mail-result", submission))
    send_all()
    to_rosa = [each for each in mail.outbox if each.to == [make.ROSA["email"]]]
    assert len(to_rosa) == 2
    assert Delivery.objects.filter(status="cancelled", reason__contains="enough").count() == 2


@pytest.mark.parametrize(("contact", "flag"), [(None, ""), (make.ROSA, "trap")])
def test_without_an_address_or_taken_for_automated_there_is_no_copy(client, house, contact, flag):
    submission = make.route(contact=contact, flag=flag)
    assert not page_of(client, submission).select(
        f"form[action='{url('mail-result', submission)}']"
    )
    answer = client.post(url("mail-result", submission))
    assert answer["Location"].endswith("?copy=refused")
    assert not copies()


def test_a_suppressed_address_gets_no_copy(client, house):
    submission = make.route()
    suppress(make.ROSA["email"], reason=Suppression.Reason.COMPLAINT)
    answer = client.post(url("mail-result", submission))
    assert "cannot mail it" in texts(soup(client.get(answer["Location"])), ".notice")[0]
    assert not copies()


def test_suppressed_after_it_was_asked_for_it_does_not_leave(client, house):
    submission = make.route()
    client.post(url("mail-result", submission))
    suppress(make.ROSA["email"], reason=Suppression.Reason.COMPLAINT, stream=Stream.RESULTS)
    send_all()
    assert copies()[0].status == "cancelled"


def test_asked_for_before_the_pipeline_has_run_it_is_the_same_copy(client, house):
    submission = make.submit()
    client.post(url("mail-result", submission))
    send_all()
    [message] = mail.outbox
    assert message.attachments[0][1][:5] == b"%PDF-"


# --- Closing and deleting


def test_the_reader_closes_the_link_and_what_they_answered_stays(client, house):
    submission = make.route()
    client.post(url("mail-result", submission))
    answer = client.post(url("close-result", submission))
    assert texts(soup(answer), "h1") == ["The link is closed"]
    assert client.get(url("result", submission)).status_code == 404
    assert client.get(f"/api/v1/results/{submission.result_token}/").status_code == 404
    send_all()
    assert not [each for each in mail.outbox if "/results/" in each.body]
    assert Submission.objects.get().answers == make.TO_EXECUTIVE


def test_the_reader_has_it_deleted_in_one_post(client, house):
    submission = make.route()
    answer = client.post(url("delete-result", submission))
    assert texts(soup(answer), "h1") == ["Your data is deleted"]
    assert client.get(url("result", submission)).status_code == 404
    assert Submission.objects.get().email == ""
    assert Lead.objects.get().erased_at
    assert client.post(url("delete-result", submission)).status_code == 404


def test_whoever_shares_the_address_is_not_reached(client, house):
    """The link proves one set of answers, not a person."""
    other = make.route(contact=make.ROSA | {"name": "Another Almeida", "company": "Elsewhere"})
    submission = make.route(contact=make.ROSA | {"name": "Rosa", "company": "", "role": ""})
    record = client.get(url("result-json", submission)).content.decode()
    assert "Another" not in record
    assert "Elsewhere" not in record
    assert str(other.pk) not in record
    client.post(url("delete-result", submission))
    assert Submission.objects.get(pk=other.pk).name == "Another Almeida"
    assert client.get(url("result", other)).status_code == 200


def test_the_page_says_how_far_it_reaches_and_whom_to_write_to(client, house):
    scope = page_of(client, make.route()).select(".keep .small")[0].get_text()
    assert "one set of answers" in scope
    assert "hello@example.com" in scope


# --- What is kept


def test_everything_kept_is_one_file(client, house):
    submission = make.route(
        make.TO_EXECUTIVE | {"note": "Two booking systems."}, follow_up=True, utm_source="letter"
    )
    send_all()
    answer = client.get(url("result-json", submission))
    assert answer["Content-Disposition"] == 'attachment; filename="result-data.json"'
    record = json.loads(answer.content)
    assert record["submission"]["id"] == str(submission.pk)
    assert record["contact"] == make.ROSA
    assert record["consent"] == {
        "follow_up": True,
        "text_id": submission.consent_text_id,
        "wording": make.CONSENT,
    }
    assert record["came_from"] == {"utm_source": "letter"}
    assert record["answers"][1:] == [
        {
            "question": "forum",
            "text": "Where do decisions go?",
            "answer": "nowhere",
            "in_words": ["Nowhere"],
        },
        {
            "question": "note",
            "text": "What else?",
            "answer": "Two booking systems.",
            "in_words": ["Two booking systems."],
        },
    ]
    assert record["decision"]["lane"] == "Executive advisory"
    assert [each["points"] for each in record["decision"]["scores"]] == [0, 100]
    assert [each["advisor"] for each in record["given_to"]] == ["Cleo"]
    told = {each["what"]: each["to"] for each in record["messages"]}
    assert told == {"result": make.ROSA["email"], "lead brief": "Cleo"}
    assert "Two booking systems." in str(record["messages"])


def test_everything_kept_reads_well_too(client, house):
    submission = make.route(make.TO_EXECUTIVE | {"note": "<b>Two</b> systems."}, follow_up=True)
    send_all()
    text = soup(client.get(url("result-data", submission))).get_text()
    for part in (*make.ROSA.values(), make.CONSENT, "<b>Two</b> systems.", "Nowhere", "Cleo"):
        assert part in text, part


def test_before_it_is_routed_there_is_just_less_of_it(client, house):
    record = json.loads(client.get(url("result-json", make.submit(contact=None))).content)
    assert (record["decision"], record["given_to"], record["messages"]) == (None, [], [])
    assert client.get(url("result-data", make.submit(contact=None))).status_code == 200


@pytest.mark.parametrize("name", ["result-data", "result-json"])
def test_it_asks_the_database_little(client, house, django_assert_max_num_queries, name):
    submission = make.route(follow_up=True)
    client.post(url("mail-result", submission))
    send_all()
    client.get(url(name, submission))
    with django_assert_max_num_queries(8):
        client.get(url(name, submission))
