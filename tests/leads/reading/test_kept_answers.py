"""When a submission cannot be stored, the page says so and holds all that was sent."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InterfaceError, OperationalError
from django.test import override_settings
from django.test.client import encode_multipart

from leads.models import OutboxMessage, Submission
from tests import make
from tests.api.conftest import BrokenStream, database_raising
from tests.leads.reading.browser import Form, soup

pytestmark = pytest.mark.django_db

TO_BOOK = {f"answers.{key}": value for key, value in make.TO_BOOK.items()}
TO_EXECUTIVE = {f"answers.{key}": value for key, value in make.TO_EXECUTIVE.items()}
NOTE = 'Two "systems" <both>,\r\nyear after year & so on.'
ROSA = {f"contact.{name}": text for name, text in make.ROSA.items()}
AWAY = [OperationalError("away"), InterfaceError("connection already closed")]


def test_another_body_under_the_same_id_is_told_apart_and_can_be_sent_as_its_own(opened, house):
    form = opened()
    form.send(TO_BOOK)
    answer = form.send(TO_EXECUTIVE | ROSA | {"answers.note": NOTE})
    assert answer.status_code == 409
    assert Submission.objects.get().answers == make.TO_BOOK
    offered = Form.on(form.client, answer)
    assert offered.id != form.id
    assert offered.send().status_code == 303
    new = Submission.objects.exclude(pk=form.id).get()
    assert new.answers == make.TO_EXECUTIVE | {"note": NOTE.replace("\r", "")}
    assert (new.contact, new.flag) == (make.ROSA, "")


def test_the_page_of_a_conflict_leads_to_an_empty_form(client, opened, house):
    form = opened()
    form.send(TO_BOOK)
    page = soup(form.send(TO_EXECUTIVE))
    (again,) = [link["href"] for link in page.select("main a")]
    assert Form.on(client, client.get(again)).id != form.id


@pytest.mark.parametrize("error", AWAY, ids=lambda error: type(error).__name__)
def test_with_the_database_away_the_answers_are_kept_and_sent_again_under_their_id(
    opened, house, error
):
    form = opened().fill(TO_BOOK | ROSA | {"answers.note": NOTE})
    with database_raising(error):
        answer = form.send()
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert not Submission.objects.exists()
    assert Form.on(form.client, answer).send().status_code == 303
    stored = Submission.objects.get()
    assert str(stored.pk) == form.id
    assert stored.answers["note"] == NOTE.replace("\r", "")


@pytest.mark.parametrize("path", ["/assessments/compass/", "/results/whatever/"])
def test_with_the_database_away_a_page_says_when_to_come_back(client, house, path):
    with database_raising(OperationalError("away")):
        answer = client.get(path)
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert not soup(answer).select("form")


def test_too_many_at_once_lose_nothing_but_a_moment(opened, house):
    form = opened().fill(TO_BOOK)
    with override_settings(SUBMISSION_RATE="1/minute"):
        opened().send(TO_EXECUTIVE)
        answer = form.send()
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 60
    assert f"Wait {answer['Retry-After']} seconds" in answer.content.decode()
    assert Form.on(form.client, answer).send().status_code == 303


def test_a_refusal_for_the_rate_asks_the_database_nothing(opened, house, django_assert_num_queries):
    form = opened().fill(TO_BOOK)
    with override_settings(SUBMISSION_RATE="1/minute"):
        form.send()
        with django_assert_num_queries(0):
            assert form.send().status_code == 429


def test_more_than_64_kilobytes_are_a_413_whatever_the_form_calls_itself(client, opened, house):
    form = opened().fill(TO_BOOK | {"answers.note": "x" * 70_000})
    assert form.send().status_code == 413
    multipart = encode_multipart("edge", form.values)
    answer = client.post(form.action, multipart, content_type="multipart/form-data; boundary=edge")
    assert answer.status_code == 413
    assert "Go back" in answer.content.decode()
    assert not OutboxMessage.objects.exists()


def test_a_form_that_breaks_off_on_the_way_is_a_400_that_says_what_to_do(opened, house):
    answer = opened().send(TO_BOOK, **{"wsgi.input": BrokenStream()})
    assert answer.status_code == 400
    assert "Go back and send the form again" in answer.content.decode()


def test_a_file_that_nobody_asked_for_is_a_413_before_it_is_read(client, opened, house):
    form = opened().fill(TO_BOOK)
    file = SimpleUploadedFile("answers.csv", b"x" * 70_000)
    assert client.post(form.action, form.values | {"file": file}).status_code == 413


@pytest.mark.parametrize(
    "kind",
    [
        "multipart/form-data; boundary=edge; charset=rot13",
        "multipart/form-data; boundary=edge; charset=unicode_escape",
        "multipart/form-data; boundary=edge; charset=utf-16",
        "multipart/form-data",
        "multipart/form-data; boundary=\xff",
        "application/x-www-form-urlencoded; charset=utf-7",
        "application/json",
        "text/plain",
        "",
    ],
)
def test_a_body_of_another_kind_never_breaks_anything(client, opened, house, kind):
    data = encode_multipart("edge", opened().values | TO_BOOK | {"answers.note": "\\ud800"})
    answer = client.generic("POST", "/assessments/compass/", data, content_type=kind)
    assert answer.status_code in (303, 400, 422)


@pytest.mark.parametrize(
    "data", [b"", b"%", b"%ff=%fe", b"answers.pace=%ed%a0%80", b"seal", b"&&&", b"id=%00"]
)
def test_a_mangled_form_is_shown_again(client, house, data):
    kind = "application/x-www-form-urlencoded"
    answer = client.generic("POST", "/assessments/compass/", data, content_type=kind)
    assert answer.status_code == 422
