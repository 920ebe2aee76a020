"""No task carries more than "look"; and the check that says so has seen each fault once."""

import pytest

from tests.house.hints import finds, finds_of_the_house


def test_no_task_carries_more_than_a_hint():
    assert finds_of_the_house() == []


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("drain.apply_async(args=['mail'], countdown=30)", "passes countdown"),
        ("drain.apply_async(eta=now)", "passes eta"),
        ("drain.apply_async(link=other.s())", "passes link"),
        ("@shared_task(autoretry_for=(OSError,))\ndef drain(): ...", "passes autoretry_for"),
        ("raise self.retry(exc=error)", "tries a task again by Celery"),
        ("from celery import chain", "imports chain from Celery"),
        ("from celery.canvas import chord", "imports chord from Celery"),
        ("from celery.result import AsyncResult", "imports AsyncResult from Celery"),
        ("app.conf.update(result_backend='redis://')", "keeps results"),
    ],
)
def test_each_way_to_carry_more_is_found(source, reason):
    assert [found for _, found in finds(source)] == [reason]


@pytest.mark.parametrize(
    "source",
    [
        "app.conf.update(result_backend=None)",
        "from celery import Celery, shared_task",
        "send_task('leads.drain', args=['mail'], expires=60)",
    ],
)
def test_a_hint_is_not_a_fault(source):
    assert list(finds(source)) == []
