"""The outbox: owed once, claimed once, given up on visibly, and never in anybody else's way."""

import uuid
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.db.models.functions import Now

from leads import outbox
from leads.models import OutboxMessage
from leads.models.outbox import Topic

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]

TOPIC = Topic.SUBMISSION_ACCEPTED
QUEUE = "pipeline"


def owe(key: str = "", **when: timedelta) -> str:
    key = key or str(uuid.uuid4())
    with transaction.atomic():
        outbox.enqueue(TOPIC, key, **when)
    return key


def let_the_lease_end() -> None:
    OutboxMessage.objects.pending().update(available_at=Now() - timedelta(seconds=1))


def done(work: outbox.Claimed, now: datetime) -> None:
    outbox.complete(work)


def poison(work: outbox.Claimed, now: datetime) -> None:
    raise ValueError("rosa@example.com does not fit")


def test_work_apart_from_its_cause_is_refused():
    with pytest.raises(RuntimeError, match="in the transaction"):
        outbox.enqueue(TOPIC, "alone")


def test_work_whose_cause_rolls_back_is_not_owed():
    with transaction.atomic():
        outbox.enqueue(TOPIC, "undone")
        transaction.set_rollback(True)
    assert not OutboxMessage.objects.exists()


def test_owing_the_same_work_twice_changes_nothing():
    owe("same")
    outbox.drain(QUEUE, {TOPIC: done})
    owe("same")
    assert OutboxMessage.objects.get().state == "done"


def test_what_is_claimed_is_held_from_everybody_else():
    owe()
    assert len(outbox.claim(QUEUE)) == 1
    assert outbox.claim(QUEUE) == []


def test_the_oldest_due_is_claimed_first():
    newer, older = owe(), owe()
    OutboxMessage.objects.filter(key=older).update(available_at=Now() - timedelta(hours=1))
    assert [work.key for work in outbox.claim(QUEUE)] == [older, newer]


def test_what_is_due_later_waits():
    owe(delay=timedelta(days=1))
    assert outbox.claim(QUEUE) == []


def test_the_sweeper_leaves_what_became_due_this_second_to_the_workers():
    owe()
    assert outbox.claim(QUEUE, overdue=timedelta(seconds=30)) == []
    assert len(outbox.claim(QUEUE)) == 1


def test_a_crash_needs_no_code_the_lease_ends_and_the_work_is_due_again():
    owe()
    [first] = outbox.claim(QUEUE)
    let_the_lease_end()
    [second] = outbox.claim(QUEUE)
    assert (first.attempts, second.attempts) == (1, 2)


@pytest.mark.parametrize(
    "write",
    [
        outbox.complete,
        outbox.renew,
        lambda work: outbox.postpone(work, timedelta(seconds=1)),
        lambda work: outbox.give_up(work, "no"),
    ],
    ids=["complete", "renew", "postpone", "give_up"],
)
def test_a_stale_token_writes_nothing(write):
    owe()
    [stale] = outbox.claim(QUEUE)
    let_the_lease_end()
    [holder] = outbox.claim(QUEUE)
    before = OutboxMessage.objects.values().get()
    with pytest.raises(outbox.StaleToken):
        write(stale)
    assert OutboxMessage.objects.values().get() == before
    outbox.complete(holder)


def test_what_a_handler_with_a_stale_token_wrote_is_undone():
    owe("first")

    def slow(work: outbox.Claimed, now: datetime) -> None:
        let_the_lease_end()
        outbox.claim(QUEUE)
        with transaction.atomic():
            outbox.enqueue(TOPIC, "written by the dead")
            outbox.complete(work)

    [work] = outbox.claim(QUEUE)
    outbox.run(work, {TOPIC: slow})
    assert not OutboxMessage.objects.filter(key="written by the dead").exists()


def test_work_that_always_fails_is_dead_after_five_attempts():
    owe()
    for _ in range(7):
        let_the_lease_end()
        outbox.drain(QUEUE, {TOPIC: poison})
    message = OutboxMessage.objects.get()
    assert (message.state, message.attempts) == ("dead", outbox.MOST_ATTEMPTS)


def test_work_that_kills_whoever_does_it_is_dead_after_five_attempts():
    owe()
    for _ in range(outbox.MOST_ATTEMPTS):
        assert outbox.claim(QUEUE)  # and the process dies
        let_the_lease_end()
    outbox.drain(QUEUE, {TOPIC: done})
    message = OutboxMessage.objects.get()
    assert message.state == "dead"
    assert "death of its process" in message.last_error


def test_a_failure_is_tried_again_later_not_at_once():
    owe()
    outbox.drain(QUEUE, {TOPIC: poison})
    assert OutboxMessage.objects.pending().exists()
    assert not outbox.is_due(QUEUE)


def test_a_failure_says_where_and_never_quotes_a_person(caplog):
    owe()
    outbox.drain(QUEUE, {TOPIC: poison})
    message = OutboxMessage.objects.get()
    assert message.last_error.startswith("ValueError at test_outbox.py:")
    assert "rosa" not in caplog.text + message.last_error


def test_poison_hurts_nobody_else():
    bad = owe()
    good = {owe() for _ in range(3)}
    OutboxMessage.objects.filter(key=bad).update(available_at=Now() - timedelta(hours=1))

    def handle(work: outbox.Claimed, now: datetime) -> None:
        poison(work, now) if work.key == bad else done(work, now)

    outbox.drain(QUEUE, {TOPIC: handle})
    finished = OutboxMessage.objects.exclude(done_at=None).values_list("key", flat=True)
    assert set(finished) == good


def test_one_hint_drains_everything_in_batches():
    for _ in range(outbox.BATCH * 2 + 1):
        owe()
    assert outbox.drain(QUEUE, {TOPIC: done}) == outbox.BATCH * 2 + 1
    assert not OutboxMessage.objects.pending().exists()


def test_a_postponed_attempt_is_not_held_against_the_work():
    owe()
    for _ in range(outbox.MOST_ATTEMPTS + 2):
        [work] = outbox.claim(QUEUE)
        outbox.postpone(work, timedelta(0))
    assert OutboxMessage.objects.get().attempts == 0


def test_a_topic_of_a_newer_release_waits_for_it_and_holds_up_nobody():
    """During a deployment old workers run beside new web processes."""
    OutboxMessage.objects.create(topic="owed.tomorrow", key="1", queue=QUEUE)
    ours = owe()
    assert outbox.drain(QUEUE, {TOPIC: done}) == 1
    assert OutboxMessage.objects.get(key=ours).done_at
    theirs = OutboxMessage.objects.get(topic="owed.tomorrow")
    assert (theirs.attempts, theirs.token, theirs.state) == (0, None, "pending")
    assert not outbox.is_due(QUEUE)  # nobody rings for what nobody here can do
