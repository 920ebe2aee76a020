"""A kick is a hint: given after commit, in bounded time, and missed by nobody when it fails."""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import redis
from celery import current_app
from django.db import transaction

from leads import outbox
from leads.kick import PATIENCE, Publisher, publisher
from leads.models.outbox import Topic
from tests import servers

pytestmark = pytest.mark.broker

NOBODY = "redis://127.0.0.1:9/0"


@pytest.fixture
def broker() -> Iterator[redis.Redis]:
    with servers.valkey() as url, pointed_at(url) as client:
        yield client


@contextmanager
def pointed_at(url: str) -> Iterator[redis.Redis]:
    """The process's Celery, for as long as the test lasts, on this broker."""
    before = current_app.conf.broker_url, current_app.conf.broker_write_url
    current_app.conf.broker_url = current_app.conf.broker_write_url = url
    publisher.forget()
    yield redis.Redis.from_url(url)
    current_app.conf.broker_url, current_app.conf.broker_write_url = before
    publisher.forget()


def test_a_hint_names_a_queue_and_carries_nothing_else(broker):
    assert Publisher().publish("leads.drain", queue="mail", args=["mail"])
    message = json.loads(broker.lindex("mail", 0))
    assert message["headers"]["task"] == "leads.drain"
    assert message["headers"]["argsrepr"] == "['mail']"
    assert message["headers"]["expires"]


@pytest.mark.django_db(transaction=True)
def test_the_workers_are_kicked_after_the_commit_and_not_before(broker):
    with transaction.atomic():
        outbox.enqueue(Topic.SUBMISSION_ACCEPTED, "one")
        assert broker.llen("pipeline") == 0
    assert broker.llen("pipeline") == 1


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_kicks_nobody(broker):
    with transaction.atomic():
        outbox.enqueue(Topic.SUBMISSION_ACCEPTED, "one")
        transaction.set_rollback(True)
    assert broker.llen("pipeline") == 0


def test_a_hung_broker_is_given_up_on_in_a_quarter_of_a_second_and_then_left_alone():
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with pointed_at(f"redis://127.0.0.1:{silent.getsockname()[1]}/0"):
            hasty = Publisher()
            began = time.monotonic()
            assert not hasty.publish("leads.drain", queue="mail", args=["mail"])
            first = time.monotonic() - began
            assert not hasty.publish("leads.drain", queue="mail", args=["mail"])
            second = time.monotonic() - began - first
    assert first < PATIENCE + 0.1
    assert second < 0.01


def test_after_its_rest_the_broker_is_tried_again(broker):
    rested = Publisher(rest=0.0)
    url, current_app.conf.broker_write_url = current_app.conf.broker_write_url, NOBODY
    assert not rested.publish("leads.drain", queue="mail", args=["mail"])
    current_app.conf.broker_write_url = url
    assert rested.publish("leads.drain", queue="mail", args=["mail"])
