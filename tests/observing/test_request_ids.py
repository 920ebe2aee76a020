"""One id for a request and all that comes of it."""

import re

import pytest
from django.core import mail
from django.db import transaction

from leads import outbox, request_ids
from leads.models import Delivery, OutboxMessage
from leads.models.outbox import Topic
from tests import make

pytestmark = pytest.mark.django_db

OURS = re.compile(r"[0-9a-f]{32}")
GIVEN = "4bf92f3577b34da6-from-the-proxy"


def test_an_answer_names_its_request(client):
    first, second = (client.get("/healthz")["X-Request-ID"] for _ in range(2))
    assert OURS.fullmatch(first)
    assert OURS.fullmatch(second)
    assert first != second


def test_the_id_of_the_proxy_in_front_is_kept(client):
    assert client.get("/healthz", headers={"X-Request-ID": GIVEN})["X-Request-ID"] == GIVEN


@pytest.mark.parametrize(
    "claimed",
    [
        "",
        "short",
        "x" * 65,
        "rosa.reader@example.com",
        "../../etc/passwd/etc",
        "id with blanks in it",
    ],
)
def test_what_cannot_be_an_id_is_replaced(client, claimed):
    answer = client.get("/healthz", headers={"X-Request-ID": claimed})
    assert OURS.fullmatch(answer["X-Request-ID"])


def test_nothing_is_bound_once_a_request_is_over(client):
    client.get("/healthz")
    assert request_ids.current() == ""


def test_a_submission_gives_its_id_to_all_that_it_owes(house):
    with request_ids.bound(GIVEN):
        make.submit()
    make.work_through("pipeline", "mail")
    rows = OutboxMessage.objects.values_list("topic", "request_id")
    assert {topic for topic, _ in rows} >= {Topic.SUBMISSION_ACCEPTED, Topic.DELIVERY_PLANNED}
    assert {request_id for _, request_id in rows} == {GIVEN}
    assert Delivery.objects.filter(status="sent").count() == 2
    assert {each.extra_headers["Lanewise-Request-ID"] for each in mail.outbox} == {GIVEN}


def test_each_piece_of_work_belongs_to_its_own_request_and_the_next_to_its_own():
    seen = []

    def work_on(work, now):
        seen.append(request_ids.current())
        outbox.complete(work)

    for number in range(2):
        with request_ids.bound(f"{GIVEN}-{number}"), transaction.atomic():
            outbox.enqueue(Topic.SUBMISSION_ACCEPTED, number)
    outbox.drain("pipeline", {Topic.SUBMISSION_ACCEPTED: work_on})
    assert seen == [f"{GIVEN}-0", f"{GIVEN}-1"]
    assert request_ids.current() == ""


def test_work_that_no_request_caused_begins_one_and_keeps_it():
    with transaction.atomic():
        outbox.enqueue(Topic.SUBMISSION_ACCEPTED, "by hand")
    assert OURS.fullmatch(OutboxMessage.objects.get().request_id)


def test_a_row_of_the_release_before_is_worked_on_under_an_id_of_its_own():
    OutboxMessage.objects.create(topic=Topic.SUBMISSION_ACCEPTED, key="1", queue="pipeline")
    OutboxMessage.objects.update(request_id="")
    seen = []

    def work_on(work, now):
        seen.append(request_ids.current())
        outbox.complete(work)

    outbox.drain("pipeline", {Topic.SUBMISSION_ACCEPTED: work_on})
    assert OURS.fullmatch(seen[0])
