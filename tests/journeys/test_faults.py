"""Processes die, brokers vanish, mail servers lie: one lead, one decision, each mail once."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import redis
import requests

from cms.demo.processes import free_port
from leads.models import (
    Assignment,
    Circuit,
    Decision,
    Delivery,
    Enrolment,
    Lead,
    OutboxMessage,
    StepRecord,
    Submission,
)
from tests.deployment import ALIAS, Deployment, new_id, wait_until

pytestmark = [pytest.mark.processes, pytest.mark.timeout(240)]


def counts() -> dict[str, int]:
    return {
        model.__name__: model.objects.using(ALIAS).count()
        for model in (Submission, Lead, Decision, Assignment)
    }


ONE_OF_EACH = {"Submission": 1, "Lead": 1, "Decision": 1, "Assignment": 1}


def both_mails_sent(deployment: Deployment):
    return lambda: deployment.sent("result") == 1 and deployment.sent("lead_brief") == 1


def died(deployment: Deployment, fail_point: str):
    return (deployment.directory / fail_point).exists


def arm(deployment: Deployment, fail_point: str) -> dict[str, str]:
    return {"FAIL_POINT": f"{fail_point}:{deployment.directory}"}


@pytest.mark.parametrize("fail_point", ["after_claim", "before_commit", "before_wire"])
def test_a_worker_killed_in_the_middle_costs_nothing(deployment, post, rosa, fail_point):
    """`after_claim`, `before_commit`: in T3. `before_wire`: in T4, just before the mail leaves."""
    deployment.start_web()
    worker = deployment.start_worker(**arm(deployment, fail_point))
    assert deployment.submit(rosa).status_code == 202
    wait_until(died(deployment, fail_point), f"the worker died at {fail_point}")

    worker.stop()
    deployment.let_leases_end()
    deployment.start_sweeper()
    wait_until(both_mails_sent(deployment), "both mails are sent")
    assert counts() == ONE_OF_EACH
    assert len(post.accepted) == 2


def test_a_worker_killed_after_the_yes_sends_one_copy_more_at_most_and_counts_it(
    deployment, post, rosa
):
    deployment.start_web()
    worker = deployment.start_worker(**arm(deployment, "after_250"))
    deployment.submit(rosa)
    wait_until(died(deployment, "after_250"), "the worker died after the mail server's yes")

    worker.stop()
    deployment.let_leases_end()
    deployment.start_sweeper()
    wait_until(both_mails_sent(deployment), "both mails are sent")
    copies = [str(mail["Message-ID"]) for mail in post.accepted]
    possible = sum(each.possible_duplicates for each in Delivery.objects.using(ALIAS).all())
    assert len(copies) - len(set(copies)) == 1
    assert possible == 1
    assert counts() == ONE_OF_EACH


def test_a_broker_that_is_emptied_loses_nothing(deployment, post, rosa):
    deployment.start_web()
    deployment.submit(rosa)
    redis.Redis.from_url(deployment.environment["REDIS_URL"]).flushall()
    deployment.start_sweeper()
    wait_until(both_mails_sent(deployment), "the sweeper did the work")
    assert counts() == ONE_OF_EACH


def test_without_broker_and_beat_readers_see_no_error_and_the_sweeper_does_the_work(
    deployment, post, rosa
):
    deployment.environment["REDIS_URL"] = f"redis://127.0.0.1:{free_port()}/0"
    deployment.start_web()
    deployment.start_sweeper()
    assert deployment.submit(rosa).status_code == 202
    wait_until(both_mails_sent(deployment), "both mails are sent")
    assert counts() == ONE_OF_EACH


def test_a_worker_needs_no_beat(deployment, post, rosa):
    """Beat rings only what may be missed: with none at all, a kick is enough."""
    deployment.start_web()
    deployment.start_worker()
    deployment.submit(rosa)
    wait_until(both_mails_sent(deployment), "the worker did the work")
    assert counts() == ONE_OF_EACH


def test_the_same_post_twenty_times_at_once_is_one_of_each(deployment, post, rosa):
    deployment.start_web()
    deployment.start_worker()
    deployment.start_sweeper()
    assert deployment.submit_at_once(rosa, times=20) == [202] * 20
    wait_until(both_mails_sent(deployment), "both mails are sent")
    assert counts() == ONE_OF_EACH
    assert len(post.accepted) == 2


def test_a_hung_broker_costs_a_reader_less_than_half_a_second(deployment, rosa):
    with black_hole() as port:
        deployment.environment["REDIS_URL"] = f"redis://127.0.0.1:{port}/0"
        deployment.start_web()
        requests.get(f"{deployment.base_url}/api/v1/assessments/leadership/", timeout=10)  # warm
        began = time.monotonic()
        answer = deployment.submit(rosa)
        took = time.monotonic() - began
    assert answer.status_code == 202
    assert took < 0.5


def test_a_mail_server_that_drops_after_the_dot_leaves_an_ambiguous_row_and_an_open_circuit(
    deployment, post, rosa
):
    post.misbehave("drop_after_dot", times=1)
    deployment.start_web()
    deployment.start_worker()
    deployment.submit(rosa)
    unknown = Delivery.objects.using(ALIAS).filter(status="unknown", ambiguities=1)
    wait_until(unknown.exists, "one delivery is ambiguous")
    assert Circuit.objects.using(ALIAS).get().is_open
    assert len(post.accepted) == 1  # the circuit holds the other mail back


def test_a_mail_server_that_says_later_gets_each_mail_once(deployment, post, rosa):
    post.misbehave("later", times=2)
    deployment.start_web()
    deployment.start_worker()
    deployment.submit(rosa)
    waiting = OutboxMessage.objects.using(ALIAS).pending().exclude(last_error="", attempts=0)
    wait_until(lambda: post.times <= 0, "both mails were refused for now")
    wait_until(lambda: waiting.filter(token=None).count() == 2, "both were put back")
    deployment.let_a_day_pass()
    deployment.start_sweeper()
    wait_until(both_mails_sent(deployment), "both mails are sent")
    assert len(post.accepted) == 2


def test_a_follow_up_goes_a_day_later_and_never_twice(deployment, post, rosa):
    deployment.let_mail_go_at_any_hour()
    deployment.start_web()
    deployment.start_sweeper()
    agree(deployment, rosa)
    agree(deployment, rosa | {"id": new_id()})
    wait_until(lambda: deployment.sent("result") == 2, "both results are sent")
    assert deployment.sent("follow_up") == 0
    assert Enrolment.objects.using(ALIAS).count() == 1

    deployment.let_a_day_pass()
    wait_until(lambda: deployment.sent("follow_up") == 1, "the follow-up is sent")
    [mail] = [each for each in post.accepted if each["List-Unsubscribe"]]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_step_due_is_sent_exactly_once_though_its_worker_dies(deployment, post, rosa):
    """It dies when the step is judged, its mail planned and the next step owed, and nothing of it
    is committed."""
    deployment.let_mail_go_at_any_hour()
    deployment.start_web()
    worker = deployment.start_worker(name="first")
    agree(deployment, rosa)
    wait_until(lambda: deployment.sent("result") == 1, "the result is sent")
    worker.stop()

    deployment.let_a_day_pass()
    worker = deployment.start_worker(name="second", **arm(deployment, "before_commit"))
    wait_until(died(deployment, "before_commit"), "the worker died with the step in its hands")
    worker.stop()
    assert not StepRecord.objects.using(ALIAS).exists()

    deployment.let_leases_end()
    deployment.start_worker(name="third")
    deployment.start_sweeper()
    wait_until(lambda: deployment.sent("follow_up") == 1, "the step is sent")
    assert len([mail for mail in post.accepted if mail["List-Unsubscribe"]]) == 1
    assert StepRecord.objects.using(ALIAS).count() == 1
    waiting = Enrolment.objects.using(ALIAS).get()
    assert waiting.next_step == "three-sets-of-minutes"


def agree(deployment: Deployment, reader: dict[str, Any]) -> None:
    """Submits with the consent that the site asks for."""
    url = f"{deployment.base_url}/api/v1/assessments/leadership/"
    text_id = requests.get(url, timeout=10).json()["consent"]["text_id"]
    deployment.submit(reader | {"consent": {"follow_up": True, "text_id": text_id}})


@contextmanager
def black_hole() -> Iterator[int]:
    """Takes connections and never says a word."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(64)
        held: list[socket.socket] = []

        def swallow() -> None:
            while True:
                try:
                    held.append(listener.accept()[0])
                except OSError:
                    return

        threading.Thread(target=swallow, daemon=True).start()
        yield listener.getsockname()[1]
