"""What a line of the log says, and what it never does."""

import json
import logging
import sys

import pytest
from django.db import DatabaseError

from cms.observing.access import logged_path
from cms.observing.logs import JsonLines, Lines
from leads import request_ids

GIVEN = "4bf92f3577b34da6-from-the-proxy"
QUOTED = "rosa@example.com already exists"


@pytest.fixture
def told(caplog):
    """What our own lines say of a request."""
    with caplog.at_level(logging.INFO, "cms.observing.access"):
        yield lambda: [each.path for each in caplog.records if each.name == "cms.observing.access"]


def broken() -> logging.LogRecord:
    """A line about an error that quotes a person, and about the one before it."""
    try:
        try:
            raise KeyError(QUOTED)
        except KeyError as error:
            raise DatabaseError(QUOTED) from error
    except DatabaseError:
        return logging.LogRecord(
            "leads", logging.ERROR, __file__, 1, "it broke: %s", ("here",), sys.exc_info()
        )


def test_a_line_in_production_is_one_object_that_names_its_request():
    record = logging.LogRecord("leads", logging.INFO, __file__, 1, "outbox %s", (7,), None)
    record.topic, record.contact = "submission.accepted", QUOTED
    with request_ids.bound(GIVEN):
        line = JsonLines().format(record)
    said = json.loads(line)
    assert "\n" not in line
    assert said["time"].endswith("+00:00")
    assert {key: said[key] for key in ("level", "logger", "message", "request_id", "topic")} == {
        "level": "INFO",
        "logger": "leads",
        "message": "outbox 7",
        "request_id": GIVEN,
        "topic": "submission.accepted",
    }
    assert "contact" not in said  # only facts that were thought about


@pytest.mark.parametrize("formatter", [JsonLines(), Lines()])
def test_of_an_exception_the_kind_and_the_place_are_written_never_its_words(formatter):
    line = formatter.format(broken())
    assert "it broke: here" in line
    assert "KeyError" in line
    assert "DatabaseError" in line
    assert "test_log_lines.py" in line
    assert "rosa@" not in line


def test_on_a_developers_machine_it_is_said_whole():
    assert QUOTED in Lines(frank=True).format(broken())


def test_a_readable_line_ends_with_its_request():
    record = logging.LogRecord("leads", logging.INFO, __file__, 1, "done", (), None)
    with request_ids.bound(GIVEN):
        assert Lines().format(record).endswith(f"leads done [{GIVEN}]")
    assert Lines().format(record).endswith("leads done")


TOKEN = "ctlA05lXJdMS3j4K1j7Y5Q"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "written"),
    [
        (f"/results/{TOKEN}/", "/results/…/"),
        (f"/results/{TOKEN}/pdf/", "/results/…/pdf/"),
        (f"/api/v1/results/{TOKEN}/", "/api/v1/results/…/"),
        (f"/leads/{TOKEN}:1x:y/", "/leads/…/"),
        (f"/unsubscribe/{TOKEN}/", "/unsubscribe/…/"),
        (f"/preferences/{TOKEN}/", "/preferences/…/"),
        (f"/confirm/{TOKEN}/", "/confirm/…/"),
        (f"/drafts/{TOKEN}/", "/drafts/…/"),
        (f"/assessments/leadership/{TOKEN}/2/", "/assessments/leadership/…/2/"),
        (f"/api/v1/preview?token={TOKEN}", "/api/v1/preview"),
        (f"/api/v1/anything/{TOKEN}/", "/api/v1/…"),
        ("/search/?q=rosa", "/search/"),
        (f"/result/{TOKEN}/", "/result/…/"),
        ("/rosa@example.com/", "(no address of ours)"),
        ("/api/v1/assessments/leadership/", "/api/v1/assessments/leadership/"),
        ("/career/two-jobs-credit-for-neither/", "/career/two-jobs-credit-for-neither/"),
    ],
)
def test_an_address_is_written_without_its_query_and_its_token(client, told, asked, written):
    client.get(asked)
    assert told() == [written]


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/static/nothing.css"])
@pytest.mark.django_db
def test_probes_and_static_files_are_not_written_down(client, told, path):
    client.get(path)
    assert told() == []


def test_the_written_path_of_a_request_that_never_met_an_address(rf):
    request = rf.get("/results/" + TOKEN)
    request.resolver_match = None
    assert TOKEN not in logged_path(request)
