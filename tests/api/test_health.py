"""/healthz and /readyz: what a probe may rely on."""

import time
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.db.models.functions import Now

from leads.models import Heartbeat, OutboxMessage
from tests import make, servers
from tests.api.conftest import database_raising

pytestmark = pytest.mark.django_db


def age_of(what, seconds: float) -> None:
    """Of the oldest due message, or of a heartbeat."""
    field = "available_at" if what.model is OutboxMessage else "seen_at"
    what.update(**{field: Now() - timedelta(seconds=seconds)})


def ready(client):
    answer = client.get("/readyz")
    return answer.status_code, answer.json()


def test_healthz_says_ok_and_asks_nobody(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok")
    assert answer["Content-Type"] == "text/plain"


def test_neither_touches_a_session(client):
    client.cookies["sessionid"] = "anything"
    with database_raising(OperationalError("away")):
        assert client.get("/healthz").status_code == 200
    for path in ("/healthz", "/readyz"):
        answer = client.get(path)
        assert not answer.cookies
        assert "Cookie" not in answer.get("Vary", "")


def test_a_house_with_nothing_to_do_is_ready(client):
    assert ready(client) == (
        200,
        {
            "ready": True,
            "database": True,
            "workers": 0,
            "sweepers": 0,
            "oldest_due_seconds": 0,
            "seconds_since_beat": None,
            "seconds_since_publishing": None,
            "purge_owed_seconds": None,
            "broker": False,
        },
    )


def test_with_the_database_away_it_is_not_ready(client):
    with database_raising(OperationalError("away")):
        status, report = ready(client)
    assert status == 503
    assert (report["ready"], report["database"], report["workers"]) == (False, False, None)


def test_who_was_seen_is_counted_and_who_was_not_is_not(client):
    for name, kind in (("a", "worker"), ("b", "worker"), ("c", "sweeper"), ("d", "worker")):
        Heartbeat.objects.record(name, kind=kind)
    age_of(Heartbeat.objects.filter(name="d"), 61)
    _, report = ready(client)
    assert (report["workers"], report["sweepers"]) == (2, 1)


def test_the_last_beat_and_the_oldest_due_message_have_an_age(client, house):
    Heartbeat.objects.record("beat", kind="beat")
    age_of(Heartbeat.objects.all(), 42)
    make.submit()
    make.submit()
    age_of(OutboxMessage.objects.filter(pk=OutboxMessage.objects.first().pk), 30)
    _, report = ready(client)
    assert report["seconds_since_beat"] == pytest.approx(42, abs=2)
    assert report["oldest_due_seconds"] == pytest.approx(30, abs=2)


def test_work_due_for_a_minute_with_nobody_there_is_not_ready(client, house):
    make.submit()
    age_of(OutboxMessage.objects.all(), 55)
    assert ready(client)[0] == 200
    age_of(OutboxMessage.objects.all(), 65)
    assert ready(client)[0] == 503


@pytest.mark.parametrize("kind", ["worker", "sweeper"])
def test_as_long_as_somebody_works_late_work_is_no_reason(client, house, kind):
    make.submit()
    age_of(OutboxMessage.objects.all(), 600)
    Heartbeat.objects.record("somebody", kind=kind)
    assert ready(client)[0] == 200


def test_work_planned_for_later_is_not_due(client, house):
    make.submit()
    age_of(OutboxMessage.objects.all(), -600)
    assert ready(client)[1]["oldest_due_seconds"] == 0


@pytest.mark.broker
def test_a_broker_that_answers_is_seen(client, settings):
    with servers.valkey() as url:
        settings.REDIS_URL = url
        assert ready(client)[1]["broker"] is True


def test_a_broker_that_hangs_is_waited_for_half_a_second_at_most(client, settings, hung_port):
    settings.REDIS_URL = f"redis://127.0.0.1:{hung_port}/0"
    started = time.monotonic()
    status, report = ready(client)
    assert time.monotonic() - started < 0.5
    assert (status, report["broker"]) == (200, False)
