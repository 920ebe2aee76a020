"""The same submission, posted twenty times at once over real HTTP."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import requests

from leads.models import OutboxMessage, Submission
from tests import make
from tests.api.conftest import SUBMISSIONS

TIMES = 20

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def all_at_once(url: str, bodies: list[dict]) -> list[requests.Response]:
    starting = Barrier(len(bodies))

    def send(body: dict) -> requests.Response:
        starting.wait()
        return requests.post(url, json=body, timeout=30)

    with ThreadPoolExecutor(len(bodies)) as pool:
        return list(pool.map(send, bodies))


def test_are_one_row_and_one_answer(live_server, body):
    answers = all_at_once(live_server.url + SUBMISSIONS, [body] * TIMES)
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.text for answer in answers}) == 1
    assert Submission.objects.count() == OutboxMessage.objects.count() == 1


def test_with_two_bodies_one_of_them_stands_and_the_other_conflicts(live_server, body):
    other = body | {"answers": make.TO_BOOK}
    answers = all_at_once(live_server.url + SUBMISSIONS, [body, other] * (TIMES // 2))
    by_status = [answer.status_code for answer in answers]
    assert sorted(by_status) == [202] * (TIMES // 2) + [409] * (TIMES // 2)
    assert len(set(by_status[::2])) == 1
    assert Submission.objects.count() == 1
