"""Every error under /api/v1/ is a problem document, whoever raised it."""

import logging

import pytest
from django.db import InterfaceError, OperationalError
from django.test import Client

from cms.problems import MEDIA_TYPE
from tests.api.conftest import SUBMISSIONS, database_raising

pytestmark = pytest.mark.django_db

ANYTHING = "/api/v1/results/whatever/"


def assert_problem(answer, status: int) -> dict:
    assert answer.status_code == status
    assert answer["Content-Type"] == MEDIA_TYPE
    document = answer.json()
    assert {"type", "title", "status", "detail", "instance"} <= set(document)
    assert document["type"] == "about:blank"
    assert document["status"] == status
    assert document["detail"].endswith(".")
    assert document["instance"].startswith("urn:uuid:")
    return document


@pytest.mark.parametrize(
    "path", ["", "nothing", "nothing/", "assessments", "results/", "a\0b", "é"]
)
def test_an_unknown_path_is_a_404(client, path):
    assert_problem(client.get("/api/v1/" + path), 404)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("get", SUBMISSIONS, "POST"),
        ("delete", SUBMISSIONS, "POST"),
        ("post", "/api/v1/assessments/", "GET"),
        ("put", ANYTHING, "GET"),
        ("patch", "/api/v1/assessments/compass/", "GET"),
    ],
)
def test_another_method_is_a_405_that_says_which_is_allowed(client, method, path, allowed):
    answer = getattr(client, method)(path)
    assert_problem(answer, 405)
    assert answer["Allow"] == allowed


@pytest.mark.parametrize("slug", ["nowhere", "%00", "a%00b", "%ff"])
def test_an_unknown_assessment_is_a_404(client, house, slug):
    assert_problem(client.get(f"/api/v1/assessments/{slug}/"), 404)


def test_a_known_document_can_be_asked_for_by_its_head(client, house):
    answer = client.head("/api/v1/assessments/compass/")
    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize("error", [OperationalError("away"), InterfaceError("closed")])
def test_with_the_database_away_it_is_a_503_that_says_when_to_come_back(client, post, body, error):
    with database_raising(error):
        answers = [post(body), client.get(ANYTHING), client.get("/api/v1/assessments/")]
    for answer in answers:
        assert_problem(answer, 503)
        assert int(answer["Retry-After"]) > 0


def test_a_fault_of_ours_is_a_500_and_is_reported(house, caplog):
    with database_raising(ZeroDivisionError("ours")):
        assert_problem(Client(raise_request_exception=False).get(ANYTHING), 500)
    assert "ZeroDivisionError" in caplog.text
    assert "ours" not in caplog.text


def test_a_fault_of_ours_is_seen_by_whoever_listens_for_broken_requests(client, house):
    with database_raising(ZeroDivisionError("ours")), pytest.raises(ZeroDivisionError):
        client.get(ANYTHING)


def test_the_log_names_the_occurrence_and_neither_token_nor_address(client, post, body, caplog):
    caplog.set_level(logging.DEBUG)
    token = post(body).json()["result_token"]
    document = client.post(f"/api/v1/results/{token}/").json()
    post(body | {"contact": {"email": "canary@@example.com"}})
    client.get("/api/v1/canary@example.com")
    assert document["instance"] in caplog.text
    assert token not in caplog.text
    assert "canary" not in caplog.text


def test_no_address_of_the_api_sets_a_cookie(client, house):
    for path in ("assessments/", "openapi.json", "docs", "nothing", "results/x/"):
        assert not client.get("/api/v1/" + path).cookies
